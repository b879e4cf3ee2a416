"""A published edit is taken back (撤销修改): the record says again what it said before."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.forms import Form

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers import services
from greenbridge.suppliers.edits import queries, rules
from greenbridge.suppliers.edits.errors import EditedSince, NotAnEdit, NotValid
from greenbridge.suppliers.edits.kept import put_back
from greenbridge.suppliers.edits.queries import Edit
from greenbridge.suppliers.forms import ProfileForm, said_of
from greenbridge.suppliers.models import Activity, Replaced, Supplier
from greenbridge.suppliers.papers import own
from greenbridge.suppliers.services.profile import Undoing, activity_said

Said = Mapping[str, Any]


@transaction.atomic
def undo(supplier: Supplier, edit: Edit, *, by: User, reason: str) -> None:
    """Write what stood there before the edit, as its owner or an officer; the body's other people are told.

    It is shown at once, and not taken back itself. Profile and activities are written as any edit writes them and
    checked by the same form; credentials and parts become the very rows that they were, for thirty days, with their
    files and with what officers had seen of them. Decisions of officers are no edits. Raises NotAnEdit, NothingKept,
    AlreadyUndone, EditedSince when anything that the edit touched says something else by now, NotValid when the former
    values would not be taken any more.
    """
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation")
    supplier = rows.get(pk=supplier.pk)
    found = queries.one(supplier, edit.trace.pk)
    if found is None:
        raise NotAnEdit()
    edit = found
    if edit.obstacle:
        raise edit.obstacle
    before, after = edit.trace.before or {}, edit.trace.after or {}
    undoing = Undoing(edit.trace.pk, edit.trace.action, reason)
    _RESTORES[edit.trace.action](supplier, before, after, by, undoing)
    _tell(supplier, edit, by, reason)


def _restore_profile(supplier: Supplier, before: Said, after: Said, by: User, undoing: Undoing) -> None:
    said = said_of(supplier)
    if any(said[name] != value for name, value in after.items()):
        raise EditedSince()
    form = ProfileForm({**said, **before}, size_follows=hasattr(supplier, "size_statement"))
    _check(form)
    facts = {name: form.cleaned_data[name] for name in before}
    services.describe(supplier, editor=by, undoing=undoing, **facts)


def _restore_activity(supplier: Supplier, before: Said, after: Said, by: User, undoing: Undoing) -> None:
    activity = Activity.objects.filter(supplier=supplier, service_type=after["type"]).first()
    if activity_said(after["type"], activity) != after:
        raise EditedSince()
    if activity and "serves" not in before:
        return services.drop_activity(activity, editor=by, undoing=undoing)
    serves = list(Region.objects.current().filter(code__in=before["serves"]))
    if len(serves) != len(before["serves"]):
        raise NotValid(problems="原来的服务地区中有已经撤并的区划。")
    kind = ServiceType.objects.get(code=before["type"])
    services.set_activity(
        supplier, kind, serves=serves, capability=before["capability"], editor=by, undoing=undoing
    )
    return None


def _restore_rows(supplier: Supplier, before: Said, after: Said, by: User, undoing: Undoing) -> None:
    rows = Replaced.objects.select_for_update(of=("self",))
    put_back(rows.get(edit=undoing.edit))
    if undoing.action in rules.PAPER:
        own.follow(supplier, after["kind"], after["number"])
    services.touched(supplier, undoing.action, by, dict(before), before=dict(after), undoing=undoing)


def _check(form: Form) -> None:
    """The former values are taken as if somebody typed them now."""
    if not form.is_valid():
        raise NotValid(problems="".join(str(one) for some in form.errors.values() for one in some))


_RESTORES: Mapping[str, Callable[[Supplier, Said, Said, User, Undoing], None]] = {
    rules.PROFILE: _restore_profile,
    **dict.fromkeys(rules.ACTIVITY, _restore_activity),
    **dict.fromkeys(rules.OF_ROWS, _restore_rows),
}


def _tell(supplier: Supplier, edit: Edit, by: User, reason: str) -> None:
    who = str(by) if by.organisation == supplier.organisation else "协会"
    text = f"{who}撤销了“{supplier}”{clock.written(clock.local(edit.trace.at).date())}的一次修改（{edit.title}），已恢复为原来的内容。理由：{reason}"
    for person in supplier.people:
        if person != by:
            messaging.send(person, text, link=f"{supplier.get_absolute_url()}edits/")
