"""The directory in two lists, once a province shows only who has passed: 业务供给超市 first, 名录库 beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from greenbridge.reference import lookups
from greenbridge.search.listing import List
from greenbridge.suppliers.assessment import shelf

SHELVES = {shelf.MARKET: "业务供给超市", shelf.REGISTER: "名录库", "all": "全部机构"}
_PLACES = ("page", "after", "before", "end")


@dataclass(frozen=True)
class Shelves:
    """Which list is shown, and the way to the others; ``names`` says in which provinces there are two."""

    value: str
    names: str
    links: Sequence[tuple[str, str, bool]]

    @property
    def label(self) -> str:
        return SHELVES[self.value]


def _chosen(params: QueryDict) -> str:
    asked = params.get("shelf", "")
    return asked if asked in SHELVES else shelf.MARKET


def shelved(kind: List, params: QueryDict) -> List:
    """The list that the address asks for, narrowed to its shelf where there are two."""
    chosen = _chosen(params)
    if not shelf.zones().provinces or chosen == "all":
        return kind
    groups = _groups(params)
    return replace(kind, always={"shelf": [f"{chosen}-{group}" for group in groups] or [chosen]})


def _groups(params: QueryDict) -> list[str]:
    """The groups of the types that are chosen: whoever is looked for must stand on the shelf for one of them."""
    types = lookups.service_types()
    chosen = [types[code] for code in params.getlist("type")[:50] if code in types]
    return sorted({kind.parent_id or kind.code for kind in chosen})


def shelves(params: QueryDict) -> Shelves | None:
    """What the page says of the two lists; None where there is only one."""
    places = shelf.zones()
    if not places.provinces:
        return None
    chosen = _chosen(params)
    links = [(label, _url(params, value), value == chosen) for value, label in SHELVES.items()]
    return Shelves(chosen, places.names, links)


def _url(params: QueryDict, value: str) -> str:
    copy = params.copy()
    for name in (*_PLACES, "shelf"):
        copy.pop(name, None)
    if value != shelf.MARKET:
        copy["shelf"] = value
    return f"?{copy.urlencode()}"
