"""Reading a document: the version of a day, its clauses, each at an address of its own."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import person_of
from greenbridge.accounts.paging import paged
from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.library import missing, queries
from greenbridge.library.access import is_keeper
from greenbridge.library.citations import queries as citations
from greenbridge.library.definitions import queries as definitions
from greenbridge.library.ledger import queries as ledger
from greenbridge.library.models import Clause, Version, Work
from greenbridge.library.queries import Reading
from greenbridge.library.reading import aligning, quoting
from greenbridge.library.reading.contents import Contents, Entry
from greenbridge.library.structure import parts
from greenbridge.library.structure.parts import Part
from greenbridge.library.writings.queries import about
from greenbridge.ui.kept_pages import kept_for_visitors

BLOCKS_A_PAGE = 60
MOST_WRITINGS = 10
MOST_CITING = 20


@kept_for_visitors("on", "at", hall="library")
@require_safe
def work(request: HttpRequest, code: str) -> HttpResponse:
    """Leads to the version in force today or on the day asked for; says so where none was in force that day.

    ``at`` is a clause to look at there, if it has one.
    """
    found = work_at(code)
    versions = queries.versions_of(found)
    asked = queries.asked_day(request.GET.get("on", ""))
    there = queries.in_force(versions, asked) if asked else queries.nearest(versions, clock.today())
    if there is None:
        nearest = queries.nearest(versions, clock.today())
        reading = queries.reading_of(nearest, versions, asked)
        return drawn(request, "library/no_version.html", reading, {"is_nowhere": True})
    address = request.GET.get("at", "")
    place = there.clauses.filter(address=address).first() if address else None
    if place is not None:
        place.version = there
    return redirect((place or there).get_absolute_url() + (f"?on={asked.isoformat()}" if asked else ""))


@kept_for_visitors("on", "whole", hall="library")
@require_safe
def version(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """A text with its contents. A long one shows those alone, unless the whole of it is asked for."""
    whole = request.GET.get("whole") == "1"
    return _leaf(
        request, "version", code, day, lambda reading: _of_version(request, reading, whole=whole), whole
    )


@kept_for_visitors("on", "part", hall="library")
@require_safe
def clause(request: HttpRequest, code: str, day: str, address: str) -> HttpResponse:
    """One clause in its place, or what stands under one heading. ``part`` is the 款 or 项 to be cited."""
    part = request.GET.get("part", "")
    return _leaf(
        request,
        "clause",
        code,
        day,
        lambda reading: _of_place(request, reading, address, part),
        address,
        part,
    )


@dataclass(frozen=True)
class Leaf:
    """A page of a text as everybody sees it: what its head says, and what is drawn of it already."""

    told: Mapping[str, Any]
    main: SafeString
    aside: SafeString


_leaves: Kept[tuple[object, ...], Leaf] = Kept("library", most=200)
_drawn_texts: Kept[tuple[object, ...], SafeString] = Kept("library", most=200, minutes=60)


def _leaf(
    request: HttpRequest,
    kind: str,
    code: str,
    day: str,
    told: Callable[[Reading], dict[str, Any]],
    *place: object,
) -> HttpResponse:
    """What is drawn here sees nobody's name; addresses in it begin with the host that was asked."""
    asked = request.GET.get("on", "")

    def made() -> Leaf:
        reading = reading_at(request, code, day)
        context = _shared(request, reading) | told(reading)
        main, aside = (render_to_string(f"library/_{part}.html", context) for part in (kind, "aside"))
        return Leaf({name: context[name] for name in _OF_HEAD if name in context}, main, aside)

    key = (request.build_absolute_uri("/"), code, day, queries.asked_day(asked), bool(asked), *place)
    leaf = _leaves.one(key, made)
    person = person_of(request)
    context = {"main": leaf.main, "aside": leaf.aside, "is_keeper": person is not None and is_keeper(person)}
    return render(request, f"library/{kind}.html", {**leaf.told, **context})


_OF_HEAD = ("reading", "version", "work", "on", "address", "section", "entry", "path")


def _of_version(request: HttpRequest, reading: Reading, *, whole: bool) -> dict[str, Any]:
    contents, version = queries.contents_of(reading.version), reading.version
    headings, shown = contents.headings(), contents.shown(None, whole=whole)
    is_folded = not whole and not contents.fits() and bool(headings)
    return {
        "headings": headings,
        "text": "" if is_folded and not shown else _text(reading, shown),
        "is_folded": is_folded,
        "ways": _ways(request, reading, ""),
        "coming": reading.coming,
        "corrected": reading.corrected,
        "changed_by": reading.changed_by,
        "changes": ledger.changes(reading.work),
        "outstanding": ledger.outstanding(reading.changed_by, reading.versions, reading.day),
        "in_regions": ledger.in_regions(reading.changed_by, reading.day),
        "citing": citations.cited_by(reading.work, on=reading.day)[:MOST_CITING],
        "has_table": version.rows.exists(),
        "writings": about(reading.work)[:MOST_WRITINGS],
    }


def _of_place(request: HttpRequest, reading: Reading, address: str, part: str) -> dict[str, Any]:
    contents = queries.contents_of(reading.version)
    entry = contents.find(address)
    if entry is None:
        raise missing.no_clause(reading.version)
    before, after = contents.beside(entry)
    addresses = _addresses(contents, entry)
    context = {
        "entry": entry,
        "path": contents.path(entry),
        "before": before,
        "after": after,
        "coming": [one for one in reading.coming if one.concerns(addresses)],
        "corrected": reading.corrected_within(addresses),
        "writings": about(reading.work, address)[:MOST_WRITINGS],
        "defined": definitions.of_clause(reading.version, address),
        "elsewhere": queries.same_place(reading, address),
        "effects": ledger.on_clause(reading.changed_by, address, reading.version, reading.day),
        "counterparts": ledger.counterparts(reading.work, address),
        "citing": citations.cited_by(reading.work, address, on=reading.day)[:MOST_CITING],
    }
    if entry.is_heading:
        return context | _of_heading(request, reading, contents, entry)
    return context | _of_clause(request, reading, entry, part)


@kept_for_visitors("old", "new", "page", hall="library")
@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two texts of a work side by side, clause by clause; the two latest where none are chosen."""
    found = work_at(code)
    versions = queries.versions_of(found)
    new = _chosen(request, "new", versions) or versions[0]
    old = _chosen(request, "old", versions) or next(
        (one for one in versions if one.dated_on < new.dated_on), None
    )
    pairs = queries.compared(old, new) if old else []
    begins = f"?old={old.dated_on.isoformat()}&new={new.dated_on.isoformat()}&" if old else "?"
    context = {
        "work": found,
        "versions": versions,
        "old": old,
        "new": new,
        "told": aligning.told(pairs),
        "section": "library",
        **paged(request, aligning.blocks(pairs), begins=begins, a_page=BLOCKS_A_PAGE),
    }
    return render(request, "library/compare.html", context)


def _chosen(request: HttpRequest, name: str, versions: list[Version]) -> Version | None:
    day = queries.asked_day(request.GET.get(name, ""))
    return next((one for one in versions if one.dated_on == day), None)


def _text(reading: Reading, entries: Sequence[Entry]) -> SafeString:
    """These entries as HTML. Nothing in it depends on today, so it is kept for longer than what stands around it."""
    version = reading.version
    key = (version.pk, version.digest, reading.on, *(entry.clause.position for entry in entries))
    return _drawn_texts.one(key, lambda: _drawn_text(reading, queries.with_words(version, entries)))


def _drawn_text(reading: Reading, clauses: Sequence[Clause], part: Part | None = None) -> SafeString:
    return render_to_string(
        "library/_text.html",
        {
            "clauses": clauses,
            "url": reading.version.get_absolute_url(),
            "on": reading.on,
            "links": queries.links_in(reading, clauses),
            "terms": definitions.terms_of(reading.version, reading.on),
            "part": part,
        },
    )


def _addresses(contents: Contents, entry: Entry) -> set[str]:
    """Of a clause and of what stands in it."""
    return {contents.entries[place].clause.address for place in contents.span(entry)}


def _of_heading(request: HttpRequest, reading: Reading, contents: Contents, entry: Entry) -> dict[str, Any]:
    """What stands in it, its own words first."""
    own = [entry] if entry.size or not entry.is_structure else []
    place = entry.clause.label
    return {
        "text": _text(reading, [*own, *contents.shown(entry)]),
        "headings": contents.headings(entry),
        "place": place,
        "ways": _ways(request, reading, place, entry),
        "is_folded": not contents.fits(entry) and bool(contents.headings(entry)),
    }


def _of_clause(request: HttpRequest, reading: Reading, entry: Entry, asked: str) -> dict[str, Any]:
    (clause,) = queries.with_words(reading.version, [entry])
    part = next((one for one in parts.of(clause.text) if one.address == asked), None)
    place = f"{entry.clause.label}{part.label if part else ''}"
    return {
        "clause": clause,
        "text": _drawn_text(reading, [clause], part),
        "part": part,
        "place": place,
        "ways": _ways(request, reading, place, entry),
    }


def _ways(
    request: HttpRequest, reading: Reading, place: str, entry: Entry | None = None
) -> list[quoting.Citation]:
    at = request.GET.get("part", "") if entry else ""
    path = reading.version.get_absolute_url() + (entry.clause.address if entry else "")
    url = request.build_absolute_uri(path) + (f"?part={at}" if at and place else "")
    issuers = [issuer.name for issuer in reading.work.issuers.all()]
    return quoting.ways(reading.version, place, url, issuers=issuers, today=clock.today())


def work_at(code: str) -> Work:
    """The document of that address, if visitors may read a text of it."""
    found = queries.works().filter(code=code).first()
    if found is None:
        raise missing.no_work(code)
    return found


def reading_at(request: HttpRequest, code: str, day: str) -> Reading:
    """The version of that day, as it is to be looked at. What is held back or taken down is not there.

    Who turns from clause to clause reads the same text: what is known of it is not asked for again.
    """
    asked = queries.asked_day(request.GET.get("on", ""))
    return _readings.one((code, day, asked), lambda: _reading(code, day, asked))


_readings: Kept[tuple[object, ...], Reading] = Kept("library", most=200)


def _reading(code: str, day: str, asked: dt.date | None) -> Reading:
    found = work_at(code)
    versions = queries.versions_of(found)
    dated = queries.asked_day(day)
    there: Version | None = next((one for one in versions if one.dated_on == dated), None)
    if there is None:
        raise missing.no_day(found, versions)
    return queries.reading_of(there, versions, asked)


def drawn(
    request: HttpRequest, template: str, reading: Reading, context: dict[str, Any] | None = None
) -> HttpResponse:
    return render(request, template, _shared(request, reading) | (context or {}))


def _shared(request: HttpRequest, reading: Reading) -> dict[str, Any]:
    asked = request.GET.get("on", "")
    return {
        "reading": reading,
        "version": reading.version,
        "work": reading.work,
        "on": reading.on,
        "address": request.build_absolute_uri(reading.version.get_absolute_url()),
        "printed_at": clock.now(),
        "not_a_day": bool(asked) and not reading.is_asked,
        "section": "library",
    }
