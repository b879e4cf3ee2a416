"""The kinds of further things on a record: which columns each has, how they are called, and how they are shown.

Forms, tables and the officer's page are all made from ``SHAPES``. A new kind is one entry here and one in
``RecordPart.Kind``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.suppliers.models import RecordPart
from greenbridge.ui.templatetags.ui import day

Kind = RecordPart.Kind
SHOWN_UNFOLDED = 5
NAMED = 5  # in a line that sums up


@dataclass(frozen=True)
class Column:
    """A column that a kind uses."""

    name: str
    label: str
    is_required: bool = True
    hint: str = ""
    is_listed: bool = True
    """Whether it has a place in the tables; a file and a long text have theirs below the name."""


@dataclass(frozen=True)
class Shape:
    """A kind: what to add, what everybody should know of it, its columns."""

    one: str
    note: str
    columns: tuple[Column, ...]


_EVIDENCE = Column(
    "evidence",
    "证明材料",
    is_required=False,
    is_listed=False,
    hint="合同首页、验收意见等，只供协会核实，不公开。",
)

SHAPES: Mapping[str, Shape] = {
    Kind.STAFF: Shape(
        "持证人员",
        "姓名只显示姓氏，证书编号隐去中间几位。",
        (
            Column("person", "姓名", hint="公开页面只显示姓氏。请先告知本人。"),
            Column("name", "证书", hint="例如：环境影响评价工程师、监测上岗证。"),
            Column("number", "证书编号", hint="公开页面隐去中间几位。"),
            Column("valid_until", "有效期至", is_required=False, hint="长期有效则不填。"),
        ),
    ),
    Kind.EQUIPMENT: Shape(
        "仪器设备",
        "",
        (
            Column("name", "设备名称", hint="例如：气相色谱质谱联用仪。"),
            Column("detail", "型号规格", is_required=False),
            Column("quantity", "数量"),
        ),
    ),
    Kind.PROJECT: Shape(
        "业绩",
        "“已核实”表示协会看过合同或验收材料，其余由机构自报。",
        (
            Column("name", "项目名称"),
            Column("detail", "客户", hint="不便公开全称的，可写“某印染企业”。"),
            Column("year", "完成年份"),
            Column("band", "金额", is_required=False),
            _EVIDENCE,
        ),
    ),
    Kind.CASE: Shape(
        "典型案例",
        "",
        (
            Column("name", "案例名称"),
            Column("detail", "服务对象", is_required=False, hint="不便公开全称的，可写“某电镀企业”。"),
            Column("year", "年份"),
            Column(
                "text", "做法和成效", is_listed=False, hint="原来有什么问题，怎样做，结果如何，不超过1000字。"
            ),
        ),
    ),
    Kind.MEMBERSHIP: Shape(
        "协会会员",
        "会员信息由机构自报，仅供了解，不影响排序、匹配和评级。",
        (
            Column("name", "协会名称"),
            Column("detail", "会员类别", is_required=False, hint="例如：会员单位、理事单位。"),
            Column("valid_until", "有效期至", is_required=False, hint="长期有效则不填。"),
        ),
    ),
}


@dataclass(frozen=True)
class Row:
    """A part with what stands in its columns."""

    part: RecordPart
    cells: list[str]


@dataclass(frozen=True)
class Group:
    """All parts of one kind. ``is_long`` ones are folded where others read them."""

    kind: str
    label: str
    shape: Shape
    rows: list[Row]

    @property
    def headings(self) -> list[str]:
        return [column.label for column in self.shape.columns if column.is_listed]

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """The rows, each with what stands under which heading."""
        return [(row, list(zip(self.headings, row.cells, strict=True))) for row in self.rows]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > SHOWN_UNFOLDED


def groups(parts: Iterable[RecordPart], *, in_full: bool) -> list[Group]:
    """The parts by their kinds, every kind in its place. ``in_full`` is for the body and its officers: with names."""
    of_kind: dict[str, list[RecordPart]] = {kind: [] for kind in SHAPES}
    for part in parts:
        of_kind[part.kind].append(part)
    return [
        Group(
            kind, Kind(kind).label, shape, [Row(part, _cells(part, shape, in_full)) for part in of_kind[kind]]
        )
        for kind, shape in SHAPES.items()
    ]


def summed_up(parts: Iterable[RecordPart]) -> dict[str, str]:
    """What there is of each kind in one line, with how many of them an officer has verified; nothing of nobody."""
    of_kind: dict[str, list[RecordPart]] = {}
    for part in parts:
        of_kind.setdefault(part.kind, []).append(part)
    return {Kind(kind).label: _line(kind, of_kind[kind]) for kind in SHAPES if kind in of_kind}


def _line(kind: str, parts: Sequence[RecordPart]) -> str:
    """3项，其中已核实1项：印染废水监测、厂界噪声监测等 — the names are what is public of them all."""
    names = list(dict.fromkeys(part.name for part in parts))
    checked = sum(part.state == RecordPart.State.VERIFIED for part in parts)
    count = f"{len(parts)}{'人' if kind == Kind.STAFF else '项'}"
    verified = f"，其中已核实{checked}项" if checked else ""
    return f"{count}{verified}：{'、'.join(names[:NAMED])}{'等' if len(names) > NAMED else ''}"


def _cells(part: RecordPart, shape: Shape, in_full: bool) -> list[str]:
    shown = {
        "name": part.name,
        "person": part.person if in_full else part.public_person,
        "number": part.number if in_full else part.public_number,
        "detail": part.detail,
        "quantity": str(part.quantity or ""),
        "year": str(part.year or ""),
        "band": part.get_band_display(),
        "valid_until": day(part.valid_until) if part.valid_until else "长期",
    }
    return [shown[column.name] or "未公布" for column in shape.columns if column.is_listed]
