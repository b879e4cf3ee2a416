"""The steps of the demand form. Each step keeps what is valid of it, so that a draft is never lost to one bad field."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, RegionField, TextField, WanField
from greenbridge.core import clock, money
from greenbridge.demands import rules
from greenbridge.demands.models import Demand, Lot
from greenbridge.files.forms import UploadField
from greenbridge.reference.models import CredentialKind, ServiceType
from greenbridge.reference.wastes import UnknownWaste, read_wastes
from greenbridge.ui.forms import DateInput


class WhatForm(forms.Form):
    title = LineField(
        label="标题",
        max_length=60,
        help_text="一句话说清要做什么，例如：印染厂定型机废气治理改造。",
        error_messages={"required": "请填写标题。"},
    )
    service_types = forms.ModelMultipleChoiceField(
        label="需求类型",
        queryset=ServiceType.objects.current().filter(parent=None),
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选。",
        error_messages={"required": "请选择需求类型。"},
    )
    wastes = LineField(
        label="危险废物类别和代码",
        required=False,
        help_text="涉及危险废物时填写类别，知道代码时一并填写，例如：HW08、HW17 336-064-17。平台只列出持有相应许可证的机构。",
    )
    description = TextField(
        label="需求说明",
        max_length=5000,
        help_text="现状、工作量、要求达到的标准、验收方式。请不要写入手机号等联系方式。",
        error_messages={"required": "请填写需求说明。"},
    )
    is_urgent = forms.BooleanField(label="这是紧急需求", required=False)

    def clean_wastes(self) -> list[Any]:
        try:
            stated = read_wastes(self.cleaned_data["wastes"])
            self.cleaned_data["waste_codes"] = sorted(code for said in stated.values() for code in said.codes)
            return list(stated)
        except UnknownWaste as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        licensed = any(t.is_licensed_waste for t in cleaned.get("service_types") or [])
        if licensed and not cleaned.get("wastes") and "wastes" not in self.errors:
            self.add_error("wastes", "涉及危险废物处置，请填写危险废物类别。")
        return cleaned


class WhereForm(forms.Form):
    region = RegionField(label="项目所在地", help_text="请尽量选到镇街，附近的机构更容易看到。")
    address = LineField(
        label="项目地址", max_length=200, required=False, help_text="隐去单位名称时，地址也不公开。"
    )
    deadline = forms.DateField(
        label="响应截止日期",
        widget=DateInput,
        help_text=f"机构可在这一天24时前响应。请留出{rules.MIN_DAYS}至{rules.MAX_DAYS}天。",
        error_messages={"required": "请填写响应截止日期。", "invalid": "请填写正确的日期。"},
    )
    questions_until = forms.DateField(
        label="提问截止日期",
        widget=DateInput,
        required=False,
        help_text="机构在这一天24时前可以提问，回答对所有人公开。不填写时，为响应截止前第2个工作日。",
        error_messages={"invalid": "请填写正确的日期。"},
    )
    service_ends_on = forms.DateField(
        label="服务截止日",
        widget=DateInput,
        required=False,
        help_text="平台据此核对机构资质在服务期内是否有效。",
        error_messages={"invalid": "请填写正确的日期。"},
    )

    def clean_deadline(self) -> dt.datetime:
        day: dt.date = self.cleaned_data["deadline"]
        days = (day - clock.today()).days
        if not rules.MIN_DAYS <= days <= rules.MAX_DAYS:
            first = clock.today() + dt.timedelta(days=rules.MIN_DAYS)
            last = clock.today() + dt.timedelta(days=rules.MAX_DAYS)
            raise ValidationError(f"请选择{clock.written(first)}至{clock.written(last)}之间的日期。")
        return clock.end_of_day(day)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        until, deadline = cleaned.get("questions_until"), cleaned.get("deadline")
        if until and deadline and until > deadline:
            self.add_error("questions_until", "提问截止不能晚于响应截止日期。")
        return cleaned

    def clean_questions_until(self) -> dt.datetime | None:
        day: dt.date | None = self.cleaned_data["questions_until"]
        if day and day <= clock.today():
            raise ValidationError("提问截止应晚于今天。")
        return clock.end_of_day(day) if day else None

    def clean_service_ends_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["service_ends_on"]
        if day and day <= clock.today():
            raise ValidationError("服务截止日应晚于今天。")
        return day


class BudgetForm(forms.Form):
    budget_kind = forms.ChoiceField(
        label="预算方式",
        choices=Demand.BudgetKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择预算方式。"},
    )
    budget_min = WanField(label="预算下限（万元）", help_text="选择“有预算”时填写。")
    budget_max = WanField(label="预算上限（万元）")
    credentials = forms.ModelMultipleChoiceField(
        label="要求机构具备的资质",
        queryset=CredentialKind.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="只勾选这项工作确实需要的，要求过多会减少响应。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("budget_min"), cleaned.get("budget_max")
        if cleaned.get("budget_kind") != Demand.BudgetKind.RANGE:
            cleaned["budget_min"] = cleaned["budget_max"] = None
        elif low is None and high is None and not self.errors:
            self.add_error("budget_max", "请填写预算，或改选“面议”。")
        elif low is not None and high is not None and low > high:
            self.add_error("budget_max", "预算上限不能低于下限。")
        if self.errors.keys() & {"budget_min", "budget_max"}:
            for half in ("budget_min", "budget_max"):
                cleaned.pop(half, None)  # saved alone, it could contradict the half that the draft holds
        return cleaned


class PublishForm(forms.Form):
    publisher_kind = forms.ChoiceField(label="发布主体", choices=Demand.Publisher.choices)
    off_platform = forms.ChoiceField(
        label="为什么不在法定平台采购",
        choices=[("", "请选择"), *Demand.OffPlatform.choices],
        required=False,
        help_text="预算达到采购限额时填写，协会审核时核对，不公开。",
        error_messages={"required": "请选择理由。"},
    )
    off_platform_text = LineField(
        label="其他理由", max_length=200, required=False, help_text="选择“其他”时填写。"
    )
    is_masked = forms.BooleanField(label="隐去单位名称", required=False)
    contact_name = LineField(label="联系人", max_length=40, error_messages={"required": "请填写联系人姓名。"})
    contact_phone = forms.RegexField(
        label="联系电话",
        regex=r"^[0-9+() -]{7,20}$",
        help_text="不公开。机构响应后，只有双方可以查看。",
        error_messages={"required": "请填写联系电话。", "invalid": "请填写手机号或带区号的座机号。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("off_platform") == Demand.OffPlatform.OTHER and not cleaned.get("off_platform_text"):
            self.add_error("off_platform_text", "请写明理由。")
            cleaned.pop("off_platform")  # saved alone, it would count as said
        return cleaned


class AttachmentForm(forms.Form):
    file = UploadField(label="添加附件", help_text="PDF、JPG、PNG、DOCX 或 XLSX，每个不超过20 MB。")


class WithdrawForm(forms.Form):
    note = LineField(label="撤回理由", max_length=200, error_messages={"required": "请填写撤回理由。"})


STEPS: dict[str, type[forms.Form]] = {
    "what": WhatForm,
    "where": WhereForm,
    "budget": BudgetForm,
    "publish": PublishForm,
}
HEADINGS = {
    "what": "需要什么服务",
    "where": "地点和时间",
    "parts": "点位与标段",
    "budget": "预算和条件",
    "publish": "怎样发布",
}
"""Every step that is filled in, by its name. 点位与标段 has pages of its own (``parts``)."""


def initial(demand: Demand) -> dict[str, Any]:
    """A draft as the forms' fields show it."""
    return asked_for(demand) | {
        "is_urgent": demand.is_urgent,
        "region": demand.region_id,
        "address": demand.address,
        "deadline": demand.deadline and clock.local(demand.deadline).date(),
        "questions_until": demand.questions_until and clock.local(demand.questions_until).date(),
        "service_ends_on": demand.service_ends_on,
        "publisher_kind": demand.publisher_kind,
        "off_platform": demand.off_platform,
        "off_platform_text": demand.off_platform_text,
        "is_masked": demand.is_masked,
        "contact_name": demand.contact_name,
        "contact_phone": demand.contact_phone,
    }


def asked_for(part: Demand | Lot) -> dict[str, Any]:
    """What a draft, or a lot of it, asks for."""
    return {
        "title": part.title,
        "service_types": [t.pk for t in part.service_types.all()],
        "wastes": part.wastes_written,
        "description": part.description,
        "budget_kind": part.budget_kind,
        "budget_min": typed_wan(part.budget_min),
        "budget_max": typed_wan(part.budget_max),
        "credentials": [kind.pk for kind in part.credentials.all()],
    }


def typed_wan(fen: int | None) -> str:
    """An amount of 分 as the forms take it, in 万元."""
    return "" if fen is None else f"{money.to_wan(fen):f}"
