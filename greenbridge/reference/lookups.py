"""The small tables by code, shared by all requests: a list shows hundreds of their names, and they change once a year.

Only read what comes from here. It is a minute old at most, also on an installation that keeps no pages.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TypeVar

from django.db import models

from greenbridge.core.kept import Kept
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory, WasteCode

Row = TypeVar("Row", ServiceType, CredentialKind, WasteCategory)

_regions: Kept[str, Region] = Kept("reference", most=10_000, spares_memory=False)
_service_types: Kept[None, dict[str, ServiceType]] = Kept("reference", spares_memory=False)
_credential_kinds: Kept[None, dict[str, CredentialKind]] = Kept("reference", spares_memory=False)
_waste_categories: Kept[None, dict[str, WasteCategory]] = Kept("reference", spares_memory=False)

_waste_codes: Kept[None, dict[str, list[str]]] = Kept("reference", spares_memory=False)
_required: Kept[None, dict[str, frozenset[str]]] = Kept("reference", spares_memory=False)


def regions(codes: Collection[str]) -> Mapping[str, Region]:
    """These divisions; one that does not exist is left out."""
    return _regions.many(codes, Region.objects.in_bulk)


def service_types() -> Mapping[str, ServiceType]:
    """All types in their order, each with its parent."""
    return _service_types.one(None, lambda: _by_code(ServiceType.objects.select_related("parent")))


def credential_kinds() -> Mapping[str, CredentialKind]:
    return _credential_kinds.one(None, lambda: _by_code(CredentialKind.objects.all()))


def waste_categories() -> Mapping[str, WasteCategory]:
    return _waste_categories.one(None, lambda: _by_code(WasteCategory.objects.all()))


def waste_codes() -> Mapping[str, list[str]]:
    """The eight-digit codes of each category."""
    return _waste_codes.one(None, _codes_by_category)


def required_credentials() -> Mapping[str, frozenset[str]]:
    """The kinds of credential of which a type requires one, its own or else its parent's; types without are left out."""
    return _required.one(None, _required_by_type)


def kinds_required(type_code: str) -> dict[str, str]:
    """The kinds of which a type requires one, code → short name in their order; empty where it requires none."""
    required = required_credentials().get(type_code, frozenset())
    return {code: kind.short_name for code, kind in credential_kinds().items() if code in required}


def _required_by_type() -> dict[str, frozenset[str]]:
    links = ServiceType.required_credentials.through._default_manager
    own: defaultdict[str, set[str]] = defaultdict(set)
    for type_code, kind in links.values_list("servicetype_id", "credentialkind_id"):
        own[type_code].add(kind)
    known = ServiceType.objects.values_list("code", "parent_id")
    required = {code: own.get(code) or own.get(parent or "") for code, parent in known}
    return {code: frozenset(kinds) for code, kinds in required.items() if kinds}


def _codes_by_category() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for category, code in WasteCode.objects.values_list("category_id", "code"):
        codes.setdefault(category, []).append(code)
    return codes


def _by_code(rows: "models.QuerySet[Row]") -> dict[str, Row]:
    return {row.pk: row for row in rows}
