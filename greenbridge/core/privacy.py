"""The register of what the platform knows of people and keeps in confidence: for what, and for how long.

Every room declares its tables in a ``privacy.py`` of its own. A column that nobody has declared fails a test, so that
none is added without an answer to: what for, who is it about, when does it go.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.utils.module_loading import autodiscover_modules


class Nature(Enum):
    """Whom a column would hurt (信息性质)."""

    PERSONAL = "个人信息"
    CONFIDENTIAL = "保密信息"


class Keep(Enum):
    """How long (保存期限). What goes by itself is taken away by nightly jobs: ``takes_away`` marks them."""

    ACCOUNT = "账号注销时删除"
    SIGNED = "与记录同存，账号注销后只显示“已注销用户”"
    RECORD = "与记录同存"
    BODY = "单位最后一名成员离开后删除；无人认领的，官方名单导入满三年后删除"
    TRADE = "对接结束满三年后删除；没有发布的需求，最后一次改动满三年后删除"
    CASE = "办结满三年后删除"
    FILE = "没有记录再使用这份文件时删除"
    EDITED = "与后台内容同存，编辑删除内容时一并删除"
    TRAIL = "至少三年，任何人不能修改或删除"
    MESSAGE = "两年"
    LOG = "六个月"
    UNDO = "三十天，其间可以撤销修改"
    FETCHED = "网站最后一次给出后满一年删除"
    SUBSCRIPTION = "停止订阅时删除；没有确认的，满七天删除"
    SESSION = "退出登录或超时后删除"
    SENT = "提交表单满两天后删除"


@dataclass(frozen=True)
class Column:
    """One column of the register: what kind of thing it is, what it is for, when it goes."""

    nature: Nature
    purpose: str
    keep: Keep
    is_secret: bool = False
    """Not even the person it belongs to gets it back: a digest of a password, a key."""


@dataclass(frozen=True)
class Table:
    """What a room says of one table. ``plain`` names the columns that tell nothing of anybody.

    ``whose`` is the column that says to whom a row belongs, ``pk`` where the row is the person: it is handed out
    to that person with 我的数据.
    """

    label: str
    title: str
    columns: Mapping[str, Column]
    plain: frozenset[str]
    whose: str = ""

    def entries(self) -> list[tuple[str, Column]]:
        """Each declared column with the name that people read."""
        model = apps.get_model(self.label)
        return [(heading(model._meta.get_field(name)), column) for name, column in self.columns.items()]


WORDS = {
    "comment": "意见",
    "data": "数据",
    "file": "文件",
    "id": "编号",
    "ip": "网络地址",
    "key hash": "密钥的摘要",
    "resolved by": "处理人",
    "sha-256": "SHA-256 摘要",
    "text": "文字",
    "user": "用户",
    "user agent": "浏览器",
    "内容json": "内容",
    "用户上传": "上传人",
}
"""How the columns of other people's packages are called here, where those bring no Chinese name or a wrong one."""


def heading(field: Any) -> str:
    """What people read as the name of a column."""
    said = str(field.verbose_name)
    return WORDS.get(said.lower(), said)


NOT_BY_NIGHT: Mapping[Keep, str] = {
    Keep.ACCOUNT: "accounts.services.closing deletes it while the person looks on",
    Keep.SIGNED: "a reference to a person; closing the account takes the name away behind it",
    Keep.RECORD: "what the record is about, and no person: the body that published or agreed, what was changed or handed out",
    Keep.EDITED: "the editors' own text: it goes with the page or the entry in the back office that it belongs to",
    Keep.TRAIL: "the triggers of audit.append_only let nobody take anything away",
}
"""The periods that no job enforces, and what stands in its place."""

THREE_YEARS = dt.timedelta(days=1096)  # whatever leap years lie between: never a day less

ALL = "*"
_tables: dict[str, Table] = {}
Job = TypeVar("Job", bound=Callable[[], object])
Keepers = dict[Callable[[], object], set[tuple[str, Keep]]]
_keepers: Keepers = {}


def personal(purpose: str, keep: Keep) -> Column:
    return Column(Nature.PERSONAL, purpose, keep)


def confidential(purpose: str, keep: Keep) -> Column:
    return Column(Nature.CONFIDENTIAL, purpose, keep)


def secret(purpose: str, keep: Keep) -> Column:
    return Column(Nature.CONFIDENTIAL, purpose, keep, is_secret=True)


def holds(label: str, title: str = "", plain: str = "", whose: str = "", **columns: Column) -> None:
    """Declare a table, ``app.Model``. ``title`` is what people call its rows.

    ``plain="*"`` is for tables of other packages that hold nothing of anybody.
    """
    _tables[label] = Table(label, title, columns, frozenset(plain.split()), whose)


def register() -> dict[str, Table]:
    """Every table that has been declared, by its label."""
    autodiscover_modules("privacy")
    return dict(sorted(_tables.items()))


def emptied(rows: models.QuerySet[Any, Any], **nothing: object) -> int:
    """Empty columns (``text="", file=None``); returns how many rows held something in one of them."""
    return rows.exclude(**nothing).update(**nothing)


def takes_away(keep: Keep, *labels: str) -> Callable[[Job], Job]:
    """Mark the nightly job that takes away what the named tables (``app.Model``) hold no longer than ``keep``."""

    def mark(job: Job) -> Job:
        _keepers.setdefault(job, set()).update((label, keep) for label in labels)
        return job

    return mark


def keepers() -> Keepers:
    """The nightly jobs that enforce a period, each with the tables and periods it answers for."""
    autodiscover_modules("tasks")
    return dict(_keepers)


def unkept(tables: Mapping[str, Table], answered: Collection[tuple[str, Keep]]) -> list[str]:
    """What is declared to go by itself and no job takes away, and what a job claims to and nobody declares."""
    declared = {(label, column.keep) for label, table in tables.items() for column in table.columns.values()}
    by_night = {(label, keep) for label, keep in declared if keep not in NOT_BY_NIGHT}
    return sorted(
        [f"{label}: nobody takes away what is kept “{k.value}”" for label, k in by_night - set(answered)]
        + [f"{label}: nothing is kept “{k.value}”" for label, k in set(answered) - by_night]
    )


def gaps(tables: Mapping[str, Table]) -> list[str]:
    """What stands in the database without an answer, and what is answered for but does not exist."""
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    missing = [f"{label}: not declared" for label in known if label not in tables]
    gone = [f"{label}: no such table" for label in tables if label not in known]
    wrong = [
        gap for label, table in tables.items() if label in known for gap in _gaps_of(table, known[label])
    ]
    return sorted([*missing, *gone, *wrong])


def _gaps_of(table: Table, model: type[models.Model]) -> list[str]:
    there = {field.name for field in model._meta.local_concrete_fields}
    said = set(table.columns) | (there if ALL in table.plain else table.plain)
    twice = set(table.columns) & table.plain
    wrong = [f"{table.label}.{name}: declared wrongly or not at all" for name in (there ^ said) | twice]
    if table.columns and not table.title:
        wrong.append(f"{table.label}: needs a title that people understand")
    if table.whose not in {"", "pk", *table.columns}:
        wrong.append(f"{table.label}.{table.whose}: says whose a row is, and is not declared as personal")
    return wrong
