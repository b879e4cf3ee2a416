"""What a restore found, for people (in Chinese) and for programmes."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from greenbridge.audit import chain
from greenbridge.core import clock
from greenbridge.operations.backups.archive import Manifest
from greenbridge.operations.backups.databases import Weight, Weights


@dataclass
class Report:
    """The comparison of what was restored with what was backed up (恢复报告)."""

    archive: str
    manifest: Manifest
    began_at: dt.datetime
    finished_at: dt.datetime | None = None
    differences: list[str] = field(default_factory=list)
    needs_migrate: bool = False
    failure: str = ""  # why nothing was restored
    troubles: list[str] = field(default_factory=list)  # what came after the restore and did not succeed
    trail: chain.Report | None = None

    @property
    def is_identical(self) -> bool:
        return not self.differences and not self.failure

    @property
    def is_good(self) -> bool:
        """Whether one may go on with what was restored."""
        return self.is_identical and not self.troubles and not (self.trail and self.trail.broken)

    def compare_tables(self, found: Weights) -> None:
        for name, expected, is_now in _differing(self.manifest.tables, found):
            self.differences.append(f"数据表 {name}：{_told(expected, is_now, '行')}")

    def compare_files(self, found: Weights) -> None:
        for name, expected, is_now in _differing(self.manifest.files, found):
            self.differences.append(f"文件 {name}：{_told(expected, is_now, '字节')}")

    def text(self) -> str:
        made = clock.local(dt.datetime.fromisoformat(self.manifest.made_at))
        lines = [
            "恢复报告",
            f"备份文件：{self.archive}",
            f"备份时间：{made:%Y-%m-%d %H:%M:%S}，程序版本 {self.manifest.software}，数据库 {self.manifest.database}",
            f"用时：{self._seconds():.1f} 秒",
        ]
        if self.failure:
            return "\n".join([*lines, f"结论：没有恢复。{self.failure}"])
        lines.append(
            f"核对：{len(self.manifest.tables) - 1} 张表共 {self.manifest.rows} 行，{len(self.manifest.files)} 个文件，逐行逐个比对摘要。"
        )
        if self.is_identical:
            lines.append("结论：与备份完全一致。")
        else:
            lines += [
                f"结论：有 {len(self.differences)} 处不一致，请不要启用，换一份备份重试。",
                *self.differences,
            ]
        return "\n".join([*lines, *self._trail(), *self.troubles, *self._remarks(), *self._next_steps()])

    def as_json(self) -> dict[str, Any]:
        return {
            "archive": self.archive,
            "made_at": self.manifest.made_at,
            "database": self.manifest.database,
            "software": self.manifest.software,
            "seconds": round(self._seconds(), 1),
            "tables": len(self.manifest.tables) - 1,
            "rows": self.manifest.rows,
            "files": len(self.manifest.files),
            "identical": self.is_identical,
            "differences": self.differences,
            "gone": self.manifest.gone,
            "troubles": self.troubles,
            "trail": self.trail.as_json() if self.trail else None,
            "needs_migrate": self.needs_migrate,
            "next": self._next_steps(),
        }

    def keep(self) -> Path:
        """Write the report into the installation's folder."""
        folder = Path(settings.VAR_DIR) / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"restore-{clock.local(self.began_at):%Y%m%d-%H%M%S}.txt"
        file.write_text(self.text() + "\n", "utf-8")
        return file

    def _seconds(self) -> float:
        return ((self.finished_at or clock.now()) - self.began_at).total_seconds()

    def _trail(self) -> list[str]:
        if self.trail is None:
            return []
        found = f"{self.trail.broken} 处不符" if self.trail.broken else "全部相符"
        return [f"操作记录：{self.trail.records} 条逐条校验，{found}。"]

    def _remarks(self) -> list[str]:
        if not self.manifest.gone:
            return []
        return [
            f"备份过程中有 {len(self.manifest.gone)} 个文件被删除，因此不在备份里，引用它们的记录照备份时的样子恢复：",
            *self.manifest.gone,
        ]

    def _next_steps(self) -> list[str]:
        steps = []
        if self.needs_migrate:
            steps.append(
                "备份早于当前程序：请依次执行 manage.py migrate、set_up、search_rebuild、audit_verify。"
            )
        if self.manifest.is_key_given:
            steps.append("SECRET_KEY 由环境变量或文件提供，不在备份内，请沿用原来的值。")
        if self.manifest.is_audit_key_given:
            steps.append(
                "AUDIT_KEY 由环境变量或文件提供，不在备份内，请沿用原来的值，否则操作记录无法校验，也不能接着写。"
            )
        if self.trail and self.trail.broken:
            steps.append(
                "操作记录校验不符：请先核对 AUDIT_KEY 是不是备份时用的那一把，放回后执行 manage.py audit_verify；"
                "仍不符时请不要启用，并通知安全管理员。"
            )
        return steps


def _differing(expected: Weights, found: Weights) -> list[tuple[str, Weight | None, Weight | None]]:
    names = sorted({*expected, *found})
    return [
        (name, expected.get(name), found.get(name)) for name in names if expected.get(name) != found.get(name)
    ]


def _told(expected: Weight | None, is_now: Weight | None, unit: str) -> str:
    if expected is None:
        return "备份里没有，恢复后却有。"
    if is_now is None:
        return f"备份里有 {expected.rows} {unit}，恢复后没有。"
    if expected.rows != is_now.rows:
        return f"应为 {expected.rows} {unit}，恢复后为 {is_now.rows} {unit}。"
    return f"数量相同（{expected.rows} {unit}），内容不同。"
