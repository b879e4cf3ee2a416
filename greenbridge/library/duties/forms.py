"""Text from outside: what a company says of itself, and what an editor writes of a duty."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from wagtail.admin.forms import WagtailAdminModelForm

from greenbridge.accounts.forms import LineField, RegionField
from greenbridge.core import clock
from greenbridge.library.duties import rules
from greenbridge.library.models import Anchor, ComplianceProfile
from greenbridge.library.models.duties import TRAITS, Permit, Trait, Waste
from greenbridge.reference.forms import RegionsField
from greenbridge.reference.models import Industry
from greenbridge.ui.forms import DateInput, PastDayField

NEXT_DAYS = {
    "permit_expires_on": ("permit", (Permit.KEY, Permit.SIMPLE)),
    "plan_filed_on": ("traits", (Trait.PLAN,)),
    "audited_on": ("traits", (Trait.AUDIT,)),
    "built_on": ("traits", (Trait.BUILT,)),
    "radiation_expires_on": ("traits", (Trait.RADIATION,)),
    "waste_licence_expires_on": ("traits", (Trait.WASTE_LICENCE,)),
}
"""Each day with what a company must have said for it to mean anything."""


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=DateInput(),
        error_messages={"invalid": "请按年月日填写，例如 2027-03-31。"},
    )


def _past(label: str) -> PastDayField:
    return PastDayField(
        label=label,
        required=False,
        error_messages={"invalid": "请按年月日填写，例如 2024-05-20。"},
    )


class ProfileForm(forms.Form):
    """What decides which duties a company has, and when. A day is asked for once something is said for which it matters."""

    industry = LineField(
        label="所属行业",
        max_length=60,
        help_text="国民经济行业分类（GB/T 4754）的代码或名称，例如：1713、C17、棉印染精加工。",
        error_messages={"required": "请填写所属行业。"},
    )
    region = RegionField(label="生产经营所在地区")
    permit = forms.ChoiceField(
        label="排污许可",
        choices=[*Permit.choices, ("", "都不是，或者不清楚")],
        required=False,
        widget=forms.RadioSelect,
        help_text="见排污许可证首页，或者固定污染源排污登记回执。",
    )
    permit_expires_on = _day("排污许可证有效期至")
    waste = forms.ChoiceField(
        label="危险废物",
        choices=[*Waste.choices, ("", "不产生，或者不清楚")],
        required=False,
        widget=forms.RadioSelect,
        help_text="产生危险废物的单位按三类管理，见国家危险废物信息管理系统。",
    )
    traits = forms.MultipleChoiceField(
        label="其他情况",
        choices=Trait.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="符合几项选几项。",
    )
    plan_filed_on = _past("环境应急预案上一次备案的日期")
    audited_on = _past("上一次清洁生产审核完成的日期")
    built_on = _past("环境保护设施竣工日期")
    radiation_expires_on = _day("辐射安全许可证有效期至")
    waste_licence_expires_on = _day("危险废物经营许可证有效期至")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (field, values) in NEXT_DAYS.items():
            said = self[field].value() or ()
            if ({said} if isinstance(said, str) else set(said)).isdisjoint(values):
                del self.fields[name]

    def clean_industry(self) -> Industry:
        written = self.cleaned_data["industry"]
        code = re.sub(r"\s", "", written).upper()
        found = (
            Industry.objects.filter(code=code).first()
            or Industry.objects.filter(name=written).first()
            or (code.isdecimal() and Industry.objects.filter(code__regex=f"^[A-T]{code}$").first())
        )
        if not found:
            raise ValidationError("没有这个行业，请对照 GB/T 4754—2017 填写代码，例如 1713。")
        return found

    def clean(self) -> dict[str, Any]:
        """A day that belongs to something the company has not is left out."""
        return dict.fromkeys(NEXT_DAYS) | (super().clean() or {})

    def profile(self) -> ComplianceProfile:
        """What was said as a profile that is not kept."""
        return ComplianceProfile(begun_on=clock.today(), **self.cleaned_data)


def asking_for(form: ProfileForm, anchors: Collection[str]) -> dict[str, list[forms.BoundField]]:
    """The fields for these days, and all others: what was said goes along unseen while somebody adds a day."""
    return {
        "days": [field for field in form if field.name in anchors],
        "said": [field for field in form if field.name not in anchors],
    }


def initial_of(profile: ComplianceProfile) -> dict[str, Any]:
    """What a profile says, as the form shows it."""
    names = [name for name in ProfileForm.base_fields if name not in {"industry", "region"}]
    return {name: getattr(profile, name) for name in names} | {
        "industry": profile.industry_id,
        "region": profile.region_id,
    }


def stated_in(address: QueryDict) -> dict[str, Any]:
    """What the address of a look says, as the form shows it."""
    return {
        name: field.widget.value_from_datadict(address, {}, name)
        for name, field in ProfileForm.base_fields.items()
    }


class DutyForm(WagtailAdminModelForm):
    """What an editor writes of a duty: whoever it may concern, and a rule that gives days to all of them."""

    traits = forms.MultipleChoiceField(
        label="哪些企业",
        choices=TRAITS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="符合其中一项即可；都不选为所有企业。",
    )

    regions = RegionsField(
        label="适用地区",
        required=False,
        help_text="填写省、市、区县名称，用顿号分开，例如：上海市、苏州市吴江区；包括它下面的镇街。全国适用的不填。",
    )

    def clean_industries(self) -> str:
        codes: list[str] = self.cleaned_data["industries"].upper().split()
        known = set(Industry.objects.filter(pk__in=codes).values_list("pk", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(f"没有这个行业代码：{'、'.join(unknown)}。请写字母和数字，例如 C17。")
        return " ".join(codes)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name, sentence in _missing(cleaned):
            self.add_error(name, sentence)
        return cleaned


def _missing(cleaned: dict[str, Any]) -> list[tuple[str, str]]:
    """What the rule lacks, field by field."""
    pace, missing = cleaned.get("pace"), []
    if pace == rules.Pace.YEARLY:
        if not 1 <= (cleaned.get("month") or 0) <= 12:
            missing.append(("month", "请填写月份，1到12。"))
        if not 1 <= (cleaned.get("day") or 0) <= 31:
            missing.append(("day", "请填写日期，1到31。"))
    elif pace and pace != rules.Pace.STANDING:
        if not 1 <= (cleaned.get("count") or 0) <= rules.MOST_DAYS:
            missing.append(("count", f"请填写数目，1到{rules.MOST_DAYS}。"))
        if pace in {rules.Pace.BEFORE, rules.Pace.AFTER}:
            missing += _without_the_day(cleaned.get("anchor") or "", set(cleaned.get("traits") or ()))
    return missing


def _without_the_day(anchor: str, traits: set[str]) -> list[tuple[str, str]]:
    """A duty that hangs on a day concerns only companies that have such a day; no others are asked for it."""
    if anchor not in NEXT_DAYS:
        return [("anchor", "请选择从哪个日期起算。")]
    _, values = NEXT_DAYS[anchor]
    if traits and traits <= set(values):
        return []
    words = "、".join(str(value.label) for value in values)
    return [("traits", f"从“{Anchor(anchor).label}”起算的，只选有这个日期的企业：{words}。")]
