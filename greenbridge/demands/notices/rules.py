"""What notices say together, and which belong together: decisions that need no database."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from greenbridge.core import clock, money
from greenbridge.core.text import clean_line, clean_text, fold, fold_name
from greenbridge.demands.models import Demand, Notice, Project
from greenbridge.demands.normalise import environment, titles
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.demands.notices.masking import masked

Kind = Notice.Kind
State = Project.State
Publisher = Demand.Publisher

WINDOW = dt.timedelta(days=240)
"""How far apart two notices with the same title may lie: next year's purchase is often called like this year's."""

LAPSE = dt.timedelta(days=60)
"""After so long without another notice, a call that names no deadline is taken to be over."""

LIKELY = 0.5  # how sure of a division a notice must be to narrow what another one says
LONGEST_TEXT = 100_000
TELLING = 10  # characters of a project number that nobody else gives out by chance

CALLS = (Kind.PREQUAL, Kind.TENDER, Kind.INVITE, Kind.NEGOTIATE, Kind.CONSULT, Kind.RFQ)
STATES: Mapping[str, State] = {
    Kind.INTENTION: State.PLANNED,
    **dict.fromkeys(CALLS, State.CALLING),
    Kind.SINGLE: State.ON_VIEW,
    Kind.CANDIDATE: State.ON_VIEW,
    Kind.AWARD: State.AWARDED,
    Kind.STOP: State.STOPPED,
}
"""What a notice makes of its project; a change and others leave it as it is."""

_ORDER = {kind: place for place, kind in enumerate(Kind)}
"""Of two notices of the same moment, which comes first in a purchase."""

COMPARED = {
    "title": "标题",
    "kind": "公告类型",
    "project_number": "项目编号",
    "buyer": "采购单位",
    "buyer_address": "采购单位地址",
    "agency": "代理机构",
    "budget": "预算",
    "award": "中标金额",
    "amount_words": "金额原文",
    "published_at": "发布时间",
    "deadline": "截止时间",
    "opens_at": "开标时间",
    "winners": "中标单位",
    "text": "正文",
    "attachments": "附件",
}
"""What the site says, by its name for readers. The rest is how we found and understood it."""

_MOMENTS = ("published_at", "deadline", "opens_at", "fetched_at")
_BESIDE = ("text", "fetched_at", "parser")  # columns of their own
_REGION = ("region_code", "region_words", "region_confidence")


# --- One notice -------------------------------------------------------------------------------------------------


def cleaned(facts: NoticeFacts) -> NoticeFacts:
    """The facts as they are kept: persons masked, lines of a length that fits, addresses that a browser may follow."""
    return replace(
        facts,
        source=_line(facts.source, 60),
        source_id=_line(facts.source_id, 200),
        url=web_address(facts.url),
        kind=facts.kind if facts.kind in Kind.values else Kind.OTHER.value,
        title=masked(_line(facts.title, 300)),
        project_number=_line(facts.project_number, 100),
        buyer=_line(facts.buyer, 200),
        buyer_address=masked(_line(facts.buyer_address, 300)),
        agency=_line(facts.agency, 200),
        region_words=masked(_line(facts.region_words, 300)),
        amount_words=masked(_line(facts.amount_words, 300)),
        winners=tuple(_line(name, 200) for name in facts.winners),
        text=masked(clean_text(facts.text)[:LONGEST_TEXT]),
        attachments=tuple(
            (masked(_line(name, 200)), url)
            for name, there in facts.attachments
            if (url := web_address(there))
        ),
        parser=_line(facts.parser, 60),
        **{name: at.astimezone(dt.UTC) for name in _MOMENTS if (at := getattr(facts, name))},
    )


def _line(text: str, most: int) -> str:
    return clean_line(text)[:most]


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else nothing: it comes from a stranger's page."""
    return url if re.match(r"https?://[^\s/]", url) and len(url) <= 1000 else ""


def to_row(facts: NoticeFacts) -> dict[str, Any]:
    """The facts as JSON, but for what has a column of its own."""
    return {name: _plain(value) for name, value in asdict(facts).items() if name not in _BESIDE}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def from_row(row: Mapping[str, Any], *, text: str, fetched_at: dt.datetime, parser: str) -> NoticeFacts:
    """The facts that ``to_row`` wrote."""
    values = {**row, "text": text, "fetched_at": fetched_at, "parser": parser}
    for name in _MOMENTS:
        if isinstance(values[name], str):
            values[name] = dt.datetime.fromisoformat(values[name])
    for name in ("types", "matched", "winners"):
        values[name] = tuple(values[name])
    values["attachments"] = tuple((name, url) for name, url in values["attachments"])
    return NoticeFacts(**values)


def completed(facts: NoticeFacts, known: NoticeFacts) -> NoticeFacts:
    """The facts, and what was known before where they say nothing: an empty value never takes the place of a good one."""
    missing = {
        field.name
        for field in fields(facts)
        if getattr(facts, field.name) in ("", None, ()) and field.name not in _REGION
    }
    if not facts.region_code:
        missing |= set(_REGION)
    return replace(facts, **{name: getattr(known, name) for name in missing})


def digest(facts: NoticeFacts) -> str:
    """The same for two readings in which the site says the same."""
    said = {name: str(getattr(facts, name)) for name in COMPARED}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A field that changed between two versions. Of the text, the lines that went and the lines that came."""

    label: str
    before: str
    after: str


def differences(before: NoticeFacts, after: NoticeFacts) -> list[Difference]:
    """What the site changed, in the order in which the facts are told."""
    told = [Difference(label, *_told(name, before, after)) for name, label in COMPARED.items()]
    return [one for one in told if one.before != one.after]


def _told(name: str, before: NoticeFacts, after: NoticeFacts) -> tuple[str, str]:
    old, new = getattr(before, name), getattr(after, name)
    if name == "text":
        return _lines_apart(old, new), _lines_apart(new, old)
    tell = _TELL.get(name, _written)
    return tell(old), tell(new)


def _written(value: Any) -> str:
    return (
        f"{clock.written(value)} {clock.local(value):%H:%M}"
        if isinstance(value, dt.datetime)
        else value or "未公布"
    )


_TELL: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda value: str(Kind(value).label),
    "budget": money.format_yuan,
    "award": money.format_yuan,
    "winners": "、".join,
    "attachments": lambda value: "、".join(label for label, _ in value),
}


def _lines_apart(text: str, other: str) -> str:
    others = set(other.splitlines())
    return "\n".join(line for line in text.splitlines() if line.strip() and line not in others)


def is_environmental(facts: NoticeFacts) -> bool:
    """Whether enough speaks for an environmental service to show the notice without a person's look."""
    return facts.score >= environment.threshold()


def purchase_in(title: str) -> str:
    """What is bought, without the kind of notice behind it: a card is about all of them."""
    return _KIND_BEHIND.sub("", title) or title


_KIND_BEHIND = re.compile(
    r"(?<=.{4})(?:[ 　]*的?(?:公开招标|邀请招标|招标|资格预审|竞争性谈判|竞争性磋商|询价|单一来源(?:采购)?|采购意向|采购|中标候选人|候选人"
    r"|中标（成交）|中标|成交|结果|更正|变更|澄清|延期|终止|废标|流标)*(?:公告|公示|公开))$"
)


def is_dated_ahead(facts: NoticeFacts, now: dt.datetime) -> bool:
    """Whether it says that it will be published on a later day than today."""
    return clock.local(facts.published_at).date() > clock.local(now).date()


# --- What belongs together --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Keys:
    """By what a notice is known to be the same as another, or of the same project. An empty key says nothing."""

    identity: str
    number: str
    chain: str


def keys(facts: NoticeFacts) -> Keys:
    title, buyer = titles.key(facts.title), fold_name(facts.buyer)
    day = clock.local(facts.published_at).date().isoformat()
    whose = buyer or facts.source  # where nobody names the buyer, two sites do not speak of the same
    return Keys(
        identity=_hashed(title, whose, facts.kind, day),
        number=number_key(facts.project_number),
        chain=chain_key(facts.title, facts.buyer),
    )


def chain_key(title: str, buyer: str) -> str:
    """The same for all that one body publishes under one name; empty without a name or a body."""
    key, whose = titles.key(title), fold_name(buyer)
    return _hashed(key, whose) if key and whose else ""


def _hashed(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def number_key(number: str) -> str:
    """A project number for comparison; empty where it is too short to tell one project from another."""
    key = re.sub(r"[\s()\[\]【】〔〕]", "", fold(number))
    return key if len(key) >= 6 and sum(letter.isdigit() for letter in key) >= 4 else ""


def tells_alone(number: str) -> bool:
    """Whether nobody else can have given out the same number; a shorter one needs the same buyer, too."""
    return len(number) >= TELLING


# --- What a project is, as its notices tell ---------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """What all notices of a project say together."""

    title: str
    buyer: str
    agency: str
    project_number: str
    source: str
    region_code: str
    region_words: str
    region_confidence: float
    types: tuple[str, ...]
    publisher_kind: str
    budget: int | None
    award: int | None
    amount_words: str
    winners: tuple[str, ...]
    state: str
    deadline: dt.datetime | None
    opens_at: dt.datetime | None
    first_published_at: dt.datetime
    last_published_at: dt.datetime
    score: int
    matched: tuple[str, ...]


def card(notices: Iterable[NoticeFacts], now: dt.datetime) -> Card:
    """One card of all notices, whatever the order in which they arrived. What a later one leaves open, an earlier one says."""
    rows = sorted(
        notices, key=lambda one: (one.published_at, _ORDER[Kind(one.kind)], one.source, one.source_id)
    )
    call = next((one for one in reversed(rows) if one.kind in CALLS), rows[0])
    place = _placed(rows)
    dated = [one for one in rows if STATES.get(one.kind) in {None, State.PLANNED, State.CALLING}]
    buyer = call.buyer or _latest(rows, "buyer", "")
    deadline = _latest(dated, "deadline")
    return Card(
        title=purchase_in(call.title),
        buyer=buyer,
        agency=call.agency or _latest(rows, "agency", ""),
        project_number=call.project_number or _latest(rows, "project_number", ""),
        source=call.source,
        region_code=place.region_code,
        region_words=place.region_words,
        region_confidence=place.region_confidence,
        types=call.types or _latest(rows, "types", ()),
        publisher_kind=publisher_kind(buyer),
        budget=_latest(rows, "budget"),
        award=_latest(rows, "award"),
        amount_words=call.amount_words or _latest(rows, "amount_words", ""),
        winners=_latest(rows, "winners", ()),
        state=_state(rows, deadline, now),
        deadline=deadline,
        opens_at=_latest(dated, "opens_at"),
        first_published_at=rows[0].published_at,
        last_published_at=rows[-1].published_at,
        score=max(one.score for one in rows),
        matched=tuple(dict.fromkeys(word for one in rows for word in one.matched)),
    )


def _placed(rows: Sequence[NoticeFacts]) -> NoticeFacts:
    """The notice that says where it is: of those inside the surest division, the one that names the narrowest.

    A notice that is sure of the county says less than another that names the town in it.
    """
    surest = max(rows, key=lambda one: (one.region_confidence, len(one.region_code)))
    inside = [
        one
        for one in rows
        if one.region_code.startswith(surest.region_code) and one.region_confidence >= LIKELY
    ]
    return max(inside or [surest], key=lambda one: (len(one.region_code), one.region_confidence))


def _latest(rows: Sequence[NoticeFacts], name: str, nothing: Any = None) -> Any:
    """What the last notice says that says anything."""
    said = (getattr(one, name) for one in reversed(rows))
    return next((value for value in said if value not in (None, "", ())), nothing)


def _state(rows: Sequence[NoticeFacts], deadline: dt.datetime | None, now: dt.datetime) -> str:
    made = [STATES[one.kind] for one in rows if one.kind in STATES]
    state = made[-1] if made else State.CALLING if rows[0].kind == Kind.CHANGE else State.ON_VIEW
    if state in Project.OPEN and is_over(deadline, rows[-1].published_at, now):
        return State.CLOSED
    return state


def is_over(deadline: dt.datetime | None, last_published_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a call has ended by itself: its deadline has passed, or nothing was heard of one without."""
    return (deadline or last_published_at + LAPSE) <= now


_PUBLISHERS = (
    (Publisher.STATE_FIRM, "国有|城投|城市建设投资|水务集团|交通投资|国资"),
    (Publisher.FACTORY, "(?:化工|印染|纺织|制造|电子|机械|食品|电镀).*(?:公司|厂)"),
    (Publisher.OTHER, "公司|合作社|协会$"),
    (
        Publisher.INSTITUTION,
        "医院|学校|大学|学院|研究院|研究所|监测站|监测中心|中心$|中学|小学|幼儿园|博物馆|图书馆",
    ),
    (Publisher.GOVERNMENT, "政府|局$|委员会|管委会|街道|厅$|法院|检察院|支队|大队|管理处|管理所|村委|居委"),
    (Publisher.PARK, "园区|开发区|工业园|产业园"),
)


def publisher_kind(buyer: str) -> str:
    """Who publishes, as far as the name says."""
    return next((kind for kind, words in _PUBLISHERS if re.search(words, buyer)), Publisher.OTHER)
