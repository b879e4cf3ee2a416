"""Chapters that stories of a supplier's record share: on a list, claimed, assessed."""

import csv
import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from e2e.people import Person
from e2e.world import Body, World, chooses_place, decides, has_signed_up

LIST = "检验检测机构资质认定名单（演示）"
MONITORING = "环境监测"
HEADERS = (
    "统一社会信用代码",
    "单位名称",
    "地址",
    "业务类型",
    "资质种类",
    "证书编号",
    "发证机关",
    "有效期至",
)
Place = tuple[str, ...]
"""From the province down."""


def is_imported(
    operator: Person, folder: Path, body: Body, place: Place, *, until: dt.date, kind: str = MONITORING
) -> None:
    """The list names the body, what it does and its paper."""
    is_uploaded(operator, folder, [listed(body, place, until, kind)], name=LIST)
    operator.follows("确认导入 1 行").soon_sees("导入已完成")


def listed(body: Body, place: Place, until: dt.date, kind: str = MONITORING) -> tuple[str, ...]:
    """A line of the list."""
    return (
        body.credit_code,
        body.name,
        f"{''.join(place)}振兴路1号",
        kind,
        "检验检测机构资质认定证书",
        f"演示CMA-{body.credit_code[-6:]}",
        "演示市场监督管理局",
        until.isoformat(),
    )


def is_uploaded(
    operator: Person,
    folder: Path,
    lines: Sequence[tuple[str, ...]],
    *,
    name: str = "",
    profile: str = "",
    day: dt.date | None = None,
) -> None:
    """A list of these lines has been read and every line checked; nothing is written yet."""
    operator.opens("/suppliers/imports/").attaches("名单文件", written(folder, lines))
    if profile:
        operator.chooses("名单方案", profile)
    else:
        operator.writes("名单名称", name)
    if day:
        operator.dates("名单日期", day)
    operator.follows("上传并对应列").follows("核对全部行")


def written(folder: Path, lines: Sequence[tuple[str, ...]]) -> Path:
    """A list of these lines."""
    path = folder / "名单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADERS, *lines])
    return path


def found(here: World, body: Body, address: str = "") -> Person:
    visitor = here.visitor().opens(f"/suppliers/?q={body.name}{address}").soon_sees("1 家机构")
    return visitor.follows(body.name)


def is_claimed(lab: Person, officer: Person, here: World, body: Body, record: str, place: Place) -> None:
    has_signed_up(lab, body)
    lab.opens(record).follows("这是我的单位，去认领")
    lab.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(lab, place)
    lab.writes("经营地址", "振兴路1号").writes("联系人", body.person).writes("联系电话", body.phone)
    lab.writes("您与单位的关系", "我是技术负责人，受法定代表人委托。")
    lab.attaches("证明材料", here.file("授权书.pdf")).attaches("营业执照", here.file("营业执照.pdf"))
    lab.follows("提交认证").sees(body.name)
    decides(officer, body.name, "通过")


def assesses_itself(lab: Person, what: str) -> None:
    """A self-assessment with every field, handed in."""
    lab.opens("/suppliers/assessment/").follows(re.compile(what))
    fills_every_field(lab, "88", "证书有效，人员持证（演示）。")
    lab.follows("保存并核对").follows("提交自评").sees("各自评分")


def scores(officer: Person, body: Body, points: str) -> Person:
    officer.opens("/desk/assessment/").follows(re.compile(re.sub(r"\W", ".", body.name)))
    fills_every_field(officer, points, "材料已核对（演示）。")
    return officer.follows("提交评分")


def fills_every_field(person: Person, points: str, words: str) -> None:
    """One by one, as many as the criteria are."""
    for field in person.page.get_by_role("main").locator("input[type=number], textarea").all():
        person.fills(field, points if field.get_attribute("type") == "number" else words)
