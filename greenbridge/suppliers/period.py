"""Whether what a body may do holds through a period: from papers and their dates alone."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.core import clock
from greenbridge.reference import lookups
from greenbridge.suppliers.models import Activity, Credential, Supplier

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Verdict:
    """A tag: its kind and its words."""

    kind: str
    text: str


@dataclass(frozen=True)
class Period:
    """The first and the last day that somebody asks about (合同期)."""

    first: dt.date
    last: dt.date

    def holds(self, papers: Sequence[Credential]) -> Verdict:
        """Whether one of the papers, or one after another, is in force on every day of it."""
        if not papers:
            return Verdict("bad", "没有登记所需资质")
        if not any(paper.verified_at for paper in papers):
            return Verdict("plain", "待核验")
        until = covered_until(papers, self.first)
        if until is None:
            return Verdict("bad", "开始时不在有效期内")
        if until < self.last:
            return Verdict("warn", f"只到{clock.written(until)}")
        return Verdict("ok", "全程有效")


@dataclass(frozen=True)
class Doing:
    """A type of service: until when the body may do it as things stand, and whether through the period asked for."""

    activity: Activity
    now: Verdict
    through: Verdict | None


@dataclass(frozen=True)
class Holding:
    """A credential, and whether it holds through the period asked for."""

    credential: Credential
    through: Verdict | None


def asked(given: Mapping[str, str]) -> tuple[Period | None, str]:
    """The period in an address, ``from`` today where it is not said; and what is wrong with it, for people."""
    first, last = _day(given.get("from", "")), _day(given.get("until", ""))
    if last is None:
        return None, "请填写合同结束日。" if first else ""
    first = first or clock.today()
    if last < first:
        return None, "结束日早于开始日，请重新填写。"
    return Period(first, last), ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def covered_until(papers: Collection[Credential], first: dt.date) -> dt.date | None:
    """The last day up to which verified papers hold without a gap from that day on; None where none holds on it."""
    spans = [_span(paper) for paper in papers if paper.verified_at]
    day, last = first, None
    while ends := [end for start, end in spans if start <= day <= end]:
        last = max(ends)
        if last == dt.date.max:
            break
        day = last + DAY
    return last


def _span(paper: Credential) -> tuple[dt.date, dt.date]:
    """The first and the last day of a paper; one that says neither holds for ever."""
    ends = [paper.expires_on, paper.revoked_on and paper.revoked_on - DAY]
    return paper.issued_on or dt.date.min, min((day for day in ends if day), default=dt.date.max)


def doings(supplier: Supplier, period: Period | None) -> list[Doing]:
    """What the body does. Expects activities and credentials prefetched."""
    today, rows = clock.today(), []
    for activity in supplier.activities.all():
        parts = lookups.requirements_of(activity.service_type_id)
        if not parts:
            free = Verdict("plain", "不要求资质")
            rows.append(Doing(activity, free, free if period else None))
            continue
        papers = {
            "或".join(kinds.values()): [one for one in supplier.credentials.all() if one.kind_id in kinds]
            for kinds in parts
        }
        through = _worst([period.holds(held) for held in _by_end(papers, period.first)]) if period else None
        rows.append(Doing(activity, _stands(papers, today), through))
    return rows


def _stands(papers: Mapping[str, Sequence[Credential]], today: dt.date) -> Verdict:
    """Until when everything is there that a type asks for; its parts by name, each with the papers that meet it."""
    ends = {name: covered_until(held, today) for name, held in papers.items()}
    if missing := [name for name, end in ends.items() if end is None]:
        return Verdict("bad", f"没有有效的{'、'.join(missing)}")
    until = min(end for end in ends.values() if end)
    return Verdict("ok", "长期" if until == dt.date.max else f"到{clock.written(until)}")


def _by_end(papers: Mapping[str, Sequence[Credential]], first: dt.date) -> list[Sequence[Credential]]:
    return sorted(papers.values(), key=lambda held: covered_until(held, first) or dt.date.min)


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    """What decides where several papers are needed together: of two alike the first."""
    return max(verdicts, key=lambda verdict: ("ok", "warn", "plain", "bad").index(verdict.kind))


def papers_and_filings(held: Sequence[Holding]) -> tuple[list[Holding], list[Holding]]:
    """What entitles, and what is only filed or registered (备案和登记), each in its order."""
    filed = [one for one in held if one.credential.kind.is_filing]
    return [one for one in held if not one.credential.kind.is_filing], filed


def holdings(supplier: Supplier, period: Period | None) -> list[Holding]:
    return [Holding(paper, period.holds([paper]) if period else None) for paper in supplier.credentials.all()]
