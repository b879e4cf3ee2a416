"""Different wordings of one thing, as an index of who means what."""

import secrets
from collections import defaultdict
from collections.abc import Iterable

from django.core.cache import cache

from greenbridge.search.analysis import NO_MEANINGS, Meanings, Question, normal, question
from greenbridge.search.models import Synonym

FIRST_SYNONYMS = (
    ("危废", "危险废物"),
    ("固废", "固体废物"),
    ("三同时", "竣工环保验收"),
    ("三同时验收", "竣工环保验收"),
    ("竣工验收监测", "竣工环保验收"),
    ("环保管家", "环保托管"),
    ("管家", "托管"),
    ("VOC", "挥发性有机物"),
    ("VOCs", "挥发性有机物"),
    ("有机废气", "挥发性有机物"),
    ("例行监测", "自行监测"),
    ("委托监测", "自行监测"),
    ("环评", "环境影响评价"),
    ("土壤调查", "土壤污染状况调查"),
    ("场地调查", "土壤污染状况调查"),
    ("应急预案", "突发环境事件应急预案"),
    ("清洁生产", "清洁生产审核"),
    ("在线监测", "自动监测"),
    ("第三方运维", "委托运营"),
    ("排污证", "排污许可证"),
    # Usual short names of laws. Not 水法, which is a law of its own.
    ("环保法", "环境保护法"),
    ("固废法", "固体废物污染环境防治法"),
    ("大气法", "大气污染防治法"),
    ("水污染法", "水污染防治法"),
    ("水污法", "水污染防治法"),
    ("土壤法", "土壤污染防治法"),
    ("噪声法", "噪声污染防治法"),
    ("噪音法", "噪声污染防治法"),
    ("环评法", "环境影响评价法"),
    ("环保税法", "环境保护税法"),
    ("长江法", "长江保护法"),
    ("清促法", "清洁生产促进法"),
    ("海环法", "海洋环境保护法"),
    ("放污法", "放射性污染防治法"),
    ("节能法", "节约能源法"),
    ("排污条例", "排污许可管理条例"),
    ("危化品条例", "危险化学品安全管理条例"),
)
LONGEST = 200  # characters of a question that are read
_KEPT_FOR = 60  # seconds until an editor's change is heard everywhere
_CACHE_KEY = "search:synonyms"
_read: tuple[str, Meanings] = (
    "",
    NO_MEANINGS,
)  # the table as this process read it last, and the name of that reading


def same_as() -> Meanings:
    """For every folded term of the table, all terms of its meaning, itself included.

    The same object until the table is read again: what is made of it may be kept by it.
    """
    global _read
    holds: str | None = cache.get(_CACHE_KEY)
    name, known = _read
    if holds is None or holds != name:
        name, known = secrets.token_hex(8), Meanings(_grouped(Synonym.objects.values_list("term", "same_as")))
        _read = name, known
        cache.set(_CACHE_KEY, name, _KEPT_FOR)
    return known


def taken_apart(words: str) -> Question:
    """What somebody asks, with the synonyms of this moment."""
    return question(words[:LONGEST], same_as() if words.strip() else NO_MEANINGS)


def forget() -> None:
    """Read the table anew at the next search of this process."""
    cache.delete(_CACHE_KEY)


def _grouped(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for term, meaning in rows:
        groups[normal(meaning)] |= {normal(term), normal(meaning)}
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups.values():
        for term in group - {""}:
            meanings[term] |= group
    return {term: tuple(sorted(group)) for term, group in meanings.items()}
