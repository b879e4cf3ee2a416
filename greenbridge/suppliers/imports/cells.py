"""The cells of one row under the names of their fields, and what is found about them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from greenbridge.suppliers.imports.mapping import CONTACTS, LABELS
from greenbridge.suppliers.imports.wording import stated

LONGEST = {
    "name": 100,
    "address": 200,
    "kind": 60,
    "capital": 60,
    "credential_number": 60,
    "credential_issuer": 60,
    "credential_scope": 300,
    "contact_name": 40,
    "contact_phone": 20,
}

_OF_A_PERSON = re.compile("法定代表人|法人代表|法人姓名|负责人|联系人|姓名|身份证|手机|电话")

as_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps would make one for every row


class Finding(NamedTuple):
    """What is wrong or doubtful about a cell, and what to do. ``refuses``: the whole row is left out."""

    column: str
    value: str
    reason: str
    refuses: bool


class Columns:
    """Which field stands where on a sheet. Where two columns are the same field, the first gives its header."""

    def __init__(self, headers: Sequence[str], fields: Mapping[str, str]) -> None:
        self.headers = headers
        self.keys = [fields.get(header, "") for header in headers]
        self.header_of = {
            key: header for key, header in zip(self.keys[::-1], headers[::-1], strict=True) if key
        }
        self.kept = [
            "" if key in CONTACTS or _OF_A_PERSON.search(header) else header
            for key, header in zip(self.keys, headers, strict=True)
        ]


class Cells:
    """The cells of one row under the names of their fields, and what is found about them."""

    def __init__(self, columns: Columns, cells: Sequence[str]) -> None:
        self._columns, self._cells = columns, cells
        self._texts = {
            key: line
            for key, cell in zip(columns.keys, cells, strict=False)
            if key and cell and (line := stated(cell))
        }
        self.findings: list[Finding] = []

    def text(self, key: str) -> str:
        """One line; empty when the list has no such column or says 无, N/A and the like."""
        return self._texts.get(key, "")

    def header(self, key: str) -> str:
        return self._columns.header_of.get(key, "")

    def shortened(self, key: str) -> str:
        """The text as far as it fits; what does not fit is flagged."""
        text = self.text(key)
        if len(text) > LONGEST[key]:
            self.flag(key, f"超过{LONGEST[key]}字，只保留了前{LONGEST[key]}字。请核对。")
        return text[: LONGEST[key]]

    def flag(self, key: str, reason: str) -> str:
        """The row is kept and the cell has to be looked at. Returns nothing worth keeping."""
        return self._find(key, reason, refuses=False)

    def refuse(self, key: str, reason: str) -> str:
        """The row is left out. Returns nothing worth keeping."""
        return self._find(key, reason, refuses=True)

    def _find(self, key: str, reason: str, *, refuses: bool) -> str:
        header = self.header(key)
        named = zip(self._columns.headers, self._cells, strict=False)
        value = next((cell for name, cell in named if name == header), "")
        self.findings.append(Finding(header or LABELS[key], " ".join(value.split())[:200], reason, refuses))
        return ""

    @property
    def raw(self) -> str:
        """The row as it was, as JSON, without names and numbers of persons: nobody needs those twice."""
        return as_json(
            {
                header: cell
                for header, cell in zip(self._columns.kept, self._cells, strict=False)
                if header and cell
            }
        )
