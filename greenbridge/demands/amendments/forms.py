"""Text from outside about changes: the same questions as in the steps of the form, as far as they may be answered anew."""

import datetime as dt
from typing import Any

from django import forms

from greenbridge.accounts.forms import TextField
from greenbridge.accounts.reviews import WORKDAYS_TO_DECIDE
from greenbridge.core import clock, workdays
from greenbridge.demands.amendments import facts, rules
from greenbridge.demands.amendments.facts import Facts
from greenbridge.demands.amendments.part_forms import PartsForm
from greenbridge.demands.forms import BudgetForm, WhatForm, WhereForm, typed_wan
from greenbridge.demands.models import Demand
from greenbridge.demands.specification.forms import ClausesForm
from greenbridge.files.forms import UploadField
from greenbridge.reference import lookups

CHANGEABLE = (
    *("reason", "deadline", "title", "service_types", "description", "wastes", "region", "address"),
    *("service_ends_on", "budget_kind", "budget_min", "budget_max", "credentials", "file"),
)


class AmendmentForm(WhatForm, WhereForm, BudgetForm):
    """What may be changed of a demand, filled in as it stands, and why. Its clauses, sites and lots are forms beside it."""

    reason = TextField(
        label="变更理由",
        max_length=300,
        help_text="会随变更公告公开。",
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "请填写变更理由。"},
    )
    file = UploadField(
        label="补充附件", required=False, help_text="PDF、JPG、PNG、DOCX 或 XLSX，不超过20 MB。原有附件保留。"
    )

    def __init__(self, data: Any = None, *args: Any, demand: Demand, begin: Facts, **kwargs: Any) -> None:
        super().__init__(data, *args, **{"initial": _initial(begin)} | kwargs)
        self.demand = demand
        self.parts = PartsForm(data, demand=demand, begin=begin)
        self.clauses = (
            ClausesForm(facts.clauses_of(demand.specification, begin), data) if "clauses" in begin else None
        )
        self.fields = {name: self.fields[name] for name in CHANGEABLE}
        self.stands = demand.ends_at
        day = clock.local(demand.ends_at).date()
        decided_on = clock.local(workdays.due_after(clock.now(), WORKDAYS_TO_DECIDE)).date()
        first = rules.first_deadline(day, ("description",), decided_on)
        self.initial["deadline"] = max(first, self.initial["deadline"])
        self.fields["deadline"].help_text = (
            f"现在是{clock.written(day)}，只能延后。只延长截止日期的，提交后立即生效；改动其他内容的，"
            + (
                "协会审核后公布。"
                if first == day
                else f"至少延到{clock.written(first)}，让机构有时间看到变更。"
            )
        )

    def is_valid(self) -> bool:
        beside = [self.parts.is_valid(), self.clauses is None or self.clauses.is_valid()]
        return super().is_valid() and all(beside)

    @property
    def _beside(self) -> list[forms.Form]:
        return [*self.parts.forms, *([self.clauses] if self.clauses else [])]

    @property
    def has_faults_beside(self) -> bool:
        """Whether something is to be mended in a form below its own."""
        return self.is_bound and any(form.errors for form in self._beside)

    def without_complaints(self) -> "AmendmentForm":
        """With all that was typed, and nothing said of what is missing as yet."""
        for form in (self, *self._beside):
            form.full_clean()
            form.errors.clear()
        return self

    @property
    def asked(self) -> Facts:
        """What the valid forms want the demand to say."""
        own = facts.asked(self.cleaned_data) | self.parts.asked
        if self.clauses is None:
            return own
        texts, left_out = self.clauses.texts, self.clauses.left_out
        return own | {"clauses": facts.asked_clauses(self.demand.specification, texts, left_out)}

    def clean_deadline(self) -> dt.datetime:
        """The day as it stands keeps its hour."""
        day: dt.date = self.cleaned_data["deadline"]
        return self.stands if day == clock.local(self.stands).date() else clock.end_of_day(day)


def _initial(begin: Facts) -> dict[str, Any]:
    kind, low, high = begin["budget"]
    return begin | {
        "service_types": lookups.of_today(begin["types"]),
        "deadline": facts.day_of(begin["deadline"]),
        "region": begin["region"][0],
        "service_ends_on": begin["service_ends_on"] or None,
        "budget_kind": kind,
        "budget_min": typed_wan(low),
        "budget_max": typed_wan(high),
        "credentials": list(begin["credentials"]),
    }
