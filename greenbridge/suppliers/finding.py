"""What the directory is asked beside its filters: how far from which town, and how many tonnes a year."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from django.http import QueryDict

from greenbridge.core.kept import Kept
from greenbridge.reference import distances, lookups
from greenbridge.reference.wastes import codes_apart, wastes_in
from greenbridge.search import queries
from greenbridge.search.list_pages import url_of
from greenbridge.search.listing import Facet, Held, List, ListPage, ShownOption
from greenbridge.suppliers.assessment.listing import shelved
from greenbridge.suppliers.search import DIRECTORY, TONNES, WHOLE

KILOMETRES = (10, 30, 50, 100)
PARAMETERS = ("near", "within", "codes", "shelf")
MOST_CODES = 20
_SUFFIX = re.compile("(镇|街道|区|县)$")
_towns: Kept[None, list[tuple[str, list[tuple[str, str]]]]] = Kept("reference", spares_memory=False)
NEAREST = {"nearest": "最近在前", **DIRECTORY.orders}
AROUND = replace(DIRECTORY, orders=NEAREST)


@dataclass(frozen=True)
class Near:
    """A town that distances are measured from, and the most kilometres, 0 for any."""

    code: str
    within: int = 0

    @property
    def name(self) -> str:
        return place_name(self.code)

    @property
    def label(self) -> str:
        return f"距{self.name}{self.within}公里以内"

    def places(self, within: int) -> list[str]:
        return [code for code, far in distances.from_centre(self.code).items() if far <= within]

    @property
    def held(self) -> list[Held]:
        if not self.within:
            return []
        wider = [
            (f"放宽到距{self.name}{km}公里", {"within": str(km)}, self.places(km))
            for km in KILOMETRES
            if km > self.within
        ]
        return [Held("place", self.places(self.within), self.label, ("within",), wider)]

    @property
    def weights(self) -> Mapping[str, float]:
        """The nearer, the heavier."""
        return {code: 1 / (1 + far) for code, far in distances.from_centre(self.code).items()}


@dataclass(frozen=True)
class Asked:
    """The list and the conditions that an address names."""

    kind: List
    near: Near | None
    narrow: Mapping[str, Any]
    held: Sequence[Held]

    def page(self, params: QueryDict) -> ListPage:
        step = params.get("tonnes", "")
        is_meant = step in TONNES and (_wastes_of(params) or codes_of(params))
        said = {"tonnes": f"每类{TONNES[step]}"} if is_meant else {}
        page = self.kind.build(params, narrow=self.narrow, said=said, held=self.held)
        if page.total:
            return page
        return replace(page, relaxations=[*self._around(params), *self._less(params), *page.relaxations])

    def _around(self, params: QueryDict) -> list[tuple[str, str, int]]:
        """Where a word names a town of the zone: whom the other words find, the nearest to it first.

        Bodies serve counties and provinces, so the name of a town seldom stands in a record.
        """
        words = params.get("q", "").split()
        named = next(((word, code) for word in words if (code := _town_called(word))), None)
        if named is None or self.near:
            return []
        word, code = named
        others = " ".join(one for one in words if one != word)
        changed = QueryDict(url_of(params, q=others or None, near=code, order="nearest")[1:])
        count = queries.total(asked(changed).query(changed))
        return [(f"离{place_name(code)}最近的在前", f"?{changed.urlencode()}", count)] if count else []

    def _less(self, params: QueryDict) -> list[tuple[str, str, int]]:
        """The next smaller amount that somebody is licensed for, when nothing was found."""
        facet = tonnage_facet(self, params)
        if facet is None or params.get("tonnes", "") not in TONNES:
            return []
        smaller = list(takewhile(lambda option: not option.is_chosen, facet.options))
        changed = params.copy()
        for option in reversed(smaller):
            if option.count:
                changed["tonnes"] = option.value
                label = f"每类许可量放宽到{option.label}" if option.value else "不限每类许可量"
                return [(label, f"?{changed.urlencode()}", option.count)]
        return []

    def query(self, params: QueryDict) -> queries.Query:
        return self.kind.asked(params, narrow=self.narrow, held=self.held)


def asked(params: QueryDict) -> Asked:
    """What an address asks of the directory. A town that nobody knows the place of is not asked for."""
    near, codes = near_of(params), _held_codes(params)
    if near is None:
        return Asked(shelved(DIRECTORY, params), None, {}, codes)
    return Asked(shelved(AROUND, params), near, {"near": near.weights}, [*near.held, *codes])


def _wastes_of(params: QueryDict) -> list[str]:
    return [value for value in params.getlist("waste") if value][:50]


def whole_wastes(params: QueryDict) -> list[str]:
    """The categories that are asked for without a code of theirs, in the filter or among the words."""
    typed = wastes_in(params.get("q", "")[:100])
    asked = {*_wastes_of(params), *(category for category, said in typed.items() if not said.codes)}
    return sorted(asked - {f"HW{code[-2:]}" for code in codes_of(params)})


def about_whole(asked: Asked, params: QueryDict, page: ListPage) -> str:
    """How many of those found are licensed for all of the categories that are ticked; empty where all are."""
    ticked = sorted(set(whole_wastes(params)) & set(_wastes_of(params)))
    if not ticked or not page.hits:
        return ""
    query = asked.query(params)
    wanted = [*query.filters["waste"], *(f"{category}@{WHOLE}" for category in ticked)]
    count = queries.total(replace(query, filters={**query.filters, "waste": wanted}))
    if count == page.total:
        return ""
    first = f"其中{count}家" if count else "没有一家"
    named = "、".join(ticked)
    return f"{first}许可 {named} 整个类别，其余只许可部分代码，已在机构下方写明。请核对您的废物代码，按八位代码查找更准确。"


def codes_of(params: QueryDict) -> list[str]:
    """The eight-digit codes of waste that were typed, however they were separated."""
    stated = wastes_in(params.get("codes", "")[:400])
    return [code for covered in stated.values() for code in (*covered.codes, *covered.strangers)][:MOST_CODES]


def codes_in_their_place(params: QueryDict) -> str:
    """The same question with the codes of waste that were typed among its words where codes are asked for; empty
    where there are none.
    """
    typed, words = codes_apart(params.get("q", ""))
    if not typed:
        return ""
    return url_of(params, q=words or None, codes=" ".join(dict.fromkeys([*codes_of(params), *typed])))


def _held_codes(params: QueryDict) -> list[Held]:
    """Each code must be covered, in the amount that is asked for."""
    codes, step = codes_of(params), params.get("tonnes", "")
    if not codes:
        return []
    values = [f"{code}@{step}" if step in TONNES else code for code in codes]
    return [Held("wastecode", values, f"能收{'、'.join(codes)}", ("codes",), together=True)]


def near_of(params: QueryDict) -> Near | None:
    code, within = params.get("near", ""), params.get("within", "")
    if code not in distances.centres():
        return None
    return Near(code, int(within) if within in map(str, KILOMETRES) else 0)


def place_name(code: str) -> str:
    """吴江区盛泽镇"""
    region = lookups.regions([code]).get(code)
    return region.local_name if region else code


def towns() -> list[tuple[str, list[tuple[str, str]]]]:
    """(county, [(code, name)]) of all towns of the zone that distances may be measured from, the county itself first."""
    return _towns.one(None, _read_towns)


def _town_called(word: str) -> str:
    """The code of a town or county of the zone, named with or without 镇, 街道, 区 or 县; empty for another word."""
    named = ((name, code) for _, places in towns() for code, name in places)
    return next((code for name, code in named if word in {name, _SUFFIX.sub("", name)}), "")


def _read_towns() -> list[tuple[str, list[tuple[str, str]]]]:
    codes = [*distances.ZONE_COUNTIES, *distances.zone_towns()]
    names = lookups.regions(codes)
    return [
        (
            names[county].name,
            [(code, names[code].name) for code in codes if code.startswith(county) and code in names],
        )
        for county in distances.ZONE_COUNTIES
        if county in names
    ]


def distance_facet(asked: Asked, params: QueryDict) -> Facet | None:
    """How many are how near, under all other conditions; None before a town is chosen."""
    near = asked.near
    if near is None:
        return None
    query = asked.query(params)
    others = {name: values for name, values in query.filters.items() if name != "place"}
    options = [_option("", "不限距离", replace(query, filters=others), not near.within)]
    for km in KILOMETRES:
        within = replace(query, filters=others | {"place": near.places(km)})
        options.append(_option(str(km), f"{km}公里以内", within, near.within == km))
    return Single("within", "距离", options)


def tonnage_facet(asked: Asked, params: QueryDict) -> Facet | None:
    """How many are licensed for so much of every chosen waste; None before one is chosen."""
    wastes, codes = _wastes_of(params), codes_of(params)
    if not wastes and not codes:
        return None
    query, chosen = asked.query(params), params.get("tonnes", "")
    options = []
    for step, label in {"": "不限", **TONNES}.items():
        graded = {
            name: [f"{value}@{step}" if step else value for value in values]
            for name, values in (("waste", wastes), ("wastecode", codes))
        }
        is_chosen = chosen == step or (not step and chosen not in TONNES)
        narrowed = replace(query, filters={**query.filters, **graded})
        options.append(_option(step, label, narrowed, is_chosen))
    return Single("tonnes", "每类许可量", options)


def _option(value: str, label: str, query: queries.Query, is_chosen: bool) -> ShownOption:
    """An option with how many rows it would give; of a long list that is still to be counted, at least so many."""
    if not query.is_tallied:
        return ShownOption(value, label, queries.total(query), is_chosen, 0)
    counts = queries.tallied(replace(query, count_facets=()))
    return ShownOption(value, label, counts.total, is_chosen, 0, counts.is_floor)


@dataclass(frozen=True)
class Single(Facet):
    """A filter of which one value is chosen."""

    is_single: bool = True
