"""What may be changed of a published demand, as plain values that a notice keeps.

Names stand beside codes, so that a notice reads the same when a credential is called otherwise one day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import asdict
from typing import Any

from greenbridge.core import clock
from greenbridge.demands.amendments import parts
from greenbridge.demands.models import Demand, Specification
from greenbridge.demands.reviewing.rules import title_key
from greenbridge.demands.specification.rules import Drawn, drawn, edited
from greenbridge.reference import lookups
from greenbridge.reference.wastes import read_wastes

Facts = parts.Facts

LABELS: Mapping[str, str] = {
    "title": "标题",
    "types": "需求类型",
    "deadline": "响应截止",
    "description": "需求说明",
    "wastes": "危险废物类别和代码",
    "service_ends_on": "服务截止日",
    "budget": "预算",
    "credentials": "要求机构具备的资质",
    "region": "项目所在地",
    "address": "项目地址",
    "sites": "点位",
    "lots": "标段",
    "clauses": "服务要求",
    "attachment": "补充附件",
}


def of(demand: Demand) -> Facts:
    """The values that stand in the demand."""
    stands = {
        "title": demand.title,
        "types": parts.named(demand.service_types.all()),
        "deadline": write_moment(demand.deadline) if demand.deadline else "",
        "description": demand.description,
        "wastes": demand.wastes_written,
        "service_ends_on": _day(demand.service_ends_on),
        "budget": [demand.budget_kind, demand.budget_min, demand.budget_max],
        "credentials": parts.named(demand.credentials.all()),
        "region": parts.place(demand.region),
        "address": demand.address,
    }
    specification = _specification(demand)
    clauses = {"clauses": _clauses(specification.shown)} if specification else {}
    return stands | parts.of(demand) | clauses


def _specification(demand: Demand) -> Specification | None:
    return getattr(demand, "specification", None)


def _clauses(clauses: Iterable[Drawn]) -> Facts:
    """Heading and text of each clause that stands, by its number."""
    return {str(clause.number): [clause.heading, clause.text] for clause in clauses}


def asked_clauses(specification: Specification, texts: Mapping[int, str], left_out: set[int]) -> Facts:
    """The clauses as the form wants them."""
    return _clauses(one for one in _edited(specification, texts, left_out) if one.is_shown)


def clauses_of(specification: Specification, begin: Facts) -> list[Drawn]:
    """All clauses as these facts have them; one that is not among them is left out."""
    texts = {int(number): text for number, (_, text) in begin["clauses"].items()}
    left_out = {one.number for one in specification.clauses} - texts.keys()
    unchanged = {one.number: one.text for one in specification.clauses}
    return _edited(specification, unchanged | texts, left_out)


def _edited(specification: Specification, texts: Mapping[int, str], left_out: set[int]) -> list[Drawn]:
    fresh = drawn(specification.version.content, specification.answers)
    return edited(specification.clauses, fresh, texts, left_out)


def asked(cleaned: Mapping[str, Any]) -> Facts:
    """The values of a form."""
    return {
        "title": cleaned["title"],
        "types": parts.named(cleaned["service_types"]),
        "deadline": write_moment(cleaned["deadline"]),
        "description": cleaned["description"],
        "wastes": parts.typed_wastes(cleaned),
        "service_ends_on": _day(cleaned["service_ends_on"]),
        "budget": [cleaned["budget_kind"], cleaned["budget_min"], cleaned["budget_max"]],
        "credentials": parts.named(cleaned["credentials"]),
        "region": parts.place(cleaned["region"]),
        "address": cleaned["address"],
    }


def changed(before: Facts, after: Facts) -> Facts:
    """Those of the values that are others than before, in the order in which they are told."""
    named = [name for name in LABELS if name in after]
    return {name: after[name] for name in named if not _is_same(name, before.get(name), after[name])}


def _is_same(name: str, before: Any, after: Any) -> bool:
    """A type of a former version and what stands for it now are one thing: nobody has changed anything."""
    if name == "types":
        return {*lookups.of_today(before or ())} == {*lookups.of_today(after)}
    if name == "region":
        return bool((before or [])[:1] == after[:1])
    return bool(before == after)


def write(demand: Demand, facts: Facts) -> None:
    """Put the values into the demand; what is not named stays."""
    demand.save(update_fields=_put(demand, facts))
    if "types" in facts:
        demand.service_types.set(facts["types"])
    if "wastes" in facts:
        demand.wastes.set(read_wastes(facts["wastes"]))
    if parts.SITES in facts:
        parts.write_sites(demand, facts[parts.SITES])
    if parts.LOTS in facts:
        parts.write_lots(demand, facts[parts.LOTS])
    if "credentials" in facts:
        demand.credentials.set(facts["credentials"])
    if "clauses" in facts and (specification := _specification(demand)):
        specification.kept = [asdict(clause) for clause in clauses_of(specification, facts)]
        specification.save(update_fields=["kept"])


def as_changed(demand: Demand, facts: Facts) -> Demand:
    """The demand as its own row would be, for reading: nothing is written, and what stands beside the row is as before."""
    changed = copy(demand)
    _put(changed, facts)
    return changed


def _put(demand: Demand, facts: Facts) -> list[str]:
    """Set the columns that are named; returns which."""
    columns = _columns(facts)
    for name, value in columns.items():
        setattr(demand, name, value)
    return list(columns)


def _columns(facts: Facts) -> dict[str, Any]:
    plain = ("title", "description", "address")
    columns: dict[str, Any] = {name: facts[name] for name in plain if name in facts}
    if "title" in facts:
        columns["title_key"] = title_key(facts["title"])
    if "types" in facts:
        columns["type_version"] = lookups.tree_version()
    if "deadline" in facts:
        columns["deadline"] = moment(facts["deadline"])
    if "region" in facts:
        columns["region_id"] = facts["region"][0]
    if "service_ends_on" in facts:
        ends_on = facts["service_ends_on"]
        columns["service_ends_on"] = dt.date.fromisoformat(ends_on) if ends_on else None
    if "budget" in facts:
        columns |= zip(("budget_kind", "budget_min", "budget_max"), facts["budget"], strict=True)
    if "wastes" in facts:
        columns["waste_codes"] = parts.codes_in(read_wastes(facts["wastes"]).values())
    return columns


def write_moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat()


def moment(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written)


def day_of(written: str) -> dt.date:
    """The day in Asia/Shanghai on which a deadline falls."""
    return clock.local(moment(written)).date()


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
