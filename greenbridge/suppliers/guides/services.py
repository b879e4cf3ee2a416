"""What happens to a guide: it is published or taken off, its link is checked, found broken, found working again."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.core import clock, outgoing
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.guides import queries
from greenbridge.suppliers.models import Guide, LinkCheck

logger = logging.getLogger(__name__)

KEEPERS = (Role.EDITOR, Role.OPERATOR)
MOST_NAMES = 3
LIMITS = outgoing.Limits(most_bytes=None)
# The answers of doors that want a person, or a browser, in front of them. Somebody is at home.
REFUSING = {401, 403, 405, 406, 412, 429}


@transaction.atomic
def follow(guide: Guide) -> None:
    """Tell the index that a guide appeared, changed or went."""
    search.changed("guide", guide.pk)


@dataclass(frozen=True)
class Finding:
    """What a site answered, and whether it answered at all."""

    result: str
    answer: str
    is_answered: bool = True


def look(address: str) -> Finding:
    """Ask for the head of the page; many sites answer that wrongly, so a second question is asked for the page itself."""
    finding = _asked("HEAD", address)
    return finding if finding.result == LinkCheck.Result.OPENS else _asked("GET", address)


def _asked(method: str, address: str) -> Finding:
    try:
        status = outgoing.ask(address, method=method, limits=LIMITS).status
    except outgoing.NotReached as failure:
        return Finding(LinkCheck.Result.FAILED, failure.why, is_answered=False)
    if status < 400:
        return Finding(LinkCheck.Result.OPENS, str(status))
    result = LinkCheck.Result.REFUSES if status in REFUSING else LinkCheck.Result.FAILED
    return Finding(result, str(status))


def check_due() -> int:
    """Look at every link that has not been looked at for a week, and once more a day later at one that failed.

    Whoever can mend them is told of those that are broken from now on. Returns how many were noted. Where no site answers at all, the platform's own network is away: nothing is noted.
    """
    due = list(queries.due())
    found = [(guide, look(guide.address)) for guide in due]
    if found and not any(finding.is_answered for _, finding in found) and not _anybody_else_answers(due):
        logger.warning("no site answers, so nothing is said of %s links", len(found))
        return 0
    broken = [guide for guide, finding in found if note(guide, finding)]
    if broken:
        _tell(broken)
    return len(found)


def _anybody_else_answers(due: Sequence[Guide]) -> bool:
    other = queries.last_that_opened(besides=due)
    return other is not None and look(other.address).is_answered


@transaction.atomic
def _tell(broken: Sequence[Guide]) -> None:
    """One message to each editor and operator, however many links."""
    names = "、".join(f"“{guide.name}”" for guide in broken[:MOST_NAMES])
    more = f"等{len(broken)}个业务系统" if len(broken) > MOST_NAMES else ""
    people = User.objects.filter(grants__role__in=KEEPERS, is_active=True).distinct()
    messaging.send_to_all(people, f"{names}{more}的网址连续两次打不开，请核对。", link="/desk/links/")


@transaction.atomic
def note(guide: Guide, finding: Finding) -> bool:
    """Write down what was found at the address that was asked; the second failure in a row makes the link broken.

    A guide whose address was changed meanwhile begins anew. Returns whether the link is broken from now on.
    """
    held = Guide.objects.select_for_update().get(pk=guide.pk)
    if held.address != guide.address:
        return False
    check = LinkCheck.objects.filter(guide=held).first() or LinkCheck(guide=held)
    if check.address != held.address:
        check.address, check.failures, check.failing_since = held.address, 0, None
    was_broken = check.is_broken
    check.checked_at, check.result, check.answer = clock.now(), finding.result, finding.answer
    if finding.result == LinkCheck.Result.FAILED:
        check.failures += 1
        check.failing_since = check.failing_since or check.checked_at
    else:
        check.failures, check.failing_since = 0, None
    check.save()
    if check.is_broken != was_broken:
        action = "guide.link_broken" if check.is_broken else "guide.link_restored"
        audit.record(action, actor=None, target=held, note=f"{held.address}：{finding.answer}")
    return check.is_broken and not was_broken
