"""The small tables by code, shared by all requests: a list shows hundreds of their names, and they change once a year.

Only read what comes from here. It is a minute old at most, also on an installation that keeps no pages.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from django.db import models

from greenbridge.core.kept import Kept
from greenbridge.reference.models import (
    CredentialKind,
    Region,
    ServiceType,
    TypeTree,
    WasteCategory,
    WasteCode,
)

Row = TypeVar("Row", ServiceType, CredentialKind, WasteCategory)
Requirements = tuple[frozenset[str], ...]
"""What a type asks for (资质要求): each part by one of these kinds of credential, all parts together."""

_regions: Kept[str, Region] = Kept("reference", most=10_000, spares_memory=False)
_service_types: Kept[None, dict[str, ServiceType]] = Kept("reference", spares_memory=False)
_credential_kinds: Kept[None, dict[str, CredentialKind]] = Kept("reference", spares_memory=False)
_waste_categories: Kept[None, dict[str, WasteCategory]] = Kept("reference", spares_memory=False)

_tree_version: Kept[None, int] = Kept("reference", spares_memory=False)
_waste_codes: Kept[None, dict[str, list[str]]] = Kept("reference", spares_memory=False)
_requirements: Kept[None, dict[str, Requirements]] = Kept("reference", spares_memory=False)


def regions(codes: Collection[str]) -> Mapping[str, Region]:
    """These divisions; one that does not exist is left out."""
    return _regions.many(codes, Region.objects.in_bulk)


def service_types() -> Mapping[str, ServiceType]:
    """All types in their order, each with its parent."""
    return _service_types.one(None, lambda: _by_code(ServiceType.objects.select_related("parent")))


def standing_for(code: str) -> list[str]:
    """The types of today that a code stands for: itself, or what later versions have instead.

    A code that nothing followed, or that nobody knows, stands for itself.
    """
    row = service_types().get(code)
    return list(row.successors) if row and row.successors else [code]


def of_today(codes: Iterable[str]) -> list[str]:
    """The types of today that these codes stand for, of whatever version they are; each once."""
    return list(dict.fromkeys(one for code in codes for one in standing_for(code)))


def formerly(codes: Collection[str]) -> set[str]:
    """These types, and those of former versions that stand for one of them."""
    wanted = set(codes)
    return wanted | {code for code in service_types() if wanted & set(standing_for(code))}


def with_parents(codes: Collection[str]) -> list[str]:
    """What a record is found by that names these types, of whatever version: the types of today and those above them."""
    types = service_types()
    now = set(of_today(codes))
    return sorted(now | {above for code in now if (above := types[code].parent_id)})


def tree_version() -> int:
    """The version of the tree that the site goes by."""
    return _tree_version.one(None, _followed_version)


def credential_kinds() -> Mapping[str, CredentialKind]:
    return _credential_kinds.one(None, lambda: _by_code(CredentialKind.objects.all()))


def waste_categories() -> Mapping[str, WasteCategory]:
    return _waste_categories.one(None, lambda: _by_code(WasteCategory.objects.all()))


def waste_codes() -> Mapping[str, list[str]]:
    """The eight-digit codes of each category."""
    return _waste_codes.one(None, _codes_by_category)


def requirements() -> Mapping[str, Requirements]:
    """What each type asks for, its own or else its parent's; types that ask for nothing are left out."""
    return _requirements.one(None, _requirements_by_type)


def requirements_of(type_code: str) -> list[dict[str, str]]:
    """What a type asks for, each part as kinds of which one is enough, code → short name in their order.

    One of a former version asks for what those ask for that stand for it now.
    """
    kinds, asked = credential_kinds(), requirements()
    parts = dict.fromkeys(part for code in standing_for(type_code) for part in asked.get(code, ()))
    return [{code: kind.short_name for code, kind in kinds.items() if code in part} for part in parts]


def _requirements_by_type() -> dict[str, Requirements]:
    order = {code: place for place, code in enumerate(credential_kinds())}
    links = ServiceType.required_credentials.through._default_manager
    own: defaultdict[str, list[str]] = defaultdict(list)
    for type_code, kind in links.values_list("servicetype_id", "credentialkind_id"):
        own[type_code].append(kind)
    types = service_types()
    found = {}
    for code, one in types.items():
        stated = code if code in own else one.parent_id
        kinds = sorted(own.get(stated or "", []), key=order.__getitem__)
        if kinds and types[stated or ""].requires_every:
            found[code] = tuple(frozenset({kind}) for kind in kinds)
        elif kinds:
            found[code] = (frozenset(kinds),)
    return found


def _followed_version() -> int:
    tree = TypeTree.objects.followed().only("version").first()
    return tree.version if tree else 1


def _codes_by_category() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for category, code in WasteCode.objects.values_list("category_id", "code"):
        codes.setdefault(category, []).append(code)
    return codes


def _by_code(rows: "models.QuerySet[Row]") -> dict[str, Row]:
    return {row.pk: row for row in rows}
