"""The list of official systems by topic. There are a few dozen of them: read whole, filtered and counted here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.html import strip_tags

from greenbridge.core.text import clean_line, fold_name
from greenbridge.reference import lookups
from greenbridge.reference.models import HOME_PROVINCES
from greenbridge.reference.resolver import DEMONSTRATION_ZONE
from greenbridge.search.list_pages import Pager
from greenbridge.search.listing import Chip, Facet, ListPage, ShownOption
from greenbridge.suppliers.models import Guide

PARAMETERS = ("q", "topic", "region", "for")
LONGEST_WORDS, MOST_REGIONS = 100, 20
REGION = re.compile(r"[0-9]{2,9}")
AUDIENCES = (Guide.Audience.COMPANY, Guide.Audience.SUPPLIER)
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Option:
    """A value that a filter offers (选项)."""

    value: str
    label: str
    depth: int = 0


@dataclass(frozen=True)
class Topic:
    """The guides of one topic (主题)."""

    label: str
    guides: list[Guide]


def build(params: QueryDict) -> ListPage:
    """The page that the address asks for: its hits are topics, in their own order."""
    guides = list(Guide.objects.published().with_card())
    words = clean_line(params.get("q", ""))[:LONGEST_WORDS]
    options = _options(guides, params)
    chosen = {name: _chosen(params, name, [o.value for o in options[name]]) for name in options}
    found = [(guide, _values(guide, options["region"])) for guide in guides if _says(guide, words)]
    shown = [guide for guide, values in found if _fits(values, chosen)]
    facets = [
        Facet(name, title, _counted(name, options[name], chosen, [values for _, values in found]))
        for name, title in (("topic", "主题"), ("region", "地区"), ("for", "面向"))
    ]
    return ListPage(
        words=words,
        total=len(shown),
        hits=_by_topic(shown),
        facets=facets,
        chips=_chips(params, words, facets),
        clear_url="?",
        orders=[],
        pager=Pager(number=1, total_pages=1, previous_url="", next_url=""),
        relaxations=[] if shown else _offers(params, words, chosen, guides, options),
    )


def _options(guides: Sequence[Guide], params: QueryDict) -> dict[str, list[Option]]:
    """Topics that occur; the home provinces, the demonstration zone and wherever else a guide serves; what is chosen."""
    occurring = {guide.topic for guide in guides} | set(params.getlist("topic"))
    named = {region.code for guide in guides for region in guide.regions.all()}
    named |= {code for code in params.getlist("region")[:MOST_REGIONS] if REGION.fullmatch(code)}
    known = lookups.regions({*HOME_PROVINCES, *DEMONSTRATION_ZONE, *named})
    codes = sorted(known, key=lambda code: (code[:2] not in HOME_PROVINCES, code))
    return {
        "topic": [Option(value, label) for value, label in Guide.Topic.choices if value in occurring],
        "region": [Option(code, known[code].local_name, int(len(code) > 2)) for code in codes],
        "for": [Option(one.value, one.label) for one in AUDIENCES],
    }


def _chosen(params: QueryDict, name: str, offered: Sequence[str]) -> list[str]:
    return [value for value in offered if value in params.getlist(name)]


def _values(guide: Guide, regions: Sequence[Option]) -> Values:
    """Under which options a guide is found: a reader in 青浦 wants what serves 上海, and what serves everybody."""
    served = [region.code for region in guide.regions.all()]
    there = {
        option.value
        for option in regions
        if not served
        or any(code.startswith(option.value) or option.value.startswith(code) for code in served)
    }
    everybody = guide.audience == Guide.Audience.EVERYBODY
    return {
        "topic": frozenset([guide.topic]),
        "region": frozenset(there),
        "for": frozenset(AUDIENCES if everybody else [guide.audience]),
    }


def _fits(values: Values, chosen: Mapping[str, Sequence[str]], but: str = "") -> bool:
    return all(not wanted or name == but or values[name] & set(wanted) for name, wanted in chosen.items())


def _says(guide: Guide, words: str) -> bool:
    said = fold_name(
        " ".join(
            [
                guide.name,
                guide.operator,
                guide.summary,
                guide.get_topic_display(),
                strip_tags(guide.tasks),
                strip_tags(guide.preparation),
            ]
        )
    )
    return all(fold_name(word) in said for word in words.split())


def _counted(
    name: str, options: Sequence[Option], chosen: Mapping[str, Sequence[str]], found: Sequence[Values]
) -> list[ShownOption]:
    """Each option with the number of guides that choosing it would show."""
    there = [values[name] for values in found if _fits(values, chosen, but=name)]
    return [
        ShownOption(
            value=option.value,
            label=option.label,
            count=sum(option.value in values for values in there),
            is_chosen=option.value in chosen[name],
            depth=option.depth,
        )
        for option in options
    ]


def _by_topic(guides: Sequence[Guide]) -> list[Topic]:
    topics = [
        Topic(label, [guide for guide in guides if guide.topic == value])
        for value, label in Guide.Topic.choices
    ]
    return [topic for topic in topics if topic.guides]


def _chips(params: QueryDict, words: str, facets: Sequence[Facet]) -> list[Chip]:
    chips = [Chip(f"“{words}”", _url(params, "q"))] if words else []
    return chips + [
        Chip(option.label, _url(params, facet.name, option.value))
        for facet in facets
        for option in facet.options
        if option.is_chosen
    ]


def _offers(
    params: QueryDict,
    words: str,
    chosen: Mapping[str, Sequence[str]],
    guides: Sequence[Guide],
    options: Mapping[str, Sequence[Option]],
) -> list[tuple[str, str, int]]:
    """Which single condition to drop, and how many guides that would give."""

    def total(words: str, but: str) -> int:
        return sum(
            _says(guide, words) and _fits(_values(guide, options["region"]), chosen, but) for guide in guides
        )

    titles = {"topic": "不限主题", "region": "不限地区", "for": "不限面向"}
    offers = [(f"不限关键词“{words}”", _url(params, "q"), total("", ""))] if words else []
    offers += [
        (titles[name], _url(params, name), total(words, name)) for name, wanted in chosen.items() if wanted
    ]
    return [offer for offer in offers if offer[2]]


def _url(params: QueryDict, name: str, value: str = "") -> str:
    """The address of the page without a condition, or without one of its values."""
    kept = QueryDict(mutable=True)
    for known in PARAMETERS:
        left = [v for v in params.getlist(known) if v and not (known == name and value in ("", v))]
        if left:
            kept.setlist(known, left)
    return "?" + kept.urlencode()
