"""A version on paper (PDF): the whole of it or some of its clauses, with the day and the validity by which it was printed."""

import re
from collections.abc import Iterator, Sequence

from greenbridge.core import clock
from greenbridge.library.models import Clause
from greenbridge.library.queries import Reading
from greenbridge.library.reading.contents import HEADINGS, Contents, Entry
from greenbridge.library.structure import parts

_BETWEEN = re.compile(r"[，,、;；\s]+")
_RANGE = re.compile(r"^(.+?)(?:-|–|—|~|～|至|到)(.+)$")
_NUMBER = re.compile(r"^第?(\d+)条?(?:之(\d+))?$")


def pdf(reading: Reading, clauses: Sequence[Clause], *, url: str, is_part: bool) -> bytes:
    """Says on the first page what was printed when, whether it was in force and what will change, and on every page the day."""
    version, now = reading.version, clock.local(clock.now())
    addresses = {clause.address for clause in clauses} if is_part else None
    coming = [one for one in reading.coming if addresses is None or one.concerns(addresses)]
    corrected = reading.corrected if addresses is None else reading.corrected_within(addresses)
    about = [
        line
        for line in (
            version.number,
            f"时效：{validity(reading)}。",
            *(one.sentence for one in coming),
            *(f"{one.sentence}。" for one in corrected),
            "以下是其中的部分条款。" if is_part else "",
            "演示数据，内容是虚构的。" if version.work.is_demo else "以制定机关公布的文本为准。",
            f"{now:%Y年%-m月%-d日 %H:%M}打印。网址：{url}",
        )
        if line
    ]
    foot = f"{version.dated_on.isoformat()}的文本，{now:%Y年%-m月%-d日}打印，{reading.word}"
    if coming:
        foot += f"，自{clock.written(coming[0].day)}起有变动"
    from greenbridge.core import paper  # only here: most processes never print

    return paper.set_text(version.title, about, _blocks(clauses), foot)


def validity(reading: Reading) -> str:
    """现行有效（按2026年11月28日），自2020年9月1日起施行: the stamp on what is taken along."""
    version = reading.version
    begins = f"，自{clock.written(version.starts_on)}起施行" if version.starts_on else "，施行日期未公布"
    ends = f"，{clock.written(version.ends_on)}起不再有效" if version.ends_on else ""
    return f"{reading.word}（按{clock.written(reading.day)}）{begins}{ends}"


def _blocks(clauses: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    for clause in clauses:
        if clause.level in HEADINGS:
            yield "heading", f"{clause.label} {clause.heading}"
        lead = f"{clause.label}　{clause.heading}".strip("　") if clause.level not in HEADINGS else ""
        for part in parts.of(clause.text):
            if lead:
                yield "clause", f"{lead}　{part.text}"
                lead = ""
            else:
                yield ("paragraph" if part.level == "paragraph" else "item"), part.text
        if lead:
            yield "clause", lead


def picked(asked: str, contents: Contents) -> list[Entry] | None:
    """Which clauses somebody means by ``5，7-9`` or ``ch-2``: those of a heading with it. None where a word means nothing."""
    places: set[int] = set()
    for word in filter(None, _BETWEEN.split(asked)):
        found = _range(word, contents)
        if found is None:
            return None
        places.update(found)
    return [contents.entries[place] for place in sorted(places)]


def _range(word: str, contents: Contents) -> range | None:
    if (one := contents.find(word)) is not None:  # an address may hold a hyphen itself
        return contents.span(one)
    if (both := _RANGE.match(word)) is None:
        first = last = _one(word, contents)
    else:
        first, last = _one(both[1], contents), _one(both[2], contents)
    if first is None or last is None:
        return None
    return range(contents.span(first).start, contents.span(last).stop)


def _one(word: str, contents: Contents) -> Entry | None:
    if number := _NUMBER.match(word):
        address = "art-" + "-".join(part for part in number.groups() if part)
        if found := contents.find(address):
            return found
    return contents.labelled(word)
