"""What a text cites: 《…》第N条第M款, 本法第N条, 刑法第N条, standards by number. Pure; positions count characters of the text."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from greenbridge.core.text import standard_numbers
from greenbridge.library import naming
from greenbridge.library.addresses import address

_N = r"[零〇一二两三四五六七八九十百千\d]{1,9}"
_PLACE = rf"第({_N})条(?:之({_N}))?(?:第({_N})款)?(?:第[（(]?({_N})[）)]?项)?(?:第[（(]?({_N})[）)]?目)?"
_ONE_PLACE = re.compile(_PLACE)
_PLACES = re.compile(rf"{_PLACE}(?:(?:、|，|和|及|以及|或者|或|至|到){_PLACE}){{0,30}}")
_ASIDE = re.compile(r"[（(][^（）()]{1,60}[）)]")
_CALLED = re.compile(r"^[（(]以下(?:统称|简称)[：:]?[“”\"《]?([^（）()“”\"《》]{2,30}?)[”\"》]?[）)]")
_OWN = re.compile(
    r"本(?:法典|法|条例|办法|规定|细则|规则|标准|解释|决定|意见|通知|规范)(?=第[零〇一二两三四五六七八九十百千\d])"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:GBZ|GBJ|GB|HJBZ|HJ|DB\s?\d{2}|T/[A-Z]{2,12}|CJ|SL)(?:\s?/\s?[TZ])?[\s/]?\d+(?:\.\d+)*(?:\s?-\s?(?:\d{4}|\d{2}))?(?![\d.]*\d)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<=[法典])(?=第{_N}条)")
_PAPERS = ("证", "证书", "证明", "通知书", "申请表", "登记表")
"""What stands between 《 and 》 and is no document of the library: 《排污许可证》."""
_LONGEST_NAME = 30
_MOST_EXPANDED = 100
_FULL: dict[int, int] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−－﹘﹣"), ord("-")),
    **{ord(sign): ord(sign) for sign in "，；：（）"},  # what divides sentences stays as it is
    0x3000: ord(" "),
}


@dataclass(frozen=True)
class Title:
    """A name between 《 and 》 that belong together."""

    start: int
    end: int
    name: str


@dataclass(frozen=True)
class Number:
    """A standard by its number; ``key`` is the number without its year."""

    start: int
    end: int
    name: str
    key: str


@dataclass(frozen=True)
class Cited:
    """One citation. ``key`` finds the document (``references.key``), empty for the text's own; ``addresses`` are the clauses
    of it, none where the whole is cited."""

    start: int
    end: int
    key: str
    addresses: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Full-width letters and figures as half-width ones, one kind of dash, nothing longer or shorter."""
    return text.translate(_FULL)


def titles(text: str) -> Iterator[Title]:
    """Outermost 《…》 in order; a bracket that nothing closes begins no name."""
    depth = start = 0
    for place, sign in enumerate(text):
        if sign == "《":
            start = start if depth else place
            depth += 1
        elif sign == "》" and depth:
            depth -= 1
            if not depth and 1 < place - start <= 202:
                yield Title(start, place + 1, text[start + 1 : place])


def numbers_in(text: str) -> Iterator[Number]:
    """Standards named by number; ``text`` may be in any width."""
    for found in _NUMBER.finditer(folded(text)):
        if keys := standard_numbers(found[0]):
            yield Number(found.start(), found.end(), found[0].strip(), keys[0][0])


def called(text: str) -> dict[str, str]:
    """What the text calls other documents from here on: 《中华人民共和国水法》（以下简称《水法》） gives 水法 → its key."""
    return {
        naming.title_key(said[1]): naming.title_key(title.name)
        for title in titles(text)
        if (said := _CALLED.match(text[title.end : title.end + 50]))
    }


def cited(text: str, *, aliases: Mapping[str, str] | None = None, names: Collection[str] = ()) -> list[Cited]:
    """Every citation of a text, in order, none overlapping another.

    ``aliases`` are names that the document has introduced (``called``), ``names`` those by which laws are called
    without 《》 where a clause follows.
    """
    aliases = aliases or {}
    found = [*_of_titles(text, aliases), *_of_itself(text), *_of_names(text, aliases, {*names, *aliases})]
    found += [Cited(one.start, one.end, one.key) for one in numbers_in(text)]
    kept: list[Cited] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _of_titles(text: str, aliases: Mapping[str, str]) -> Iterator[Cited]:
    for title in titles(text):
        numbers = standard_numbers(title.name)
        own = naming.title_key(title.name)
        if not own or own.endswith(_PAPERS):
            continue
        aside = _ASIDE.match(text, title.end)
        end, addresses = _clauses(text, aside.end() if aside else title.end)
        key = numbers[0][0] if numbers else aliases.get(own, own)
        yield Cited(title.start, end if addresses else title.end, key, addresses)


def _of_itself(text: str) -> Iterator[Cited]:
    for own in _OWN.finditer(text):
        end, addresses = _clauses(text, own.end())
        if addresses:
            yield Cited(own.start(), end, "", addresses)


def _of_names(text: str, aliases: Mapping[str, str], names: Collection[str]) -> Iterator[Cited]:
    """刑法第三百三十八条: the longest known name that ends where the clause begins."""
    for place in _BARE.finditer(text):
        before = text[max(0, place.start() - _LONGEST_NAME) : place.start()]
        name = next((before[n:] for n in range(len(before) - 1) if naming.title_key(before[n:]) in names), "")
        if name and not before.endswith("本" + name):
            own = naming.title_key(name)
            end, addresses = _clauses(text, place.start())
            if addresses:
                yield Cited(place.start() - len(name), end, aliases.get(own, own), addresses)


def _clauses(text: str, place: int) -> tuple[int, tuple[str, ...]]:
    """Where the clauses named from there on end, and their addresses; of a range every article between."""
    listed = _PLACES.match(text, place)
    if listed is None:
        return place, ()
    addresses: list[str] = []
    end = place
    for one in _ONE_PLACE.finditer(text, place, listed.end()):
        try:
            own = address(one.groups())
        except ValueError:
            break
        if addresses and text[end : one.start()] in {"至", "到"}:
            addresses += _between(addresses[-1], own)
        addresses.append(own)
        end = one.end()
    return end, tuple(dict.fromkeys(addresses))


def _between(first: str, last: str) -> list[str]:
    """第三条至第六条 cites 4 and 5 as well."""
    numbers = [re.fullmatch(r"art-(\d+)", one) for one in (first, last)]
    if not (numbers[0] and numbers[1]):
        return []
    low, high = int(numbers[0][1]), int(numbers[1][1])
    return [f"art-{n}" for n in range(low + 1, high)] if high - low <= _MOST_EXPANDED else []
