"""款, 项 and 目 of a clause: its lines, each with the address by which it is cited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from greenbridge.library.structure.rules import number

_ITEM = re.compile(r"^[（(]([一二三四五六七八九十百]+)[）)]")
_SUBITEM = re.compile(r"^(\d{1,2})(?:[.．、]|[)）])(?!\d)")


@dataclass(frozen=True)
class Part:
    """One line of a clause. ``address`` is empty where the clause's own is enough: its only paragraph."""

    level: str
    address: str
    label: str
    text: str


def of(text: str) -> list[Part]:
    """第二款第（三）项 of a clause is ``par-2-item-3``; a line that is neither 项 nor 目 begins the next 款."""
    return list(_parts(text.splitlines()))


def _parts(lines: list[str]) -> Iterator[Part]:
    paragraph = item = 0
    for line in lines:
        if paragraph and (found := _ITEM.match(line)):
            item = number(found[1])
            yield Part("item", f"par-{paragraph}-item-{item}", f"第{paragraph}款第（{found[1]}）项", line)
        elif item and (found := _SUBITEM.match(line)):
            yield Part(
                "subitem",
                f"par-{paragraph}-item-{item}-sub-{found[1]}",
                f"第{paragraph}款第{item}项第{found[1]}目",
                line,
            )
        else:
            paragraph, item = paragraph + 1, 0
            yield Part("paragraph", f"par-{paragraph}", f"第{paragraph}款", line)
