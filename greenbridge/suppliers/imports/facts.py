"""What a row of a list says once it is checked, and what its profile says for it."""

import datetime as dt
from typing import Any, NamedTuple

from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports.cells import Finding


class CredentialFacts(NamedTuple):
    """A credential as the list states it; ``wastes`` maps categories to codes and tonnes a year.

    What is empty is not stated. ``is_for_ever``: the list says so (长期), which no empty cell does.
    """

    kind: str
    number: str
    issuer: str
    grade: str
    scope: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    wastes: dict[str, Covered]
    is_for_ever: bool


class Facts(NamedTuple):
    """What a good row says. ``organisation`` and ``contact`` hold model fields; what is unknown is left out."""

    credit_code: str
    organisation: dict[str, Any]
    contact: dict[str, str]
    service_types: list[str]
    credential: CredentialFacts | None
    raw: str
    """The row as it was, as JSON."""
    place: str
    """Province, city, county and address as they are written."""
    size: str
    """As it is written."""
    former_code: str = ""
    """The code that the list has, where its record was merged into that of ``credit_code``."""


class CheckedRow(NamedTuple):
    """A row with its facts, or None where it is refused, and everything found about its cells."""

    sheet: str
    number: int
    facts: Facts | None
    findings: list[Finding]
    code: str = ""
    """Also where the row is refused for another cell: the body stands on the list all the same."""

    @property
    def flags(self) -> list[str]:
        return [finding.reason for finding in self.findings]


class Given(NamedTuple):
    """What a list need not say of every row, because its profile does."""

    province: str = ""
    credential_kind: str = ""
    credential_label: str = ""
    service_types: tuple[str, ...] = ()


NOTHING_GIVEN = Given()
