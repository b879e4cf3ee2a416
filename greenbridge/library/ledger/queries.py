"""What the ledger says, for its own pages and for those of works and clauses."""

import datetime as dt
from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from greenbridge.core import clock
from greenbridge.library.addresses import clause_of, words
from greenbridge.library.models import ClauseMapping, Effect, EffectQuerySet, Version, Work
from greenbridge.library.naming import quoted
from greenbridge.library.validity.rules import End

SHOWN = {
    "": "全部",
    "unconfirmed": "待核对",
    "text": "从条文中识别",
    "waiting": "对象尚未收录",
    "withdrawn": "已撤销",
}


def entries(shown: str = "", named: str = "") -> QuerySet[Effect]:
    """The ledger for its keepers, the newest first: all that stands, or one part of it; of documents so named."""
    rows = Effect.objects.with_all().filter(withdrawn_at__isnull=shown != "withdrawn").order_by("-pk")
    part = {
        "unconfirmed": Q(is_confirmed=False),
        "text": Q(found=Effect.Found.TEXT),
        "waiting": Q(target=None),
    }.get(shown, Q())
    if named:
        part &= (
            Q(by__title__contains=named) | Q(target__title__contains=named) | Q(target_title__contains=named)
        )
    return rows.filter(part)


def changed_by(work: Work) -> EffectQuerySet:
    """What other documents do to the work, the latest first (被变动)."""
    rows = Effect.objects.standing().filter(target=work).with_all().latest_first()
    return rows.defer("by__text", "by__history")


def changes(work: Work) -> EffectQuerySet:
    """What the texts of the work do to other documents (变动其他文件)."""
    rows = Effect.objects.standing().filter(by__work=work).with_all().order_by("-by__dated_on", "pk")
    return rows.defer("by__text", "by__history")


# A page of a document says several things of what is done to it: each of these picks from the same ``changed_by``.


def holding(changed: Iterable[Effect], day: dt.date) -> list[Effect]:
    """Of what is done to a work, what holds on that day; what nobody has confirmed stands in the ledger alone, marked so."""
    return [row for row in changed if row.is_confirmed and row.day and row.day <= day]


def on_clause(changed: Iterable[Effect], address: str, version: Version, day: dt.date) -> list[Effect]:
    """What holds on that day for one clause of a text alone: an article amended or repealed, also for a single 款 of it.

    A text as young as an amendment holds its wording already, and may count its articles anew.
    """
    rows = (row for row in holding(changed, day) if row.target_address)
    return [
        row
        for row in rows
        if clause_of(row.target_address) == clause_of(address)
        and (row.kind != Effect.Kind.AMENDS or row.by.dated_on > version.dated_on)
    ]


@dataclass(frozen=True)
class Coming:
    """A confirmed change that begins on a later day. ``url`` is where the clause that says so can be read."""

    effect: Effect
    day: dt.date
    url: str

    @property
    def by(self) -> str:
        return f"{quoted(self.effect.by.title)}{self.effect.ground}"

    @property
    def tag(self) -> str:
        return f"自{clock.written(self.day)}起有变动"

    @property
    def what(self) -> str:
        """What it does to what: 在上海市修改第二条."""
        where = f"在{self.effect.region.name}" if self.effect.region else ""
        return f"{where}{self.effect.get_kind_display()}{self.effect.place or '本文件'}"

    @property
    def said(self) -> str:
        """The same with what the ledger notes of it, to stand before a full stop."""
        note = self.effect.note.rstrip("。")
        return f"{self.what}，{note}" if note else self.what

    def concerns(self, addresses: Container[str]) -> bool:
        """Whether it changes one of these clauses, or the whole document."""
        address = clause_of(self.effect.target_address)
        return not address or address in addresses

    @property
    def sentence(self) -> str:
        return f"{self.tag}：由{self.by}{self.what}。"


def coming(changed: Iterable[Effect], version: Version, day: dt.date) -> list[Coming]:
    """What will amend or end the document or a clause of it after that day, while this text lasts, the first first.

    The end of the whole, by which the text itself ends, is not among it: that stands in its status already.
    """
    confirmed = (row for row in changed if row.is_confirmed and row.kind in Effect.CHANGING)
    later = [
        (row.day, row.pk, row)
        for row in confirmed
        if row.by_id != version.pk
        and row.day
        and row.day > day
        and _while_it_lasts(row, row.day, version.ends_on)
    ]
    return [
        Coming(row, begins, url_of_ground(row)) for begins, _, row in sorted(later, key=lambda one: one[:2])
    ]


def _while_it_lasts(row: Effect, day: dt.date, ends_on: dt.date | None) -> bool:
    if ends_on is None or day < ends_on:
        return True
    return day == ends_on and bool(row.target_address)


def url_of_ground(effect: Effect) -> str:
    """The clause that says so, else its whole text."""
    address = clause_of(effect.by_address)
    clause = effect.by.clauses.filter(address=address).first() if address else None
    if clause is None:
        return effect.by.get_absolute_url()
    clause.version = effect.by
    return clause.get_absolute_url()


def url_of_target(effect: Effect) -> str:
    """The clause that it acts on, in the text of today; empty where visitors may read no text of the document."""
    if effect.target is None or not effect.target.versions.published().exists():
        return ""
    address = clause_of(effect.target_address)
    return effect.target.get_absolute_url() + (f"?at={address}" if address else "")


def in_regions(changed: Iterable[Effect], day: dt.date) -> list[Effect]:
    """What is confirmed and holds on that day in one region only."""
    return [row for row in holding(changed, day) if row.region_id]


def outstanding(changed: Iterable[Effect], versions: Iterable[Version], day: dt.date) -> list[Effect]:
    """Confirmed amendments in force on that day whose text the library does not hold: no public version is as young as they are."""
    begun = (one.dated_on for one in versions if one.starts_on and one.starts_on <= day)
    latest = max(begun, default=dt.date.min)
    return [
        row for row in holding(changed, day) if row.kind == Effect.Kind.AMENDS and row.by.dated_on > latest
    ]


def doubts(work: Work) -> list[Effect]:
    """Repeals and replacements of the work that nobody has confirmed."""
    return list(changed_by(work).filter(kind__in=Effect.ENDING, is_confirmed=False))


def remark(version: Version, day: dt.date) -> str:
    """Why a text whose standing is in doubt is not called 现行有效; empty for any other."""
    if version.end != End.DOUBTED or version.ends_on is None or version.ends_on > day:
        return ""
    by = "、".join(quoted(row.by.title) for row in doubts(version.work))
    return f"可能自{clock.written(version.ends_on)}起被{by}废止，废止清单尚待核对，引用前请核实。"


@dataclass(frozen=True)
class Counterpart:
    """Where a clause went, or came from. ``sentence`` says under which law conduct falls."""

    work: Work
    address: str
    note: str
    is_new: bool
    sentence: str

    @property
    def place(self) -> str:
        return words(self.address)


def counterparts(work: Work, address: str) -> list[Counterpart]:
    """The clauses that stand in the place of this one in a later document, and those whose place it took (新旧条文对照)."""
    rows = ClauseMapping.objects.filter(
        Q(old=work, old_address=address) | Q(new=work, new_address=address)
    ).select_related("old", "new")
    days = _days_between({(row.old_id, row.new_id) for row in rows})
    return [_counterpart(row, row.old_id == work.pk, days.get((row.old_id, row.new_id))) for row in rows]


def _counterpart(row: ClauseMapping, is_old: bool, day: dt.date | None) -> Counterpart:
    work, address = (row.new, row.new_address) if is_old else (row.old, row.old_address)
    return Counterpart(work, address, row.note, is_old, transition(row.old, row.new, day) if day else "")


def transition(old: Work, new: Work, day: dt.date) -> str:
    """Under which law conduct falls, with both days."""
    before = clock.written(day - dt.timedelta(days=1))
    return (
        f"{before}及以前的行为，按{quoted(old.title)}；{clock.written(day)}起的，按{quoted(new.title)}。"
        "后者对过渡另有规定的，按它的规定。"
    )


def _days_between(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], dt.date]:
    """From when the new work stands in the place of the old one: as the ledger has it, else from the new one's first day."""
    pairs = set(pairs)
    if not pairs:
        return {}
    olds, news = {old for old, _ in pairs}, {new for _, new in pairs}
    versions = Version.objects.published().filter(work__in=news, starts_on__isnull=False)
    rows = versions.order_by("-starts_on").values_list("work", "starts_on")
    days = {work: day for work, day in rows if day}
    found = {(old, new): days[new] for old, new in pairs if new in days}
    endings = (
        Effect.objects.standing()
        .with_all()
        .filter(target__in=olds, by__work__in=news, kind__in=Effect.ENDING)
    )
    return found | {(row.target_id, row.by.work_id): row.day for row in endings if row.target_id and row.day}
