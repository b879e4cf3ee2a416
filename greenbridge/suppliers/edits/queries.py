"""The edits of a record, each with what was there before and after: for its owner and its officers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from greenbridge.accounts.models import Organisation, RoleGrant, User
from greenbridge.accounts.paging import ROWS_A_PAGE
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.comparing import Change
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.suppliers import history
from greenbridge.suppliers.edits import rules
from greenbridge.suppliers.edits.kept import Rows, files_of
from greenbridge.suppliers.edits.versions import activity_written, joined
from greenbridge.suppliers.models import RecordPart, Replaced, Supplier
from greenbridge.suppliers.parts import SHAPES
from greenbridge.suppliers.suspension.queries import in_province_of

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


def traces_of(supplier: Supplier) -> QuerySet[AuditRecord]:
    """What was done to the record since it came into the directory, the newest first."""
    rows = AuditRecord.objects.filter(
        target_kind="suppliers.supplier", target_id=str(supplier.pk), action__in=ACTIONS
    )
    return rows.filter(at__gte=supplier.listed_at)


def of(supplier: Supplier, *, start: int = 0, many: int = ROWS_A_PAGE) -> list[Edit]:
    """So many of them, from a place on."""
    rows = traces_of(supplier)
    newer = [rules.Trace(*row) for row in rows[:start].values_list("pk", "action", "after")]
    traces = list(rows.select_related("actor")[start : start + many])
    officers = _officers_among(traces)
    replaced = {row.edit: row for row in Replaced.objects.filter(edit__in=[trace.pk for trace in traces])}
    found = []
    for trace in traces:
        kept = replaced.get(trace.pk)
        brief = rules.Trace(trace.pk, trace.action, trace.after)
        why_not = rules.obstacle(brief, later=newer, is_kept=_is_kept(trace, kept))
        newer.append(brief)
        who = "协会审核员" if trace.actor_id in officers else str(trace.actor or "系统")
        title = history.TITLES[trace.action]
        found.append(Edit(trace, title, who, history.note(trace), changes(trace, kept), why_not))
    return found


def one(supplier: Supplier, key: int) -> Edit | None:
    """The one of that number."""
    keys = list(traces_of(supplier).values_list("pk", flat=True))
    return of(supplier, start=keys.index(key), many=1)[0] if key in keys else None


def _is_kept(trace: AuditRecord, kept: Replaced | None) -> bool:
    if trace.action in rules.OF_ROWS:
        return kept is not None
    return trace.before is not None and trace.after is not None


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


def changes(trace: AuditRecord, kept: Replaced | None = None) -> list[Change]:
    """What an edit changed, in words; empty where the trail did not keep it. Whom a certificate is of is ``kept`` alone."""
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
    old, new = (kept.before, kept.after) if kept else ([], [])
    other_file = bool(old and new) and files_of(old) != files_of(new)
    if kind in rules.OF_PAPERS:
        return [_change(history.note(trace), _paper(before), _paper(after), other_file)]
    if kind in rules.PART:
        was, now = _part({**_person(old), **before}), _part({**_person(new), **after})
        return [_change(before["name"], was, now, other_file)]
    return []


def _change(label: str, old: str, new: str, has_other_file: bool = False) -> Change:
    new = f"{new}（文件已更换）" if has_other_file else new
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


def _paper(said: Mapping[str, Any]) -> str:
    """A credential in words; empty where there was none."""
    if "issuer" not in said:
        return ""
    facts = {"发证机关": said["issuer"], "发证日期": _day(said["issued_on"]) if said["issued_on"] else ""}
    until = _day(said["expires_on"]) if said["expires_on"] else "长期"
    facts["等级"] = said.get("grade", "")  # records from before grades were kept have none
    return joined(facts | {"有效期至": until, "许可范围": said["scope"], "危险废物": said["wastes"]})


def _day(text: str) -> str:
    return clock.written(dt.date.fromisoformat(text))


def _person(rows: Rows) -> dict[str, Any]:
    """Whose certificate it was; the trail does not keep it."""
    return {name: row[name] for row in rows for name in ("person", "number") if row.get(name)}


def _part(said: Mapping[str, Any]) -> str:
    """A part in words; empty where there was none."""
    columns = [column for column in SHAPES[said["kind"]].columns if column.name in said]
    if {column.name for column in columns} == {"name"}:
        return ""
    return joined({column.label: _cell(column.name, said[column.name]) for column in columns})


def _cell(name: str, value: Any) -> str:
    if name == "band":
        return str(dict(RecordPart.Band.choices).get(value, ""))
    if name == "valid_until":
        return _day(value) if value else "长期"
    return str(value or "")
