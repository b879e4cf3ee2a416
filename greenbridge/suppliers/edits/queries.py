"""The edits of a record, each with what was there before and after: for its owner and its officers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greenbridge.accounts.models import Organisation, RoleGrant, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.suppliers import history
from greenbridge.suppliers.edits import rules
from greenbridge.suppliers.edits.versions import Change, activity_written, joined
from greenbridge.suppliers.models import RecordPart, Supplier
from greenbridge.suppliers.parts import SHAPES
from greenbridge.suppliers.suspension.queries import in_province_of

SHOWN = 100

FIELDS: Mapping[str, str] = {
    "intro": "机构简介",
    "website": "网站",
    "contact_name": "业务联系人",
    "contact_phone": "业务电话",
    "size": "企业规模",
}
ACTIONS = frozenset(history.TITLES) - history.TOLD_IN_PUBLIC
"""What restricts and suspends a record stands on the record itself."""


@dataclass(frozen=True)
class Edit:
    """One trace of a record: what it was, what it changed, and why it cannot be taken back, if so."""

    trace: AuditRecord
    title: str
    who: str
    what: str
    changes: list[Change]
    obstacle: RuleBroken | None


def of(supplier: Supplier) -> list[Edit]:
    """What was done to the record since it came into the directory, the newest first."""
    rows = AuditRecord.objects.filter(
        target_kind="suppliers.supplier",
        target_id=str(supplier.pk),
        action__in=ACTIONS,
        at__gte=supplier.listed_at,
    )
    traces = list(rows.select_related("actor")[:SHOWN])
    officers = _officers_among(traces)
    found = []
    for n, trace in enumerate(traces):
        later = [(one.action, one.after) for one in traces[:n]]
        why_not = rules.obstacle(trace.action, trace.pk, trace.before, trace.after, later=later)
        who = "协会审核员" if trace.actor_id in officers else str(trace.actor or "系统")
        title = history.TITLES[trace.action]
        found.append(Edit(trace, title, who, history.note(trace), changes(trace), why_not))
    return found


def _officers_among(traces: Sequence[AuditRecord]) -> set[int]:
    """Who works for an association: the body reads of the association, not of a person there."""
    people = {trace.actor_id for trace in traces if trace.actor_id}
    return set(RoleGrant.objects.filter(user__in=people).values_list("user", flat=True))


def may_read(user: object, supplier: Supplier) -> bool:
    """The body's people and the officers of its province."""
    if not isinstance(user, User) or not supplier.is_admitted:
        return False
    return user.organisation == supplier.organisation or is_in_charge(user, supplier)


def may_undo(user: object, supplier: Supplier) -> bool:
    """The owner of the body, and an officer of its province who is not one of its people."""
    if not isinstance(user, User) or not supplier.is_admitted:
        return False
    if user.organisation == supplier.organisation:
        return supplier.organisation.owner == user
    return is_in_charge(user, supplier)


def is_in_charge(user: User, supplier: Supplier) -> bool:
    return user.is_officer and in_province_of(user).filter(pk=supplier.pk).exists()


def changes(trace: AuditRecord) -> list[Change]:
    """What an edit changed, in words; empty where the trail did not keep it."""
    before, after = trace.before, trace.after
    if before is None or after is None:
        return []
    kind = rules.kind_of(trace.action, after)
    if kind == rules.PROFILE:
        return [
            Change(label, _written(name, before[name]), _written(name, after[name]), "修改")
            for name, label in FIELDS.items()
            if name in after and name in before
        ]
    if kind == rules.CHANGED:
        return [Change(history.note(trace), before["value"], after["value"], "变更")]
    if kind in rules.ACTIVITY:
        return [_change(_type_name(after["type"]), _activity(before), _activity(after))]
    if kind == rules.PART:
        return [_change(before["name"], _part(before), _part(after))]
    return []


def _change(label: str, old: str, new: str) -> Change:
    return Change(label, old, new, "新增" if not old else "修改" if new else "删除")


def _written(name: str, value: str) -> str:
    return str(Organisation.Size(value).label) if name == "size" else value


def _type_name(code: str) -> str:
    types = lookups.service_types()
    return types[code].name if code in types else code


def _activity(said: Mapping[str, Any]) -> str:
    """An activity in words; empty where there was none."""
    if "serves" not in said:
        return ""
    names = [region.name for region in lookups.regions(said["serves"]).values()]
    return activity_written(names, said["capability"])


def _part(said: Mapping[str, Any]) -> str:
    columns = [column for column in SHAPES[said["kind"]].columns if column.name in said]
    return joined({column.label: _cell(column.name, said[column.name]) for column in columns})


def _cell(name: str, value: Any) -> str:
    if name == "band":
        return str(dict(RecordPart.Band.choices).get(value, ""))
    if name == "valid_until":
        return clock.written(dt.date.fromisoformat(value)) if value else "长期"
    return str(value or "")
