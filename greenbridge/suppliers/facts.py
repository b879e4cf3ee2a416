"""What of a supplier is worth telling: its facts in words, for comparison, tables and people who watch it."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from greenbridge.accounts.exports import Column
from greenbridge.core import clock
from greenbridge.suppliers.models import Supplier


def of(supplier: Supplier) -> dict[str, str]:
    """The facts as of today, by their names. Expects a supplier ``with_card``."""
    today, body = clock.today(), supplier.organisation
    return {
        "名称": body.name,
        "名录状态": supplier.get_status_display(),
        "经营地址": f"{body.region.local_name} {body.address}".strip(),
        "企业规模": body.get_size_display(),
        "信用等级": supplier.standing or "未评级",
        "业务": "、".join(
            sorted(a.service_type.name for a in supplier.activities.all() if not a.is_suspended)
        ),
        "服务地区": served(supplier),
        **{
            f"{c.short_name} {c.number}": c.state_on(today).label
            + (f"，有效期至{c.expires_on:%Y-%m-%d}" if c.expires_on else "")
            for c in supplier.credentials.all()
        },
        **{
            f"年许可量 {code}": f"{tonnes:,} 吨" if tonnes else "未公布"
            for code, tonnes in wastes(supplier, today)
        },
    }


def by_kind(supplier: Supplier, day: dt.date, *, filings: bool) -> dict[str, str]:
    """The state on that day of each kind of credential that the body holds, the best of several.

    Either of what is filed or registered, or of what entitles.
    """
    states: dict[str, tuple[bool, str]] = {}
    for c in supplier.credentials.all():
        if c.kind.is_filing != filings:
            continue
        until = f"，有效期至{c.expires_on:%Y-%m-%d}" if c.expires_on else ""
        stands = (c.is_valid_on(day), f"{c.state_on(day).label}{until}")
        states[c.name] = max(stands, states.get(c.name, (False, "")))
    return {kind: said for kind, (_, said) in states.items()}


def wastes(supplier: Supplier, day: dt.date) -> list[tuple[str, int]]:
    """What hazardous waste the body is licensed for on that day, with the tonnes a year; 0 is not stated.

    Where only some codes of a category are covered, its name says which.
    """
    yearly: dict[str, int] = {}
    for credential in supplier.credentials.all():
        if credential.is_valid_on(day):
            for category, covered in credential.licensed_wastes.items():
                name = f"{category}（限{'、'.join(covered.codes)}）" if covered.codes else category
                yearly[name] = yearly.get(name, 0) + (covered.tonnes or 0)
    return sorted(yearly.items())


def waste_limits(supplier: Supplier, day: dt.date) -> dict[str, int]:
    """The categories of which the body is licensed that day for some codes only, and for how many."""
    codes: dict[str, set[str]] = {}
    whole = set[str]()
    for credential in supplier.credentials.all():
        if credential.is_valid_on(day):
            for category, covered in credential.licensed_wastes.items():
                codes.setdefault(category, set()).update(covered.codes)
                whole |= set() if covered.codes else {category}
    return {category: len(some) for category, some in codes.items() if category not in whole}


def served(supplier: Supplier) -> str:
    """全国, or the regions by name."""
    activities = list(supplier.activities.all())
    if any(not activity.regions for activity in activities):
        return "全国"
    return "、".join(sorted({region.name for activity in activities for region in activity.regions}))


HEADERS = (
    "机构名称",
    "统一社会信用代码",
    "所在地区",
    "经营地址",
    "企业规模",
    "信用等级",
    "业务",
    "服务地区",
    "有效资质",
    "危险废物年许可量",
    "入驻日期",
    "资料更新",
)
WIDTHS = (28, 32, 24, 32, 12, 12, 28, 22, 38, 32, 18, 18)


def rows(suppliers: Iterable[Supplier]) -> Iterable[tuple[str, ...]]:
    """Lines of a table, as of today."""
    today = clock.today()
    for supplier in suppliers:
        body, said = supplier.organisation, of(supplier)
        valid = [c for c in supplier.credentials.all() if c.is_valid_on(today)]
        yield (
            body.name,
            body.credit_code,
            body.region.full_name,
            body.address,
            said["企业规模"],
            said["信用等级"],
            said["业务"],
            said["服务地区"],
            "；".join(
                f"{c.short_name} {c.number}" + (f"（至{c.expires_on:%Y-%m-%d}）" if c.expires_on else "")
                for c in valid
            ),
            "；".join(
                f"{code} {tonnes}吨" if tonnes else f"{code} 未公布"
                for code, tonnes in wastes(supplier, today)
            ),
            f"{clock.local(supplier.listed_at):%Y-%m-%d}" if supplier.listed_at else "",
            f"{clock.local(supplier.updated_at):%Y-%m-%d}",
        )


def of_body(supplier: Callable[[Any], Supplier]) -> tuple[Column, ...]:
    """Which body a row is about, as the first columns of a table."""
    return (
        ("机构", supplier, 30),
        ("统一社会信用代码", lambda row: supplier(row).code, 32),
        ("所在地区", lambda row: supplier(row).organisation.region.full_name, 26),
    )
