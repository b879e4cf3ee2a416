"""A list is opened to see its sheets and columns, before the act that keeps it begins."""

import tempfile
from contextlib import suppress
from itertools import islice
from pathlib import Path

from django.http import HttpRequest
from django.urls import reverse

from greenbridge.accounts.models import Role
from greenbridge.core.errors import RuleBroken
from greenbridge.files import services as files
from greenbridge.suppliers.imports import mapping, reading
from greenbridge.suppliers.imports.errors import NothingInList
from greenbridge.suppliers.imports.mapping import Column, Sheet
from greenbridge.suppliers.imports.reading import Rows, SheetRow
from greenbridge.suppliers.models import ImportProfile

_FOUND = "layout"  # among the notes on an upload: what opening it came to

Layout = tuple[list[Sheet], list[SheetRow]]
"""The sheets that hold rows, and the first rows on them."""


def look_through(request: HttpRequest) -> None:
    """Open a list that is sent in: it may take a minute, and on SQLite every writer would wait for the act around it."""
    if request.path != reverse("imports:list") or not request.user.is_authenticated:
        return
    if request.user.roles & {Role.OFFICER, Role.OPERATOR}:
        for upload in request.FILES.getlist("file"):
            with suppress(RuleBroken):
                layout_of(upload)


def layout_of(upload: files.Upload) -> Layout:
    """The layout of an upload, which is opened once. Raises what ``files.check_for_reading`` and ``layout`` raise."""
    checked = files.check_for_reading(upload, files.SHEETS)
    found: Layout | RuleBroken = checked.notes.get(_FOUND) or _opened(checked)
    checked.notes[_FOUND] = found
    if isinstance(found, RuleBroken):
        raise found
    return found


def _opened(checked: files.Checked) -> Layout | RuleBroken:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(checked.content)
        copy.flush()
        try:
            with reading.opened(Path(copy.name), checked.kind) as rows:
                return layout(rows)
        except RuleBroken as refusal:
            return refusal


def layout(rows: Rows) -> Layout:
    """Raises NothingInList for a file without a header and rows, and what ``reading.opened`` raises."""
    found = [sheet for sheet in mapping.sheets(rows) if sheet.rows]
    if not found:
        raise NothingInList()
    names = {sheet.name for sheet in found}
    return found, list(islice((row for row in rows() if row.sheet in names), mapping.ROWS_SAMPLED))


def named(found: list[Sheet], sample: list[SheetRow], profile: ImportProfile | None) -> list[Column]:
    """The columns, as the profile knows them or else as guessed."""
    return mapping.columns(found, sample, profile.columns if profile else {})
