"""How a change of a demand reads."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import template

from greenbridge.core import clock
from greenbridge.core.comparing import Change, Entry, compare
from greenbridge.demands.amendments import facts
from greenbridge.demands.models import Amendment, Demand
from greenbridge.demands.templatetags.demands import budget
from greenbridge.ui.templatetags.ui import moment

register = template.Library()


@register.filter
def differences(amendment: Amendment) -> list[Change]:
    """Each field that changes, old and new, and of sites, lots and clauses each one, as those in charge read it."""
    return [change for name in _in_order(amendment) for change in _changes(amendment, name, _ENTRIES)]


@register.filter
def public_differences(amendment: Amendment) -> list[Change]:
    """The same, as everybody may read it: of a masked buyer neither addresses nor what its sites are called."""
    hides = amendment.demand.is_masked
    entries = {**_ENTRIES, "sites": _masked_site} if hides else _ENTRIES
    shown = [name for name in _in_order(amendment) if not (hides and name == "address")]
    return [change for name in shown for change in _changes(amendment, name, entries)]


def _in_order(amendment: Amendment) -> list[str]:
    """The fields that change as they are told: PostgreSQL keeps no order of what a JSON value names."""
    return [name for name in facts.LABELS if name in amendment.after]


def _changes(amendment: Amendment, name: str, entries: "Mapping[str, Describe]") -> list[Change]:
    """One field, or each of the things that it is made of."""
    was, now = amendment.before.get(name), amendment.after[name]
    if name in entries:
        old, new = ({"": _described(entries[name], value or {})} for value in (was, now))
        found = [change for part in compare(old, new, {"": ""}) for change in part.changes]
        return [
            replace(change, word=_GONE.get(name, "删除")) if not change.new else change for change in found
        ]
    word = "修改" if name in amendment.before else "新增"
    return [Change(facts.LABELS[name], _told(name, was), _told(name, now), word)]


def _described(describe: "Describe", value: Mapping[str, Any]) -> dict[str, Entry]:
    return {key: describe(key, one) for key, one in value.items()}


def _told(name: str, value: Any) -> str:
    return _TELL[name](value) if value else _NOTHING.get(name, "未填写")


def _deadline(written: str) -> str:
    return str(moment(facts.moment(written)))


def _budget(value: list[Any]) -> str:
    kind, low, high = value
    return str(budget(Demand(budget_kind=kind, budget_min=low, budget_max=high)))


def _site(number: str, site: Mapping[str, Any]) -> Entry:
    where = f"{site['region'][1]}{site['address']}"
    return (f"点位{number} {site['name']}", _said(where, site["need"], site["quantity"]), "")


def _masked_site(number: str, site: Mapping[str, Any]) -> Entry:
    return (f"点位{number}", _said(site["region"][1], site["need"], site["quantity"]), "")


def _lot(number: str, lot: Mapping[str, Any]) -> Entry:
    sites = "、".join(map(str, lot["sites"]))
    said = _said(
        "、".join(lot["types"].values()),
        lot["wastes"],
        f"预算{_budget(lot['budget'])}",
        _told("credentials", lot["credentials"]) + ("资质" if not lot["credentials"] else ""),
        f"点位{sites}" if sites else "",
        lot["description"],
    )
    return (f"标段{number} {lot['title']}", said, "")


def _said(*parts: str) -> str:
    return "；".join(part for part in parts if part)


Describe = Callable[[str, Any], Entry]
_ENTRIES: Mapping[str, Describe] = {
    "sites": _site,
    "lots": _lot,
    "clauses": lambda _, clause: (f"服务要求：{clause[0]}", clause[1], ""),
}
_GONE = {"sites": "取消", "lots": "终止"}
_TELL: Mapping[str, Callable[[Any], str]] = {
    "title": str,
    "types": lambda kinds: "、".join(kinds.values()),
    "deadline": _deadline,
    "description": str,
    "wastes": str,
    "service_ends_on": lambda written: clock.written(dt.date.fromisoformat(written)),
    "budget": _budget,
    "credentials": lambda kinds: "、".join(kinds.values()),
    "region": lambda place: place[1],
    "address": str,
    "attachment": str,
}
_NOTHING = {"wastes": "不涉及", "service_ends_on": "不限", "credentials": "不另要求", "attachment": ""}
