"""Rows in which nothing is wrong, read a column at a time: what cells say is worked out once and remembered.

Only ``checking`` knows what is refused or flagged. Whatever cells make it find fault goes its careful way, row by row;
both ways say the same of every other row, and a property test holds them to it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat, zip_longest
from typing import Any

from greenbridge.core import bulk, credit_code
from greenbridge.suppliers.imports.cells import LONGEST, Cells, Columns, as_json
from greenbridge.suppliers.imports.facts import CredentialFacts, Facts
from greenbridge.suppliers.imports.mapping import CONTACTS, REQUIRED
from greenbridge.suppliers.imports.reading import SheetRow
from greenbridge.suppliers.imports.wording import lines

Careful = Callable[[Cells], Any]
Column = Sequence[Any]

DOUBTFUL = object()
"""Stands for a cell that the careful way has to look at."""

NO_NAME_BEGINS_WITH = "=+-@＝＋－＠"
AROUND = ("province", "city", "county")
_WORTH_REMEMBERING = 20_000
_TO_BE_ESCAPED = re.compile(r'[\x00-\x1f"\\]')  # in JSON
_CREDENTIAL = (
    "credential_kind",
    "credential_issuer",
    "credential_grade",
    "credential_scope",
    "issued_on",
    "expires_on",
    "wastes",
    "tonnes",
)


class Remembered(dict[tuple[str, ...], Any]):
    """What the cells of a few columns say together, by the careful way when they occur for the first time."""

    def __init__(self, columns: Columns, keys: Sequence[str], careful: Careful) -> None:
        self.keys_here = [key for key in keys if key in columns.header_of]
        headers = [columns.header_of[key] for key in self.keys_here]
        self._columns = Columns(headers, dict(zip(headers, self.keys_here, strict=True)))
        self._careful = careful

    def __missing__(self, texts: tuple[str, ...]) -> Any:
        cells = Cells(self._columns, texts)
        said = self._careful(cells)
        if len(self) >= _WORTH_REMEMBERING:
            self.clear()
        self[texts] = DOUBTFUL if cells.findings else said
        return self[texts]


class Columnwise:
    """Reads the rows of one sheet. ``says`` is the careful way for each fact that repeats from row to row.

    ``located`` finds the code of a region by what stands around an address and by the address, or DOUBTFUL.
    """

    def __init__(
        self,
        columns: Columns,
        says: Mapping[str, Careful],
        credential: Careful,
        located: Callable[[str, str], Any],
    ) -> None:
        self._columns, self._located = columns, located
        keys = [key for key in columns.keys if key]
        self._place_of = {key: place for place, key in enumerate(columns.keys) if key}
        self._is_simple = len(keys) == len(self._place_of) and set(REQUIRED) <= set(keys)
        self._says = {key: Remembered(columns, [key], careful) for key, careful in says.items()}
        self._size = Remembered(columns, ["size"], lambda cells: cells.text("size"))
        self._around = Remembered(columns, AROUND, lambda cells: [*filter(None, map(cells.text, AROUND))])
        self._credential = Remembered(columns, ("credential_number", *_CREDENTIAL), credential)
        self._has_contacts = any(key in self._place_of for key in CONTACTS)

    def facts(self, rows: Sequence[SheetRow]) -> Sequence[Facts | None]:
        """What each row says; None where the careful way has to look."""
        if not self._is_simple:
            return [None] * len(rows)
        return _Block(self, rows).facts()


class _Block:
    """Some rows of a sheet, turned into columns."""

    def __init__(self, sheet: Columnwise, rows: Sequence[SheetRow]) -> None:
        self._sheet, self._rows = sheet, rows
        self._columns = list(zip_longest(*(row.cells for row in rows), fillvalue=""))
        self._nothing = ("",) * len(rows)
        self._doubtful: set[int] = set()

    def facts(self) -> Sequence[Facts | None]:
        sheet = self._sheet
        codes = self._told(map(_plain_code, self._column("credit_code")))
        around = self._remembered(sheet._around)
        addresses = self._lines("address")
        regions = self._told(
            sheet._located("，".join(near or ()), address)
            for near, address in zip(around, addresses, strict=True)
        )
        organisation = {
            "name": self._told(map(_as_name, self._lines("name"))),
            "region_id": regions,
            "address": addresses,
            "size": self._said("size"),
            "established_on": self._said("established_on"),
            "kind": self._said("kind"),
            "capital": self._said("capital"),
            "scope": lines(self._column("scope")),
        }
        told = zip(
            codes,
            self._dicts(organisation),
            self._contacts(),
            self._said("service_types"),
            self._credentials(),
            self._raw(),
            [
                " ".join(filter(None, (*near, address)))
                for near, address in zip(around, addresses, strict=True)
            ],
            self._remembered(sheet._size),
            repeat(""),
        )
        facts: list[Facts | None] = [*map(_facts, told)]
        for n in self._doubtful:
            facts[n] = None
        return facts

    def _column(self, key: str) -> Sequence[str]:
        place = self._sheet._place_of.get(key, len(self._columns))
        return self._columns[place] if place < len(self._columns) else self._nothing

    def _told(self, column: Iterable[Any]) -> Column:
        """A column, the doubtful rows of which are noted and say nothing."""
        told = list(column)
        if doubtful := [n for n, cell in enumerate(told) if cell is DOUBTFUL]:
            self._doubtful.update(doubtful)
            return ["" if cell is DOUBTFUL else cell for cell in told]
        return told

    def _lines(self, key: str) -> Column:
        """A column of which no two cells need be the same, as far as it fits."""
        told, longest = lines(self._column(key)), LONGEST[key]
        if max(map(len, told)) <= longest:
            return told
        return self._told(line if len(line) <= longest else DOUBTFUL for line in told)

    def _remembered(self, group: Remembered) -> Column:
        if not group.keys_here:
            return self._told([group[()]] * len(self._rows))
        return self._told(map(group.__getitem__, self._grouped(group)))

    def _grouped(self, group: Remembered) -> Any:
        if not group.keys_here:
            return [()] * len(self._rows)
        return zip(*map(self._column, group.keys_here), strict=True)

    def _said(self, key: str) -> Column:
        return self._remembered(self._sheet._says[key])

    def _contacts(self) -> Sequence[dict[str, str]]:
        if not self._sheet._has_contacts:
            return [{}] * len(self._rows)
        return self._dicts({key: self._lines(key) for key in CONTACTS})

    def _dicts(self, columns: Mapping[str, Column]) -> Sequence[dict[str, Any]]:
        """A dict for each row, of what is not empty."""
        filled = {key: column for key, column in columns.items() if any(column)}
        if not filled:
            return [{}] * len(self._rows)
        if all(map(all, filled.values())):
            return [dict(zip(filled, cells, strict=True)) for cells in zip(*filled.values(), strict=True)]
        return [
            {key: cell for key, cell in zip(filled, cells, strict=True) if cell}
            for cells in zip(*filled.values(), strict=True)
        ]

    def _credentials(self) -> Column:
        """All of a credential but its number repeats; whether there is a number matters to the rest."""
        numbers = self._lines("credential_number")
        group = self._sheet._credential
        cells: Any = self._grouped(group)
        if "credential_number" in group.keys_here:
            cells = (
                ("0" if number else "", *others[1:]) for number, others in zip(numbers, cells, strict=True)
            )
        said = self._told(map(group.__getitem__, cells))
        return [
            _credential((one[0], number, *one[2:])) if one else None
            for one, number in zip(said, numbers, strict=True)
        ]

    def _raw(self) -> Sequence[str]:
        """The rows as they were, as ``Cells.raw`` keeps them."""
        kept = zip(self._sheet._columns.kept, self._columns, strict=False)
        parts = [_parts_of_json(header, column) for header, column in kept if header and any(column)]
        return [f"{{{', '.join(filter(None, row))}}}" for row in zip(self._nothing, *parts, strict=True)]


def _parts_of_json(header: str, column: Column) -> Sequence[str]:
    """``"header": "cell"`` for each cell that holds something; nearly none has to be escaped."""
    name = as_json(header)
    if _TO_BE_ESCAPED.search("".join(column)):
        return [f"{name}: {as_json(cell)}" if cell else "" for cell in column]
    return [f'{name}: "{cell}"' if cell else "" for cell in column]


def _plain_code(text: str) -> Any:
    return text if credit_code.is_plain(text) else DOUBTFUL


def _as_name(line: str) -> Any:
    return DOUBTFUL if not line or line[0] in NO_NAME_BEGINS_WITH else line


_facts, _credential = bulk.maker(Facts), bulk.maker(CredentialFacts)
