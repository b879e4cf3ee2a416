"""Whether links to other sites still open. One way for every room that shows links: ask, note, call broken what failed twice."""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.core import clock, outgoing

logger = logging.getLogger(__name__)

LIMITS = outgoing.Limits(most_bytes=None)
# The answers of doors that want a person, or a browser, in front of them. Somebody is at home.
REFUSING = {401, 403, 405, 406, 412, 429}
# A little less than a week and a day: the job runs at the same hour, and took some minutes the last time.
WEEK = dt.timedelta(days=6, hours=12)
DAY = dt.timedelta(hours=20)
LONGEST = 500


class Result(models.TextChoices):
    OPENS = "opens", "能打开"
    REFUSES = "refuses", "有应答，但不接受自动检查"
    FAILED = "failed", "未能打开"


@dataclass(frozen=True)
class Finding:
    """What a site answered, and whether it answered at all."""

    result: str
    answer: str
    is_answered: bool = True


class CheckedLink(models.Model):
    """What was found when a link was last asked. Rooms derive from it and say whose link it is."""

    Result = Result
    TIMES = 2
    """How many failures in a row make a link broken; one is a hiccup."""

    address = models.CharField("检查的网址", max_length=LONGEST)
    checked_at = models.DateTimeField("上次检查")
    result = models.CharField("结果", max_length=8, choices=Result.choices)
    answer = models.CharField("应答", max_length=40)
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    failing_since = models.DateTimeField("首次失败", null=True)

    class Meta:
        abstract = True
        verbose_name: ClassVar = "链接检查"

    @property
    def is_broken(self) -> bool:
        return self.failures >= self.TIMES

    @property
    def broken_since(self) -> dt.datetime | None:
        """Since when it has not opened; None for a link that is not broken."""
        return self.failing_since if self.is_broken else None

    def take(self, address: str, finding: Finding) -> bool:
        """Write down what was found; an address other than the last one begins anew. Returns whether it broke or came right."""
        if self.address != address:
            self.address, self.failures, self.failing_since = address, 0, None
        was_broken = self.is_broken
        self.checked_at, self.result, self.answer = clock.now(), finding.result, finding.answer
        if finding.result == Result.FAILED:
            self.failures += 1
            self.failing_since = self.failing_since or self.checked_at
        else:
            self.failures, self.failing_since = 0, None
        self.save()
        return self.is_broken != was_broken


def due(link: str, address: str) -> Q:
    """Rows whose link was last asked a week ago, or a day ago if it failed; new addresses at once.

    ``link`` is the way from a row to its ``CheckedLink``, ``address`` the column of the row that holds the address.
    """
    now = clock.now()
    failed = Q(**{f"{link}__failures__gt": 0, f"{link}__checked_at__lte": now - DAY})
    old = Q(**{f"{link}__checked_at__lte": now - WEEK})
    new = Q(**{link: None}) | ~Q(**{f"{link}__address": F(address)})
    return new | old | failed


def broken(link: str, address: str) -> Q:
    """Rows whose link, the one that they name now, failed so often in a row that it counts as broken."""
    return Q(**{f"{link}__failures__gte": CheckedLink.TIMES, f"{link}__address": F(address)})


def look(address: str) -> Finding:
    """Ask for the head of the page; many sites answer that wrongly, so a second question is asked for the page itself."""
    finding = _asked("HEAD", address)
    return finding if finding.result == Result.OPENS else _asked("GET", address)


def look_at(addresses: Sequence[str], last_that_opened: Callable[[], str]) -> list[Finding]:
    """What each site answers. Where none answers at all, nor the link that opened last, the platform's own network is away:
    then nothing is found."""
    found = [look(address) for address in addresses]
    if found and not any(finding.is_answered for finding in found):
        other = last_that_opened()
        if not other or not look(other).is_answered:
            logger.warning("no site answers, so nothing is said of %s links", len(found))
            return []
    return found


def _asked(method: str, address: str) -> Finding:
    try:
        status = outgoing.ask(address, method=method, limits=LIMITS).status
    except outgoing.NotReached as failure:
        return Finding(Result.FAILED, failure.why, is_answered=False)
    if status < 400:
        return Finding(Result.OPENS, str(status))
    return Finding(Result.REFUSES if status in REFUSING else Result.FAILED, str(status))
