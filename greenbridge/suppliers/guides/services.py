"""What happens to a guide: it is published or taken off, its link is checked, found broken, found working again."""

from collections.abc import Sequence

from django.db import transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.core import links
from greenbridge.core.links import Finding
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.guides import queries
from greenbridge.suppliers.models import Guide, LinkCheck

KEEPERS = (Role.EDITOR, Role.OPERATOR)
MOST_NAMES = 3


@transaction.atomic
def follow(guide: Guide) -> None:
    """Tell the index that a guide appeared, changed or went."""
    search.changed("guide", guide.pk)


def check_due() -> int:
    """Look at every link that has not been looked at for a week, and once more a day later at one that failed.

    Whoever can mend them is told of those that are broken from now on. Returns how many were noted. Where no site answers at all, the platform's own network is away: nothing is noted.
    """
    due = list(queries.due())
    found = links.look_at([guide.address for guide in due], lambda: _last_that_opened(due))
    broken = [guide for guide, finding in zip(due, found, strict=False) if note(guide, finding)]
    if broken:
        _tell(broken)
    return len(found)


def _last_that_opened(besides: Sequence[Guide]) -> str:
    other = queries.last_that_opened(besides)
    return other.address if other is not None else ""


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
    has_turned = check.take(held.address, finding)
    if has_turned:
        action = "guide.link_broken" if check.is_broken else "guide.link_restored"
        audit.record(action, actor=None, target=held, note=f"{held.address}：{finding.answer}")
    return has_turned and check.is_broken
