"""Where a notice belongs: the division that its fields state, and the words that say so.

The fields are asked in the order of how well they know: a code, the district named by the source, the buyer's address,
the buyer's name, the title. The first decides the county, later ones may only narrow what it says. One thing is the
title's to say: in which town the work is, since county offices sit in the county's seat. An agency sits where agencies
sit, in large cities; its address counts only where agencies work for their neighbours, and then for the county alone.
"""

from typing import NamedTuple

from greenbridge.core.text import fold_name
from greenbridge.demands.normalise import titles
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import (
    CITY,
    COUNTY,
    DEMONSTRATION_ZONE,
    LONGEST_TEXT,
    TOWN,
    Gazetteer,
    Resolution,
    resolve_folded,
)

# How much a field is believed when it says something clearly.
TRUST = {
    "explicit_code": 1.0,
    "district": 1.0,
    "buyer_address": 1.0,
    "buyer": 0.95,
    "title": 0.9,
    "agency_address": 0.45,
    "province": 1.0,
}
ELSEWHERE = 0.8  # a text that is less sure than this does not contradict the source's province
_FIRST_COUNTY = "21"  # the register numbers counties and their like from here, city districts before


class Place(NamedTuple):
    """A division (empty when nothing states one), its level 1 to 4, how sure, the folded words, the field they stand in."""

    code: str
    level: int
    confidence: float
    evidence: str
    source_field: str


NOWHERE = Place("", 0, 0.0, "", "")


def resolve(
    explicit_code: str = "",
    district: str = "",
    buyer_address: str = "",
    buyer: str = "",
    title: str = "",
    agency_address: str = "",
    province: str = "",
    *,
    among: Gazetteer | None = None,
) -> Place:
    """The narrowest division that the fields agree on; ``NOWHERE`` when they state none. Never raises.

    ``among`` are the names to look among, by default those of this installation (``reference.resolver.gazetteer``).
    """
    said = {
        "explicit_code": explicit_code,
        "district": district,
        "buyer_address": buyer_address,
        "buyer": buyer,
        "title": titles.without_agency(title),
    }
    widest = _read("province", province, "", among)
    place = NOWHERE
    for field, text in said.items():
        found = _read(field, text, place.code or widest.code, among)
        if not _is_elsewhere(found, widest):
            place = _narrowed(place, found)
    if place.level < Region.Level.COUNTY:
        place = _narrowed(place, _of_the_agency(agency_address, place.code or widest.code, among))
    return place if place.code else widest


def _read(field: str, text: str, hint: str, among: Gazetteer | None) -> Place:
    """What one field says; ``hint`` decides between namesakes, by its county where it is a town."""
    if not text.strip():
        return NOWHERE
    found = resolve_folded(fold_name(text[:LONGEST_TEXT]), hint[:COUNTY], among)
    return _place(found, field) if found else NOWHERE


def _place(found: Resolution, field: str) -> Place:
    return Place(
        found.region_code, found.level, round(found.confidence * TRUST[field], 2), found.evidence, field
    )


def _is_elsewhere(found: Place, province: Place) -> bool:
    """An unsure name in another province than the source says is a namesake."""
    return not found.code.startswith(province.code) and found.confidence < ELSEWHERE


def _narrowed(place: Place, found: Place) -> Place:
    """What is found, where it narrows what is known, or is the title's town in the same county."""
    if found.code.startswith(place.code) and len(found.code) > len(place.code):
        return found
    names_where_the_work_is = (
        found.source_field == "title"
        and len(found.code) == len(place.code) == TOWN
        and found.code[:COUNTY] == place.code[:COUNTY]
        and place.source_field in {"buyer_address", "buyer"}
    )
    return found if names_where_the_work_is else place


def _of_the_agency(address: str, within: str, among: Gazetteer | None) -> Place:
    found = _read("agency_address", address, within, among)
    county = found.code[:COUNTY]
    is_local = county.startswith(DEMONSTRATION_ZONE) or county[CITY:] >= _FIRST_COUNTY
    if len(county) < COUNTY or not is_local or not county.startswith(within):
        return NOWHERE
    return found._replace(code=county, level=Region.Level.COUNTY)
