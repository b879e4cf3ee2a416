"""Text from outside about the sites and lots of a published demand: a form for each, and one more than was asked for."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.db.models import Manager, Max

from greenbridge.demands.amendments import parts
from greenbridge.demands.amendments.parts import LOTS, SITES, Facts
from greenbridge.demands.forms import WhatForm, typed_wan
from greenbridge.demands.models import Demand
from greenbridge.demands.parts.forms import LotForm, SiteForm
from greenbridge.demands.parts.rules import MAX_LOTS, MAX_SITES
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType

OPEN_BUDGET = {"budget_kind": Demand.BudgetKind.NEGOTIABLE}
MORE = "more"
"""The button that asks for a form for one more; its value is of what."""
_TYPED = re.compile(rf"({SITES}|{LOTS})(\d{{1,4}})-(?:name|title)")


class PartForm(forms.Form):
    """One that stands may be taken off; a new one is left empty by whoever wants none."""

    word: ClassVar[str]
    number = 0
    is_new = False
    is_asked_for = False
    """Whether somebody has just asked for it: it stands open."""

    def full_clean(self) -> None:
        """What is taken off need not be right."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("is_over"):
            self.errors.clear()

    def is_valid(self) -> bool:
        """One that was not on the page that was sent wants nothing."""
        return super().is_valid() if self.is_bound else True

    @property
    def is_kept(self) -> bool:
        return self.is_bound and bool(self.cleaned_data) and not self.cleaned_data.get("is_over")

    @property
    def heading(self) -> str:
        called = self.initial.get("name") or self.initial.get("title") or ""
        return f"{'添加' if self.is_new else ''}{self.word}{self.number} {called}".rstrip()


class SiteChange(PartForm, SiteForm):
    word = "点位"
    is_over = forms.BooleanField(label="取消这个点位", required=False)


class LotChange(PartForm, LotForm):
    word = "标段"
    is_over = forms.BooleanField(
        label="终止这个标段",
        required=False,
        help_text="终止后不能再响应，响应过的机构会收到通知。标段的编号不再使用。",
    )

    def __init__(self, *args: Any, demand: Demand, sites: Sequence[SiteChange], **options: Any) -> None:
        super().__init__(*args, demand=demand, **options)
        offered = ServiceType.objects.current().filter(parent=None)
        self.fields["service_types"].queryset = offered  # type: ignore[attr-defined]
        if sites:
            self.fields["sites"] = _offering(sites)

    def clean_wastes(self) -> list[Any]:
        """Whether the demand lists them is asked of the whole notice."""
        return WhatForm.clean_wastes(self)


def _offering(sites: Sequence[SiteChange]) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label="包括的点位",
        choices=[(site.number, site.heading) for site in sites],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都不勾选表示全部点位。",
    )


class PartsForm:
    """The sites and lots of a demand as ``begin`` has them. One that was published as a whole is offered no lots."""

    def __init__(self, data: Any = None, *, demand: Demand, begin: Facts) -> None:
        stands, there = parts.of(demand), {"region": demand.region_id}
        self.sites: list[SiteChange] = []
        for number in _slots(demand.sites, SITES, stands, begin, data, MAX_SITES):
            site = _made(SiteChange, number, SITES, _site_typed, stands, begin, data, there)
            self.sites.append(site)
        self.lots: list[LotChange] = []
        for number in _slots(demand.lots, LOTS, stands, begin, data, MAX_LOTS) if stands[LOTS] else ():
            make = partial(LotChange, demand=demand, sites=self.sites)
            self.lots.append(_made(make, number, LOTS, _lot_typed, stands, begin, data, OPEN_BUDGET))
        for kind, parts_of in ((SITES, self.sites), (LOTS, self.lots)):
            if parts_of and data and data.get(MORE) == kind:
                parts_of[-1].is_asked_for = True

    @property
    def more(self) -> dict[str, str]:
        """Where on the page the next one of each kind will stand."""
        return {
            kind: f"{kind}{some[-1].number + 1}"
            for kind, some in ((SITES, self.sites), (LOTS, self.lots))
            if some
        }

    @property
    def forms(self) -> list[SiteChange | LotChange]:
        return [*self.sites, *self.lots]

    def is_valid(self) -> bool:
        looked_at = [form.is_valid() for form in self.forms]  # each says what is wrong with it
        return all(looked_at)

    @property
    def asked(self) -> Facts:
        """What valid forms want the sites and lots to be."""
        return {
            SITES: {
                str(form.number): parts.asked_site(form.cleaned_data) for form in self.sites if form.is_kept
            },
            LOTS: {
                str(form.number): parts.asked_lot(form.cleaned_data) for form in self.lots if form.is_kept
            },
        }


def _slots(rows: Manager[Any], kind: str, stands: Facts, begin: Facts, data: Any, most: int) -> list[int]:
    """The numbers of those that stand and of new ones: those that were wanted last, those that came, one more where the
    button asks for it, and always one. No number is used again.
    """
    last = rows.aggregate(last=Max("number"))["last"] or 0
    new = {last + 1, *map(int, begin[kind]), *_typed(kind, data or ())}
    highest = max(new) + bool(data and data.get(MORE) == kind)
    return [*map(int, stands[kind]), *range(last + 1, min(highest, last + most) + 1)]


def _typed(kind: str, names: Collection[str]) -> list[int]:
    found = [typed for name in names if (typed := _TYPED.fullmatch(name))]
    return [int(typed[2]) for typed in found if typed[1] == kind]


def _made(
    make: Callable[..., Any],
    number: int,
    kind: str,
    typed: Callable[[Facts], Facts],
    stands: Facts,
    begin: Facts,
    data: Any,
    usual: Facts,
) -> Any:
    """The form of one part, filled in with what was wanted of it last, else as it stands; a new one with what is usual."""
    key = str(number)
    is_new, wanted = key not in stands[kind], begin[kind].get(key)
    fact = wanted or stands[kind].get(key)
    initial = typed(fact) | {"is_over": wanted is None} if fact else {}
    is_shown_anew = fact is None and not any(name.startswith(f"{kind}{number}-") for name in data or ())
    form = make(
        None if is_shown_anew else data,
        prefix=f"{kind}{number}",
        initial=initial or usual,
        empty_permitted=fact is None,
        use_required_attribute=False,
    )
    form.number, form.is_new = number, is_new
    if is_new:
        del form.fields["is_over"]
    return form


def _site_typed(site: Facts) -> Facts:
    return site | {"region": site["region"][0]}


def _lot_typed(lot: Facts) -> Facts:
    kind, low, high = lot["budget"]
    return lot | {
        "service_types": lookups.of_today(lot["types"]),
        "credentials": list(lot["credentials"]),
        "budget_kind": kind,
        "budget_min": typed_wan(low),
        "budget_max": typed_wan(high),
    }
