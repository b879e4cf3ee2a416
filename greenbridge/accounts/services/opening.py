"""A region opens for buyers: who waits for it, and who is told."""

from django.db import transaction

from greenbridge.accounts.errors import AlreadyOpen, StaffActForNobody
from greenbridge.accounts.models import User, WaitingBuyer
from greenbridge.accounts.services.verification import Statement
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.reference.queries import is_open_for_buyers


@transaction.atomic
def wait_for_opening(person: User, statement: Statement) -> WaitingBuyer:
    """Keep what a buyer from a closed region stated, and tell them on opening day. Asked again, the last one counts.

    Raises StaffActForNobody, AlreadyOpen.
    """
    if person.is_staff_member:
        raise StaffActForNobody()
    if is_open_for_buyers(statement.region.code, clock.day_of_the_database()):
        raise AlreadyOpen(region=statement.region.full_name)
    stated = {name: value for name, value in vars(statement).items() if name != "side"}
    waiting, _ = WaitingBuyer.objects.update_or_create(
        user=person, defaults={**stated, "since": clock.now(), "told_at": None}
    )
    audit.record("opening.waited_for", actor=person, target=waiting, after={"region": statement.region.code})
    return waiting


@transaction.atomic
def stop_waiting(person: User) -> None:
    """The person is not told, and what was kept is deleted."""
    deleted, _ = WaitingBuyer.objects.filter(user=person).delete()
    if deleted:
        audit.record("opening.no_longer_waited_for", actor=person, target=person)


def tell_opened() -> int:
    """Tell everybody whose region has opened, once; returns how many."""
    waiting = WaitingBuyer.objects.filter(told_at=None).select_related("region", "user")
    today = clock.today()
    return sum(_tell(one) for one in waiting if is_open_for_buyers(one.region_id, today))


@transaction.atomic
def _tell(waiting: WaitingBuyer) -> int:
    if not WaitingBuyer.objects.filter(pk=waiting.pk, told_at=None).update(told_at=clock.now()):
        return 0
    audit.record("opening.told", actor=None, target=waiting)
    messaging.send(
        waiting.user,
        f"{waiting.region.full_name}的需求企业现已开放注册。您填写的内容已保留，上传营业执照后即可提交。",
        link="/accounts/apply/?side=buyer",
    )
    return 1
