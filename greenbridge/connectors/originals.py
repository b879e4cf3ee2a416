"""Links to the originals of standards are looked at every week; what does not open twice in a row waits for an editor."""

from collections.abc import Sequence

from django.db import models, transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.connectors.models import OriginalLink
from greenbridge.core import links
from greenbridge.core.links import Finding
from greenbridge.library.models import Version, Work
from greenbridge.messaging import services as messaging

LINK, ADDRESS = "original_link", "source_url"
KEEPERS = (Role.EDITOR, Role.OPERATOR)
MOST_A_NIGHT = 200  # at two seconds a question: a few minutes of one worker
MOST_NAMES = 3


def linked() -> models.QuerySet[Version]:
    """Standards that visitors read and whose original is elsewhere; invented ones are not asked for."""
    shown = Version.objects.published().filter(work__kind=Work.Kind.STANDARD, work__is_demo=False)
    return shown.exclude(source_url="").select_related("work", LINK)


def broken() -> models.QuerySet[OriginalLink]:
    """The links that do not open, the longest first."""
    versions = linked().filter(links.broken(LINK, ADDRESS))
    found = OriginalLink.objects.filter(version__in=versions).select_related("version__work")
    return found.order_by("failing_since", "pk")


def check_due() -> int:
    """Look at the links that are due, the longest not looked at first; editors and operators are told of those that broke.

    Returns how many were noted. Where no site answers at all, nothing is.
    """
    longest_first = models.F("original_link__checked_at").asc(nulls_first=True)
    due = list(linked().filter(links.due(LINK, ADDRESS)).order_by(longest_first, "pk")[:MOST_A_NIGHT])
    found = links.look_at([one.source_url for one in due], lambda: _last_that_opened(due))
    noted = zip(due, found, strict=False)
    newly_broken = [version for version, finding in noted if note(version, finding)]
    if newly_broken:
        _tell(newly_broken)
    return len(found)


@transaction.atomic
def note(version: Version, finding: Finding) -> bool:
    """Write down what was found at the address that was asked. Returns whether the link is broken from now on.

    One whose address was changed meanwhile begins anew.
    """
    held = Version.objects.select_for_update().get(pk=version.pk)
    if held.source_url != version.source_url:
        return False
    link = OriginalLink.objects.filter(version=held).first() or OriginalLink(version=held)
    has_turned = link.take(held.source_url, finding)
    if has_turned:
        action = "connectors.link_broken" if link.is_broken else "connectors.link_restored"
        audit.record(action, actor=None, target=held, note=f"{held.source_url}：{finding.answer}")
    return has_turned and link.is_broken


def _last_that_opened(besides: Sequence[Version]) -> str:
    opened = linked().filter(original_link__result=links.Result.OPENS)
    others = opened.exclude(pk__in=[version.pk for version in besides])
    other = others.order_by("-original_link__checked_at").first()
    return other.source_url if other else ""


@transaction.atomic
def _tell(versions: Sequence[Version]) -> None:
    """One message to each editor and operator, however many links."""
    names = "、".join(f"“{one.title}”" for one in versions[:MOST_NAMES])
    more = f"等{len(versions)}份标准" if len(versions) > MOST_NAMES else ""
    people = User.objects.filter(grants__role__in=KEEPERS, is_active=True).distinct()
    messaging.send_to_all(people, f"{names}{more}的原文链接连续两次打不开，请核对。", link="/desk/originals/")
