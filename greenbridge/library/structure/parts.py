"""款, 项 and 目 of a clause: its lines, each with the address by which it is cited."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from greenbridge.library.structure.rules import number, written

_ITEM = re.compile(r"^[（(]([一二三四五六七八九十百]+)[）)]")
_SUBITEM = re.compile(r"^(\d{1,2})(?:[.．、]|[)）])(?!\d)")


@dataclass(frozen=True)
class Part:
    """One line of a clause. ``label`` is how it is cited behind the clause, empty for its only paragraph."""

    level: str
    address: str
    label: str
    text: str


def of(text: str) -> list[Part]:
    """第二款第三项 of a clause is ``par-2-item-3``; a line that is neither 项 nor 目 begins the next 款.

    Who cites the only paragraph of a clause names the clause alone: its 项 are 第三项, without 第一款.
    """
    found = list(_each_once(_parts(text.splitlines())))
    if sum(part.level == "paragraph" for part in found) > 1:
        return found
    return [replace(part, label=part.label.removeprefix("第一款")) for part in found]


def _each_once(found: Iterable[Part]) -> Iterator[Part]:
    """A number that comes twice, a slip of the source, must not lead to two places."""
    taken: set[str] = set()
    for part in found:
        address, copy = part.address, 2
        while address in taken:
            address, copy = f"{part.address}-bis{copy}", copy + 1
        taken.add(address)
        yield replace(part, address=address)


def _parts(lines: list[str]) -> Iterator[Part]:
    paragraph = item = 0
    for line in lines:
        above = f"第{written(paragraph)}款"
        if paragraph and (found := _ITEM.match(line)):
            item = number(found[1])
            yield Part("item", f"par-{paragraph}-item-{item}", f"{above}第{written(item)}项", line)
        elif item and (found := _SUBITEM.match(line)):
            address = f"par-{paragraph}-item-{item}-sub-{found[1]}"
            yield Part("subitem", address, f"{above}第{written(item)}项第{found[1]}目", line)
        else:
            paragraph, item = paragraph + 1, 0
            yield Part("paragraph", f"par-{paragraph}", f"第{written(paragraph)}款", line)
