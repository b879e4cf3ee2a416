"""How a change of a demand reads."""

import datetime as dt
from collections.abc import Callable, Mapping
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
    """Each field that changes, old and new. An address that is not public is told to those in charge only."""
    return [change for name in amendment.after for change in _changes(amendment, name)]


def _changes(amendment: Amendment, name: str) -> list[Change]:
    """One field, or each of the things that it is made of."""
    was, now = amendment.before.get(name), amendment.after[name]
    if name in _ENTRIES:
        old, new = ({"": _entries(name, value or {})} for value in (was, now))
        return [change for part in compare(old, new, {"": ""}) for change in part.changes]
    word = "修改" if name in amendment.before else "新增"
    return [Change(facts.LABELS[name], _told(name, was), _told(name, now), word)]


@register.filter
def public_differences(amendment: Amendment) -> list[Change]:
    """The same, as everybody may read it."""
    hidden = facts.LABELS["address"] if amendment.demand.is_masked else ""
    return [one for one in differences(amendment) if one.label != hidden]


def _told(name: str, value: Any) -> str:
    return _TELL[name](value) if value else _NOTHING.get(name, "未填写")


def _deadline(written: str) -> str:
    return str(moment(facts.moment(written)))


def _budget(value: list[Any]) -> str:
    kind, low, high = value
    return str(budget(Demand(budget_kind=kind, budget_min=low, budget_max=high)))


def _entries(name: str, value: Mapping[str, Any]) -> dict[str, Entry]:
    return {key: _ENTRIES[name](one) for key, one in value.items()}


_ENTRIES: Mapping[str, Callable[[Any], Entry]] = {
    "clauses": lambda clause: (f"服务要求：{clause[0]}", clause[1], ""),
}
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
