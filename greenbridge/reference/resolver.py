"""Finds the division that an address, a buyer's name or a title speaks of.

Chinese addresses run from the large to the small (省、市、区县、镇街), may leave out any step and may end in road names
that contain other places' names. The text is read once from left to right. Every name found either narrows a chain that
names before it began (上海市 → 青浦区 → 练塘镇), repeats it, or begins a chain of its own; the strongest chain is the answer.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple

from django.utils.functional import cached_property

from greenbridge.core.text import fold_name
from greenbridge.reference.models import Region, RegionAlias

DEMONSTRATION_ZONE = ("310118", "320509", "330421")
HOME_PROVINCES = ("31", "32", "33")

# How sure a name makes us: as the register writes it; with another suffix or as an alias; without its suffix.
AS_REGISTERED, IN_ANOTHER_FORM, SHORTENED = 0.95, 0.85, 0.7
WITHOUT_ITS_COUNTY = 0.75  # factor for a town that is named without the county or city it lies in

LONGEST_TEXT = 500
SHORTEST, BEGINNING = 2, 3  # characters of a name; those by which longer names are looked up
PROVINCE, CITY, COUNTY, TOWN = 2, 4, 6, 9  # code lengths

_PEOPLES = (
    "壮 回 维吾尔 藏 苗 彝 侗 瑶 白 傣 黎 土家 哈尼 哈萨克 蒙古 朝鲜 满 布依 傈僳 佤 畲 拉祜 水 纳西 羌 土 仫佬 锡伯 柯尔克孜 "
    "景颇 达斡尔 撒拉 布朗 毛南 仡佬 普米 怒 鄂温克 裕固 保安 独龙 鄂伦春 东乡 塔吉克 各"
).replace(" ", "|")
_PLAIN = "特别行政区|自治[州县旗区]|街道办事处|街道|地区|新区|[省市区县旗盟镇乡]"
_SUFFIX = re.compile(rf"(?:(?:(?:{_PEOPLES})族)+自治[州县旗区]|(?:(?:{_PEOPLES})族)+[乡镇]|{_PLAIN})$")
_PLAIN_SUFFIX = re.compile(rf"(?:{_PLAIN})$")  # of names that no people gave; found several times quicker
_WRITTEN_SUFFIX = re.compile(r"街道办事处|街道|[镇乡县市区省]")
_LEVELS_OF_SUFFIX = {
    "省": (PROVINCE,),
    "市": (PROVINCE, CITY, COUNTY),
    "区": (COUNTY,),
    "县": (COUNTY,),
    "镇": (TOWN,),
    "乡": (TOWN,),
    "街道": (TOWN,),
    "街道办事处": (TOWN,),
}
# 东方市场 is no 东方市: the suffix belongs to the next word.
_NO_SUFFIX = re.compile(r"市场|乡村|区[域块间]")
# 嘉善大道, 中山北路, 盛泽大厦: a road, water or building that borrows a place's name.
_BORROWED = re.compile(
    r"[东南西北中新老]?[一二三四五六七八九十]?(?:大?道|公?路|大?街(?!道)|弄|巷|桥|河|江|港|湖|荡|塘|浜|村|大厦|大楼|广场|花园|小区|公寓|酒店)"
)
# 盛泽桥梁市政工程有限公司: a company may carry a town's name and sit elsewhere.
_COMPANY = re.compile(r"[^\d,;()号。]{0,30}?(?:公司|厂|集团|商行|经营部|合作社|事务所|企业)")
# Shorter than a code. It begins with the digit itself: such a pattern is searched for several times quicker.
_HOUSE_NUMBER = re.compile(r"\d(?<!\d\d)\d{0,7}(?!\d)")
_CODE = re.compile(r"(?<![0-9a-z])(?:\d{12}|\d{9})(?![0-9a-z])")
_BARE_CODE = re.compile(r"\d{2}|\d{4}|\d{6}")
_NUMBER = re.compile(r"\d")
_BETWEEN = re.compile(r"[\W_]*")
# What may be cut off an address: everything behind the last word of a division.
_TO_THE_LAST_DIVISION = re.compile(r".*(?:[省市区县旗镇乡]|街道)")
_GO_ON_WITH = frozenset(
    "场村域块间办"
)  # 市|场, 乡|村, 区|域, 街道|办事处: the word does not end where it seems to


@dataclass(frozen=True)
class Resolution:
    """The division found, how sure we are (0 to 1), and the stretch of the folded text that says so."""

    region_code: str
    level: int
    confidence: float
    evidence: str


class Mention(NamedTuple):
    """A name found in the text, with the divisions it may mean."""

    start: int
    end: int
    codes: tuple[str, ...]
    certainty: float

    @property
    def is_short(self) -> bool:
        return self.certainty == SHORTENED


@dataclass(slots=True)
class Chain:
    """Names that agree with each other, and the narrowest division they lead to.

    ``within`` is where further names must lie: the narrowest division stated or, before any is, the hint.
    """

    within: str
    code: str = ""
    confidence: float = 0.0
    strength: float = 0.0
    start: int = 0
    end: int = 0

    def take(self, mention: Mention, code: str, confidence: float) -> None:
        if not self.code:
            self.start = mention.start
        self.code, self.confidence, self.end = code, confidence, mention.end
        self.within = max(self.within, code, key=len) if self.within.startswith(code) else code
        self.strength += mention.certainty


def resolve(address: str, *, hint: str = "") -> Resolution | None:
    """The division that the text states, or None when it states none or stays ambiguous.

    ``hint`` is the code of a division known from elsewhere (``"31"``); it decides between namesakes, and yields to a text
    that clearly names another place. Never raises. Former names and codes lead to the division of today.
    """
    return resolve_folded(fold_name(address[:LONGEST_TEXT]), hint)


def resolve_folded(text: str, hint: str = "", among: "Gazetteer | None" = None) -> Resolution | None:
    """The same for a text that ``fold_name`` has folded; ``among`` other names than this installation's, if need be."""
    names = among or gazetteer()
    return names.by_code(text) or _strongest(text, _chains(names, text, hint))


def without_house_numbers(address: str) -> str:
    """The folded address with 0 for every house number: both lie in the same division, as sure as each other.

    Whoever resolves many addresses remembers far fewer of these. Numbers that may be a code stay.
    """
    text = fold_name(address[:LONGEST_TEXT])
    if (len(text) <= COUNTY and _BARE_CODE.fullmatch(text)) or gazetteer().has_numbers:
        return text
    return _HOUSE_NUMBER.sub("0", text)


class Opening(NamedTuple):
    """What the beginning of an address says, whatever follows that does not begin with one of these characters.

    A short name that follows would have to lie in one of the divisions of ``within`` to say more.
    """

    found: Resolution | None
    goes_on_with: frozenset[str]
    within: tuple[str, ...]


class Places:
    """Resolves the addresses of a list, which repeat their beginnings (江苏省苏州市吴江区盛泽镇) and their ends (康民路8号).

    Where each of the two stands for itself, as it nearly always does, neither is read twice. House numbers are left
    out of it: all addresses of a road lie in the same division, as sure as each other.
    """

    def __init__(self, remembered: int = 50_000) -> None:
        self._opening = lru_cache(remembered)(_opening)
        self._towns_named = lru_cache(remembered)(_towns_named)
        self._whole = lru_cache(remembered)(resolve_folded)

    def resolve(self, address: str, hint: str = "") -> Resolution | None:
        """The same as ``resolve`` of the module, but for the evidence, which has 0 for every number."""
        text = without_house_numbers(address)
        if (cut := _TO_THE_LAST_DIVISION.match(text)) and (opening := self._opening(cut.group(), hint)):
            rest = text[cut.end() :]
            if rest[:1] not in opening.goes_on_with:
                towns = self._towns_named(rest)
                if towns is not None and not any(code.startswith(opening.within) for code in towns):
                    return opening.found
        return self._whole(text, hint)


def _opening(text: str, hint: str) -> Opening | None:
    """What the beginning of an address says by itself; None where it takes the rest to tell.

    Only names that are written out stand for themselves: of a short one, what follows says whether it is meant at all.
    """
    names = gazetteer()
    mentions = list(names.mentions(text))
    if not mentions or mentions[-1].end != len(text) or any(mention.is_short for mention in mentions):
        return None
    if _CODE.search(text):
        return None
    chains = _chains(names, text, hint)
    within = tuple(_where_towns_lie(chain) for chain in chains)
    return Opening(_strongest(text, chains), names.characters_after(text) | _GO_ON_WITH, within)


def _towns_named(rest: str) -> tuple[str, ...] | None:
    """The towns whose short names stand behind a division (创业园: 创业街道); None where more is said there."""
    mentions = list(gazetteer().mentions(rest))
    codes = tuple(code for mention in mentions for code in mention.codes)
    is_more = any(not mention.is_short for mention in mentions) or any(len(code) < TOWN for code in codes)
    return None if is_more or _CODE.search(rest) else codes


def forget() -> None:
    """Drop the gazetteer of this process; it is read again when next needed."""
    gazetteer.cache_clear()


@cache
def gazetteer() -> "Gazetteer":
    """All names of all current divisions, read once per process."""
    return Gazetteer(
        Region.objects.current().values_list("code", "name"),
        RegionAlias.objects.values_list("name", "region_id"),
    )


class Gazetteer:
    """The names of divisions: as registered, under other names, and without their suffix."""

    def __init__(self, regions: Iterable[tuple[str, str]], aliases: Iterable[tuple[str, str]]) -> None:
        self.codes: set[str] = set()
        self.former_codes: dict[str, str] = {}
        self.names: dict[str, tuple[tuple[str, ...], float]] = {}
        for code, name in regions:
            self._learn_region(code, fold_name(name))
        for name, code in aliases:
            self._learn_alias(code, fold_name(name))
        self.has_numbers = any(map(_NUMBER.search, self.names))
        self._lengths = _lengths_by_beginning(self.names)

    def _learn_region(self, code: str, name: str) -> None:
        self.codes.add(code)
        self._learn(name, code, AS_REGISTERED if _is_written_out(name) else SHORTENED)
        short = (_SUFFIX if "族" in name else _PLAIN_SUFFIX).sub("", name)
        # 江苏路街道 is a town, 江苏路 a road.
        if short != name and len(short) > 1 and short[-1] not in "路街道":
            self._learn(short, code, SHORTENED)

    def _learn_alias(self, code: str, name: str) -> None:
        if name.isdecimal():
            self.former_codes[name] = code
        else:
            self._learn(name, code, IN_ANOTHER_FORM if _is_written_out(name) else SHORTENED)

    def _learn(self, name: str, code: str, certainty: float) -> None:
        """Namesakes share an entry, but a name written out is never taken for another's short form."""
        codes, known = self.names.get(name, ((), certainty))
        if SHORTENED in (certainty, known) and certainty != known:
            self.names[name] = ((code,), certainty) if certainty > known else (codes, known)
        else:
            self.names[name] = ((*codes, code), max(certainty, known))

    def by_code(self, text: str) -> Resolution | None:
        """A 12- or 9-digit code in the text, or a text that is nothing but a code.

        Six digits inside an address are a postcode more often than a division.
        """
        found = _CODE.search(text)
        written = found.group() if found else text if _BARE_CODE.fullmatch(text) else ""
        for length in (TOWN, COUNTY, CITY, PROVINCE):
            code = self.former_codes.get(written[:length], written[:length])
            is_whole = code != written[:length] or not written[length:].strip("0")
            if len(written) >= length and is_whole and code in self.codes:
                return Resolution(code, _level(code), 1.0, written)
        return None

    def mentions(self, text: str) -> Iterator[Mention]:
        """The names in the text from left to right, the longest at each place, without overlaps."""
        position = 0
        while position < len(text) - 1:
            mention = self._longest_at(text, position)
            if mention is None:
                position += 1
                continue
            position = mention.end
            if mention.codes and not (mention.is_short and self._is_borrowed(mention, text)):
                yield mention

    def characters_after(self, text: str) -> frozenset[str]:
        """Which characters would make a longer name of the end of a text."""
        ends = (text[start:] for start in range(len(text)))
        begin_names = (end for end in ends if len(end) < BEGINNING or end[:BEGINNING] in self._lengths)
        return frozenset[str]().union(*map(self._going_on.__getitem__, begin_names))

    @cached_property
    def _going_on(self) -> "_GoingOn":
        return _GoingOn(self.names)

    def _is_borrowed(self, mention: Mention, text: str) -> bool:
        """Whether a road, water or building carries the name. 嘉善西塘 is none: 西塘 lies in 嘉善."""
        if not _BORROWED.match(text, mention.end):
            return False
        following = self._longest_at(text, mention.end)
        return not (following and any(code.startswith(mention.codes) for code in following.codes))

    def _longest_at(self, text: str, start: int) -> Mention | None:
        for length in self._lengths.get(text[start : start + BEGINNING], (SHORTEST,)):
            name = text[start : start + length]
            found = self.names.get(name)
            if found and not _NO_SUFFIX.match(text, start + len(name) - 1):
                mention = Mention(start, start + len(name), *found)
                return _with_suffix(mention, text) if mention.is_short else mention
        return None


class _GoingOn(dict[str, frozenset[str]]):
    """The beginning of names → the characters by which they go on, found when it is asked for the first time."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)

    def __missing__(self, beginning: str) -> frozenset[str]:
        first = bisect_left(self._names, beginning)
        from_there = map(self._names.__getitem__, range(first, len(self._names)))
        longer = takewhile(lambda name: name.startswith(beginning), from_there)
        length = len(beginning)
        self[beginning] = frozenset(name[length] for name in longer if len(name) > length)
        return self[beginning]


def _is_written_out(name: str) -> bool:
    """With its suffix, or long enough to be nothing else: 盛泽镇, 东方丝绸市场; not 盛泽."""
    return len(name) > 3 or _SUFFIX.search(name) is not None


def _lengths_by_beginning(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For the first characters of longer names, how long names may be that begin there, longest first."""
    lengths: defaultdict[str, set[int]] = defaultdict(lambda: {SHORTEST})
    for name in names:
        if len(name) >= BEGINNING:
            lengths[name[:BEGINNING]].add(len(name))
    return {beginning: tuple(sorted(found, reverse=True)) for beginning, found in lengths.items()}


def _with_suffix(mention: Mention, text: str) -> Mention:
    """松陵 followed by 镇 is read together, though the register says 松陵街道 today.

    A suffix that fits no division of the name (新城 followed by 市) leaves a mention of nothing.
    """
    suffix = _WRITTEN_SUFFIX.match(text, mention.end)
    if suffix is None or _NO_SUFFIX.match(text, suffix.start()):
        return mention
    fitting = tuple(code for code in mention.codes if len(code) in _LEVELS_OF_SUFFIX[suffix.group()])
    return Mention(mention.start, suffix.end(), fitting, IN_ANOTHER_FORM)


def _chains(names: Gazetteer, text: str, hint: str) -> list[Chain]:
    chains = [Chain(hint)] if hint else []
    for mention in names.mentions(text):
        taken = [chain for chain in chains if _continue(chain, mention, text)]
        if not taken and (code := _alone(mention, text)):
            factor = WITHOUT_ITS_COUNTY if len(code) == TOWN else 1.0
            chain = Chain(code)
            chain.take(mention, code, mention.certainty * factor)
            chains.append(chain)
    return chains


def _strongest(text: str, chains: list[Chain]) -> Resolution | None:
    stated = [chain for chain in chains if chain.code]
    if not stated:
        return None
    best = max(stated, key=lambda chain: chain.strength)
    return Resolution(best.code, _level(best.code), round(best.confidence, 2), text[best.start : best.end])


def _continue(chain: Chain, mention: Mention, text: str) -> bool:
    """Let the mention narrow or repeat the chain; False when it speaks of somewhere else."""
    if repeated := [code for code in mention.codes if chain.within.startswith(code)]:
        if chain.code:
            chain.strength += mention.certainty
        else:
            chain.take(mention, repeated[0], mention.certainty)
        return True
    within = _where_towns_lie(chain)
    code = _one_of([code for code in mention.codes if code.startswith(within)])
    if not code or (len(code) == TOWN and mention.is_short and not _names_a_town(chain, mention, code, text)):
        return False
    chain.take(mention, code, mention.certainty)
    return True


def _where_towns_lie(chain: Chain) -> str:
    """A development zone is no town: 吴江经济技术开发区(同里镇) is in 同里镇."""
    return chain.within[:COUNTY] if _is_development_zone(chain.within) else chain.within


def _alone(mention: Mention, text: str) -> str | None:
    """The division that a mention means without any name before it."""
    code = _one_of(mention.codes)
    if code is None or len(code) == TOWN:
        return _town_alone(mention, text)
    if not mention.is_short:
        return code
    if len(code) == PROVINCE or code in DEMONSTRATION_ZONE:
        return code
    is_near = code.startswith(HOME_PROVINCES)
    if len(code) == CITY:
        return code if is_near or mention.start == 0 else None
    return code if is_near and mention.start == 0 else None


def _town_alone(mention: Mention, text: str) -> str | None:
    """A town named without its county: one of the zone, or the only one in the country that is written so."""
    towns = [code for code in mention.codes if len(code) == TOWN]
    in_zone = [code for code in towns if code.startswith(DEMONSTRATION_ZONE)]
    if mention.is_short and (mention.start > 0 or _COMPANY.match(text, mention.end)):
        return None
    if len(in_zone) == 1:
        return in_zone[0]
    is_plain_town = text[mention.end - 1] in "镇乡道"
    return towns[0] if len(towns) == 1 and is_plain_town and not mention.is_short else None


def _names_a_town(chain: Chain, mention: Mention, code: str, text: str) -> bool:
    """Whether a town's name without 镇 states the town: it follows its county at once, and names no company."""
    has_county = len(chain.within) >= COUNTY or code.startswith(DEMONSTRATION_ZONE)
    follows = _BETWEEN.fullmatch(text, chain.end, mention.start) or text[mention.start - 1] == "("
    return bool(has_county and follows and not _COMPANY.match(text, mention.end))


def _one_of(codes: Iterable[str]) -> str | None:
    """The widest of the divisions when it holds all the others of its name (吉林省 ⊃ 吉林市); None for namesakes.

    A province beats every namesake; towns count only where no larger division has the name.
    """
    ordered = sorted(codes, key=len)
    if not ordered:
        return None
    widest = ordered[0]
    if len(widest) == PROVINCE:
        return widest
    rivals = [code for code in ordered if len(code) < TOWN] or ordered
    return widest if all(code.startswith(widest) for code in rivals) else None


def _is_development_zone(code: str) -> bool:
    """The statistics office numbers units that are like a town, but none, from 400 (统计用区划代码编制规则)."""
    return len(code) == TOWN and code[COUNTY] in "45"


def _level(code: str) -> int:
    return (PROVINCE, CITY, COUNTY, TOWN).index(len(code)) + 1
