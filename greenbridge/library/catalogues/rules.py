"""Tables of a catalogue become rows that can be found: pure.

A page repeats the head of its table; a cell that reaches over several rows stands in the first of them; a row that is one
cell wide names the group of those below it; a row that a page cuts in two goes on without its code.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from greenbridge.core.text import fold

Cells = Sequence[str | None]
_CODE_HEAD = re.compile(r"代码$|^序号$|编号$")
_WITHIN_WORDS = re.compile(r"(?<=[\u4e00-\u9fff（）、，；])\s+(?=[\u4e00-\u9fff（）、，；])")
FEWEST_ROWS = 20  # a table with fewer is a part of the text
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class Row:
    """One row: ``cells`` are pairs of head and words, ``table`` counts the tables of the document from 1."""

    table: int
    code: str
    group: str
    cells: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All its words, folded for looking them up."""
        return fold(" ".join([self.group, *(words for _, words in self.cells)]))


@dataclass
class _Table:
    number: int
    heads: tuple[str, ...]
    code_at: int
    group: str = ""
    last: list[str] | None = None


def rows(pages: Iterable[Sequence[Sequence[Cells]]]) -> list[Row]:
    """The rows of all tables that go on from page to page; none where what is ruled is no catalogue."""
    found = list(_rows(pages))
    counts = {table: sum(row.table == table for row in found) for table in {row.table for row in found}}
    return [row for row in found if counts[row.table] >= FEWEST_ROWS]


def _rows(pages: Iterable[Sequence[Sequence[Cells]]]) -> Iterator[Row]:
    table: _Table | None = None
    waiting: Row | None = None
    for ruled in (one for tables in pages for one in tables):
        lines = _without_stray_rules(ruled, table.heads if table else ())
        if (heads := _heads(lines[0])) is not None:
            lines = lines[1:]
            if table is None or heads != table.heads:
                table = _Table(table.number + 1 if table else 1, heads, _code_at(heads))
        for place, line in enumerate(lines):
            if table is None or len(line) != len(table.heads):
                continue
            if _is_group(line):
                table.group = _plain(line[0])
            elif (
                waiting
                and waiting.table == table.number
                and _goes_on(line, table.code_at, is_first=place == 0)
            ):
                waiting = _joined(waiting, line)
                table.last = [words for _, words in waiting.cells]
            else:
                if waiting:
                    yield waiting
                waiting = _row(table, line)
    if waiting:
        yield waiting


def _without_stray_rules(lines: Sequence[Cells], heads: Sequence[str]) -> Sequence[Cells]:
    """A rule that runs a little beside another makes a column without a head: its words belong to the one before."""
    kept = [place for place, cell in enumerate(lines[0]) if cell is not None]
    if len(kept) == len(lines[0]) or tuple(_head(lines[0][place]) for place in kept) != heads:
        return lines
    ends = [*kept[1:], len(lines[0])]
    return [[_together(line[first:end]) for first, end in zip(kept, ends, strict=True)] for line in lines]


def _together(cells: Cells) -> str | None:
    words = [cell for cell in cells if cell is not None]
    return "".join(words) if words else None


def _head(cell: str | None) -> str:
    return _plain(cell).rstrip("1¹*")


def _heads(line: Cells) -> tuple[str, ...] | None:
    """The heads of the columns, or None for a row that is none. A head over two columns names the second by its last line."""
    names = [_plain(cell) for cell in line]
    if len(line) < FEWEST_COLUMNS or any(re.search(r"\d{3}", name) for name in names) or not names[0]:
        return None
    if any(name in {"/", "其他"} or len(name) > 12 for name in names) or names[0].isdigit():
        return None
    for place, cell in enumerate(line[1:], start=1):
        if cell is None:
            spread = (line[place - 1] or "").split("\n")
            names[place - 1], names[place] = "序号", _plain(spread[-1])
    return tuple(map(_head, names)) if all(names) else None


def _code_at(heads: Sequence[str]) -> int:
    return next((place for place, head in enumerate(heads) if _CODE_HEAD.search(head)), 0)


def _is_group(line: Cells) -> bool:
    return bool(line[0]) and all(cell is None for cell in line[1:])


def _goes_on(line: Cells, code_at: int, *, is_first: bool) -> bool:
    """The rest of the row before: it has no code of its own, though cells of that row reach into it, or the page ended."""
    return any(line) and (line[code_at] is None or (is_first and not line[code_at]))


def _joined(row: Row, more: Cells) -> Row:
    cells = tuple((head, words + _plain(rest)) for (head, words), rest in zip(row.cells, more, strict=True))
    return Row(row.table, row.code, row.group, cells)


def _row(table: _Table, line: Cells) -> Row:
    """A cell that another reaches into has its words; so has the first column at the top of a page."""
    cells = [_plain(cell) for cell in line]
    above = table.last or [""] * len(cells)
    for place, cell in enumerate(line):
        if cell is None or (not cells[place] and place < table.code_at):
            cells[place] = above[place]
    table.last = cells
    group = table.group or (cells[0] if table.code_at else "")
    return Row(table.number, cells[table.code_at], group, tuple(zip(table.heads, cells, strict=True)))


def _plain(cell: str | None) -> str:
    """One line, without the spaces that only spread the signs."""
    joined = re.sub(r"(?<=[A-Za-z])\n(?=[A-Za-z])", " ", cell or "").replace("\n", "")
    return _WITHIN_WORDS.sub("", joined).strip()
