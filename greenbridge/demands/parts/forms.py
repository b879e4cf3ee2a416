"""Text from outside about the sites and lots of a demand."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, RegionField, TextField
from greenbridge.demands.forms import BudgetForm, WhatForm, asked_for
from greenbridge.demands.models import Demand, Lot, Site
from greenbridge.ui.forms import RowsField


class SiteForm(forms.Form):
    name = LineField(
        label="点位名称",
        max_length=40,
        help_text="例如：二厂区、污水处理站、3号地块。",
        error_messages={"required": "请填写点位名称。"},
    )
    region = RegionField(label="所在地", help_text="请尽量选到镇街，附近的机构更容易看到。")
    address = LineField(label="地址", max_length=200, required=False)
    need = LineField(
        label="这里需要做什么",
        max_length=200,
        help_text="例如：废水总排口和两个废气排口监测。",
        error_messages={"required": "请填写这里需要做什么。"},
    )
    quantity = LineField(
        label="数量或范围", max_length=60, required=False, help_text="例如：每季度一次，共4次。"
    )


class LotForm(WhatForm, BudgetForm):
    """What the steps of the demand ask for, asked of a lot; it takes its types, wastes and sites from the demand."""

    title = LineField(
        label="标段名称",
        max_length=60,
        help_text="例如：例行监测。",
        error_messages={"required": "请填写标段名称。"},
    )
    wastes = LineField(
        label="危险废物类别和代码",
        required=False,
        help_text="涉及危险废物时填写，须是这条需求已经列出的类别。没有相应许可证的机构不能响应这个标段。",
    )
    description = TextField(
        label="标段说明", max_length=2000, required=False, help_text="与其他标段不同的要求，没有可以不填。"
    )
    is_urgent = None  # type: ignore[assignment]  # how Django leaves a field of the base out
    field_order = ("title", "service_types", "wastes", "sites", "description")
    sites = RowsField(
        label="包括的点位",
        queryset=Site.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都不勾选表示全部点位。",
        error_messages={"invalid_choice": "有一个点位已经删除，请重新选择。"},
    )

    def __init__(self, *args: Any, demand: Demand, **options: Any) -> None:
        super().__init__(*args, **options)
        self.demand = demand
        self.fields["service_types"].queryset = demand.service_types.all()  # type: ignore[attr-defined]
        self.fields["sites"].queryset = demand.sites.all()  # type: ignore[attr-defined]
        if not demand.sites.exists():
            del self.fields["sites"]

    def clean_wastes(self) -> list[Any]:
        stated = super().clean_wastes()
        listed = set(self.demand.wastes.all())
        if strange := [category.code for category in stated if category not in listed]:
            raise ValidationError(f"{'、'.join(strange)}没有列入这条需求，请先在“需要什么服务”中填写。")
        return stated


def of_lot(lot: Lot) -> dict[str, Any]:
    """A lot as the form's fields show it."""
    return asked_for(lot) | {"sites": [site.pk for site in lot.sites.all()]}


def of_site(site: Site) -> dict[str, Any]:
    """A site as the form's fields show it."""
    return {
        "name": site.name,
        "region": site.region_id,
        "address": site.address,
        "need": site.need,
        "quantity": site.quantity,
    }
