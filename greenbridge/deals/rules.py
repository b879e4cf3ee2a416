"""Why a supplier fits a demand, and why not. Pure: the same facts always give the same card."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from greenbridge.core import clock
from greenbridge.reference.wastes import limited_to
from greenbridge.suppliers.suspension.rules import is_under


@dataclass(frozen=True)
class Need:
    """A demand as the rules see it."""

    types: Mapping[str, str]
    """Service type code → name."""

    licensed_types: frozenset[str]
    """Those of its types that only a holder of a hazardous-waste licence may do."""

    region: str
    region_name: str
    wastes: frozenset[str]
    credentials: Mapping[str, str]
    """Credential kinds that the buyer asks for: code → name."""

    until: dt.date
    """The last day on which credentials have to be valid: the end of the service, or of the call for responses."""

    waste_codes: frozenset[str] = frozenset()
    """Codes of hazardous waste that the demand names, each inside one of its categories."""

    further: Mapping[str, str] = field(default_factory=dict)
    """The regions of its further sites: code → name."""


@dataclass(frozen=True)
class Paper:
    """A credential as the rules see it."""

    kind: str
    name: str
    is_verified: bool
    revoked_on: dt.date | None
    expires_on: dt.date | None
    wastes: frozenset[str] = frozenset()
    waste_codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Category → the only codes of it that a licence covers; a category that is not named here is covered whole."""

    declared: frozenset[str] = frozenset()
    """Categories that only the body names: its licence was checked, they were not."""

    has_declared_end: bool = False
    """Only the body says how long it holds."""

    def covers(self, code: str) -> bool:
        category = f"HW{code[-2:]}"
        return category in self.wastes and code in self.waste_codes.get(category, {code})

    def covers_whole(self, category: str) -> bool:
        return category in self.wastes and category not in self.waste_codes

    def holds(self, today: dt.date, until: dt.date) -> bool:
        """Verified and in force from today to the last day."""
        if not self.is_verified or (self.revoked_on and self.revoked_on <= until):
            return False
        return self.expires_on is None or self.expires_on >= max(today, until)


@dataclass(frozen=True)
class Offer:
    """A supplier as the rules see it."""

    activities: Mapping[str, tuple[str, ...]]
    """Service type code → region codes served; an empty tuple is the whole country."""

    required: Mapping[str, Sequence[Mapping[str, str]]]
    """Service type code → what the trade requires, each part as kinds of which one is enough, code → name."""

    papers: tuple[Paper, ...]
    home: str
    suspended: frozenset[str] = frozenset()
    """Service types that an association has not shown at present; with a type all that is finer."""

    def has_suspended(self, code: str) -> bool:
        return is_under(code, self.suspended)


@dataclass(frozen=True)
class Judgement:
    """The card: reasons for, reasons against, and whether nothing stands against it."""

    reasons: list[str] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)
    is_barred: bool = False
    """The law forbids it: such a supplier is not shown and cannot be invited or respond."""

    is_suspended: bool = False
    """All that it does of the demand is suspended: it is not shown and cannot be invited or respond either."""

    nearness: int = 0

    lots: tuple[int, ...] = ()
    """On the card of a demand in lots: those that it may be invited to, by their numbers."""

    @property
    def fits(self) -> bool:
        return not self.objections and self.is_allowed

    @property
    def is_allowed(self) -> bool:
        return not (self.is_barred or self.is_suspended)


MOST_NAMES = 3
WHOLE = 0
"""The number under which a demand without lots is judged; lots count from 1."""

WASTE_LICENCE = "危险废物经营许可证"


def judge_each(
    needs: Mapping[int, Need], offer: Offer, *, waste_licence: str, today: dt.date
) -> dict[int, Judgement]:
    """Hold a supplier against each lot of a demand, by its number; against all of it, as ``WHOLE``, where it has none."""
    return {
        number: judge(need, offer, waste_licence=waste_licence, today=today) for number, need in needs.items()
    }


def together(cards: Mapping[int, Judgement]) -> Judgement:
    """One card for a demand in lots. Who fits some of them fits, and the card says which and why; else the best one speaks,
    one that it does something of before one that it does nothing of.

    What the law bars it bars for its own lot only: a supplier is barred from the demand that is barred from every lot.
    """
    if WHOLE in cards:
        return cards[WHOLE]
    allowed = {number: card for number, card in cards.items() if card.is_allowed}
    fitting = {number: card for number, card in allowed.items() if card.fits}
    shown = fitting or _best(allowed or cards)
    return Judgement(
        reasons=[f"标段{number}：{reason}" for number, card in shown.items() for reason in card.reasons],
        objections=[f"标段{number}：{said}" for number, card in shown.items() for said in card.objections],
        is_barred=not allowed and any(card.is_barred for card in cards.values()),
        is_suspended=not allowed and all(card.is_suspended for card in cards.values()),
        nearness=max(card.nearness for card in cards.values()),
        lots=tuple(allowed),
    )


def _best(cards: Mapping[int, Judgement]) -> dict[int, Judgement]:
    number = min(cards, key=lambda one: (not cards[one].reasons, len(cards[one].objections), one))
    return {number: cards[number]}


def judge(need: Need, offer: Offer, *, waste_licence: str, today: dt.date) -> Judgement:
    """Hold a supplier against a demand, factor by factor. ``waste_licence`` is the kind that covers hazardous waste."""
    registered = {code: _activity_for(code, offer) for code in need.types}
    suspended = {
        code for code, own in registered.items() if own and any(map(offer.has_suspended, (code, own)))
    }
    doing = {code: None if code in suspended else own for code, own in registered.items()}
    reasons: list[str] = []
    objections: list[str] = []
    for code, name in need.types.items():
        lacks = "暂停展示的" if code in suspended else "未登记"
        (reasons if doing[code] else objections).append(f"{'' if doing[code] else lacks}业务类型：{name}")
    _judge_region(need, offer, [own for own in doing.values() if own], reasons, objections)
    _judge_papers(need, offer, [own for own in doing.values() if own], today, reasons, objections)
    barred = _judge_waste(need, offer, waste_licence, today, reasons, objections)
    nothing_left = bool(suspended) and not any(doing.values())
    return Judgement(reasons, objections, barred, nothing_left, _nearest(need, offer.home))


def _activity_for(code: str, offer: Offer) -> str | None:
    """The supplier's activity that covers a type: the type itself, its parent, or one of its children."""
    parent = code.partition("-")[0]
    for own in (code, parent):
        if own in offer.activities:
            return own
    return next((own for own in sorted(offer.activities) if own.startswith(f"{code}-")), None)


def _judge_region(
    need: Need, offer: Offer, doing: list[str], reasons: list[str], objections: list[str]
) -> None:
    if not doing:
        return
    places = {need.region: need.region_name, **need.further}
    missed = [
        name
        for code, name in places.items()
        if not all(_goes_to(offer.activities[own], code) for own in doing)
    ]
    words = f"服务地区未覆盖{_listed(missed)}" if missed else f"服务地区覆盖{_listed([*places.values()])}"
    (objections if missed else reasons).append(words)


def _listed(names: Sequence[str]) -> str:
    """A few names; of many the first ones and how many there are."""
    if len(names) <= MOST_NAMES:
        return "、".join(names)
    return f"{'、'.join(names[:MOST_NAMES])}等{len(names)}地"


def _goes_to(served: tuple[str, ...], region: str) -> bool:
    return not served or any(region.startswith(code) for code in served)


def _judge_papers(
    need: Need, offer: Offer, doing: list[str], today: dt.date, reasons: list[str], objections: list[str]
) -> None:
    valid = {paper.kind: paper for paper in offer.papers if paper.holds(today, need.until)}
    for kind, name in need.credentials.items():
        (reasons if kind in valid else objections).append(_about_paper(name, valid.get(kind), need.until))
    for required in (kinds for own in doing for kinds in offer.required.get(own, ())):
        if required.keys() & need.credentials.keys():
            continue
        held = next((valid[kind] for kind in required if kind in valid), None)
        name = held.name if held else "或".join(required.values())
        words = _about_paper(name, held, need.until)
        if words not in (told := reasons if held else objections):
            told.append(words)


def _about_paper(name: str, paper: Paper | None, until: dt.date) -> str:
    if paper is None:
        return f"{name}缺少、未核验或在{clock.written(until)}前到期"
    said = f"{name}有效至{clock.written(paper.expires_on)}" if paper.expires_on else f"{name}长期有效"
    return f"{said}（有效期为机构自行申报）" if paper.has_declared_end else said


def _judge_waste(
    need: Need, offer: Offer, waste_licence: str, today: dt.date, reasons: list[str], objections: list[str]
) -> bool:
    """Hazardous waste: without a valid licence for every category, the law forbids the work (固废污染防治的许可制度).

    Who names no code of a category may mean one that a licence for some of its codes does not cover: that is no match
    until the code is known, and the law does not forbid it either.
    """
    if not need.licensed_types and not need.wastes:
        return False
    licences = [p for p in offer.papers if p.kind == waste_licence and p.holds(today, need.until)]
    covered = frozenset[str]().union(*(licence.wastes for licence in licences))
    uncovered = {code for code in need.waste_codes if not any(own.covers(code) for own in licences)}
    lacking = sorted(need.wastes - covered) + sorted(c for c in uncovered if f"HW{c[-2:]}" in covered)
    limited = _limited(need, licences)
    if fully := sorted(need.wastes & covered - limited.keys()):
        reasons.append(f"许可类别包含 {'、'.join(fully)}")
    if licensed := sorted(need.waste_codes - uncovered):
        reasons.append(f"许可代码包含 {'、'.join(licensed)}")
    objections += [f"{limited_to(code, n)}，请核对您的废物代码" for code, n in sorted(limited.items())]
    declared = frozenset[str]().union(*(licence.declared for licence in licences))
    if unproven := [code for code in lacking if code in declared]:
        objections.append(f"许可类别 {'、'.join(unproven)} 仅为机构自行申报，尚未核验")
    if missing := [code for code in lacking if code not in declared]:
        objections.append(f"许可类别不含 {'、'.join(missing)}")
    if not licences:
        objections.append(f"没有在服务期内有效的{WASTE_LICENCE}")
    return bool(need.licensed_types) and (not licences or bool(lacking))


def _limited(need: Need, licences: Sequence[Paper]) -> dict[str, int]:
    """Categories named without a code that no licence covers whole, and how many codes of each are covered."""
    whole = need.wastes - {f"HW{code[-2:]}" for code in need.waste_codes}
    counts = {}
    for category in whole:
        if not any(own.covers_whole(category) for own in licences):
            codes = frozenset[str]().union(*(own.waste_codes.get(category, ()) for own in licences))
            counts[category] = len(codes)
    return {category: n for category, n in counts.items() if n}


def _nearest(need: Need, home: str) -> int:
    """Of a need for several places the nearest counts: who is at home there is as near as to the leading one."""
    return max(_nearness(there, home) for there in (need.region, *need.further))


def _nearness(there: str, here: str) -> int:
    """How many levels of division the two places share: 0 other province, 4 same town."""
    return sum(there[:n] == here[:n] and len(there) >= n and len(here) >= n for n in (2, 4, 6, 9))
