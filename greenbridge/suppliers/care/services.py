"""By night: reminders of papers that end, and the note that a type is not shown any more, or is shown again."""

from collections import Counter

from django.db import transaction
from django.urls import reverse

from greenbridge.accounts.models import Association
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.reference import lookups
from greenbridge.search import services as search
from greenbridge.suppliers.care import queries, rules
from greenbridge.suppliers.models import Credential, ExpiryReminder, Supplier, TypeRestriction


def remind() -> int:
    """Once a day: tell suppliers 90, 30 and 7 days before a paper ends and on its last day. Returns how many reminders.

    Each is sent once, however often this runs; after nights without it, only the tightest that is due.
    """
    today = clock.today()
    return sum(_remind(credential) for credential in queries.papers_ending(today))


@transaction.atomic
def _remind(credential: Credential) -> bool:
    last_day, today = credential.expires_on, clock.today()
    stage = rules.stage_due(last_day, today) if last_day else None
    if stage is None or last_day is None:
        return False
    paper = {"supplier": credential.supplier, "kind": credential.kind, "number": credential.number}
    if ExpiryReminder.objects.filter(**paper, last_day=last_day, stage__lte=stage).exists():
        return False
    people = credential.supplier.people
    if not people:
        return False
    _, is_new = ExpiryReminder.objects.get_or_create(
        **paper, last_day=last_day, stage=stage, defaults={"sent_at": clock.now()}
    )
    if is_new:
        text = rules.reminder(credential.kind.short_name, last_day, today)
        for person in people:
            messaging.send(person, text, link=reverse("suppliers:mine"))
        audit.record(
            "supplier.expiry_reminded",
            actor=None,
            target=credential.supplier,
            after={"kind": credential.kind_id, "last_day": last_day.isoformat(), "stage": stage},
        )
    return is_new


def follow_papers() -> int:
    """Once a day: note which types are restricted since their paper ended, and which are shown again.

    Suppliers are told at once, associations in one message. Returns how many suppliers were looked at.
    """
    keys = sorted(queries.to_look_at(clock.today()))
    for key in keys:
        note_restrictions(key)
    _report()
    return len(keys)


@transaction.atomic
def note_restrictions(key: int) -> None:
    """Bring the history of one supplier's restrictions up to what its papers say today; its people are told.

    Doing it again changes nothing. Of suppliers that are not listed nothing is shown, and nothing noted.
    """
    Supplier.objects.select_for_update(of=("self",)).get(pk=key)
    supplier = Supplier.objects.with_card().get(pk=key)
    if not supplier.is_listed:
        return
    now = {lapse.type_code: lapse for lapse in queries.lapses(supplier)}
    noted = _noted(supplier)
    for code, lapse in now.items():
        if code not in noted:
            _restrict(supplier, lapse)
    for code, row in noted.items():
        if code not in now:
            _lift(supplier, row)
    if now.keys() != noted.keys():
        search.changed("supplier", supplier.code)


def _noted(supplier: Supplier) -> dict[str, TypeRestriction]:
    """What is noted as restricted, by type of today: what was noted under a type of a former version goes on under one
    that stands for it; where that is noted itself, it ends without a word to anybody.
    """
    rows = supplier.restrictions.filter(lifted_at=None).order_by("-service_type__is_current", "pk")
    noted: dict[str, TypeRestriction] = {}
    for row in rows.select_related("service_type"):
        code = next((one for one in lookups.standing_for(row.service_type_id) if one not in noted), None)
        if code is None:
            row.lifted_at, row.is_lift_reported = clock.now(), True
            row.save(update_fields=["lifted_at", "is_lift_reported"])
            continue
        if code != row.service_type_id:
            row.service_type = lookups.service_types()[code]
            row.save(update_fields=["service_type"])
        noted[code] = row
    return noted


def _restrict(supplier: Supplier, lapse: rules.Lapse) -> None:
    TypeRestriction.objects.create(
        supplier=supplier,
        service_type_id=lapse.type_code,
        since=lapse.since,
        reason=lapse.sentence,
        noticed_at=clock.now(),
    )
    audit.record("supplier.type_restricted", actor=None, target=supplier, note=lapse.sentence)
    _tell(supplier, lapse.sentence)


def _lift(supplier: Supplier, row: TypeRestriction) -> None:
    row.lifted_at = clock.now()
    row.save(update_fields=["lifted_at"])
    name = row.service_type.name
    does_it = supplier.activities.filter(service_type__in=lookups.formerly([row.service_type_id])).exists()
    said = f"“{name}”已恢复展示。" if does_it else f"“{name}”不再登记，限制随之结束。"
    audit.record("supplier.type_restored", actor=None, target=supplier, note=said)
    _tell(supplier, said)


def _tell(supplier: Supplier, text: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=reverse("suppliers:mine"))


@transaction.atomic
def _report() -> None:
    """One message to each association about all that it has not been told of yet."""
    begun = TypeRestriction.objects.select_for_update(of=("self",)).filter(is_reported=False)
    lifted = TypeRestriction.objects.select_for_update(of=("self",)).filter(
        lifted_at__isnull=False, is_lift_reported=False
    )
    counts: Counter[tuple[Association, str]] = Counter()
    for word, rows in (("暂停展示", begun), ("恢复展示", lifted)):
        for row in rows.select_related("supplier__organisation__region"):
            counts[association_for(row.supplier.organisation.region), word] += 1
    lifted.update(is_lift_reported=True)
    begun.update(is_reported=True)
    for association in {association for association, _ in counts}:
        said = "，".join(f"{word} {n} 项业务" for (who, word), n in counts.items() if who == association)
        for officer in officers_of(association):
            messaging.send(
                officer, f"因资质到期或更新，本省机构{said}。", link=reverse("suppliers:restrictions")
            )
