"""Entries and clause mappings come in from tables, and an installation begins with the Code and what it replaced."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from greenbridge.core import clock
from greenbridge.library import loading
from greenbridge.library.ledger import queries, services
from greenbridge.library.models import ClauseMapping, Effect, Version, Work
from greenbridge.library.validity.rules import Status
from greenbridge.testing import cast
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db


def told(command: str, path: Path, text: str) -> dict[str, object]:
    path.write_text(text, "utf-8-sig")
    out = StringIO()
    call_command(command, path, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def test_a_table_of_entries_comes_in_once_and_bad_lines_say_why(tmp_path: Path) -> None:
    old = library.law()
    library.law("示例法典", text="")
    text = (
        "变动,依据,对象,对象条款,起始日期,已核对\n"
        "废止,示例法典,示例固体废物条例,,2026-08-15,否\n"
        "修改,示例法典,没有收录的办法,第三条,,\n"
        "取消,没有的法典,示例固体废物条例,,,\n"
    )

    first = told("library_ledger", tmp_path / "a.csv", text)
    second = told("library_ledger", tmp_path / "a.csv", text)

    assert (first["rows"], first["recorded"], first["known"]) == (3, 2, 0)
    assert (second["recorded"], second["known"]) == (0, 2)
    assert first["refused"] == [{"line": 4, "reason": "请选择变动。没有收录这个文件，请先收录，或核对名称。"}]
    assert not Effect.objects.get(target=old.work).is_confirmed
    assert Effect.objects.get(target=None).place == "第三条"


def test_a_table_of_clauses_comes_in_with_notes(tmp_path: Path) -> None:
    old, new = library.law(), library.law("示例法典", text="第一条 示例。")
    text = "原文件,原条款,新文件,新条款,说明\n示例固体废物条例,第二条,示例法典,第一条,合并\n示例固体废物条例,二,示例法典,第一条,\n"

    report = told("library_map", tmp_path / "a.csv", text)

    row = ClauseMapping.objects.get()
    assert (row.old, row.old_address, row.new, row.note) == (old.work, "art-2", new.work, "合并")
    assert [line["line"] for line in report["refused"]] == [3]  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        told("library_map", tmp_path / "b.csv", "别的列\n1\n")


def test_the_code_and_what_it_is_said_to_repeal_come_with_the_platform_once() -> None:
    assert loading.load() == 11
    water = Work.objects.get(title="中华人民共和国水污染防治法")
    version, code = water.versions.get(), Version.objects.get(title="中华人民共和国生态环境法典")
    assert not version.has_text
    assert version.source_url == "https://flk.npc.gov.cn/"
    assert version.ends_on == code.effective_on
    assert version.ends_on is not None
    assert version.status_on(version.ends_on) == Status.UNKNOWN
    assert "废止清单尚待核对" in queries.remark(version, clock.today())

    effect = Effect.objects.get(target=water)
    assert effect.get_found_display() == "随平台登记"
    services.withdraw(effect, actor=cast.editor(), reason="清单里没有。")

    assert loading.load() == 0
    assert Effect.objects.filter(is_confirmed=False, withdrawn_at=None).count() == 9
    version.refresh_from_db()
    assert version.status_on(clock.today()) == Status.IN_FORCE
