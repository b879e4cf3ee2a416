"""Text from outside about assessments."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.files.forms import UploadField
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.assessment.rules import WHOLE
from greenbridge.suppliers.assessment.services import Said
from greenbridge.suppliers.models import Answer, Criterion
from greenbridge.ui.forms import DateInput


class OpenForm(forms.Form):
    """For what a body wants to be assessed."""

    kind = forms.ModelChoiceField(queryset=ServiceType.objects.all())
    province = forms.ModelChoiceField(queryset=Region.objects.current())


class StartForm(forms.Form):
    """From which day only who has passed is shown in a province."""

    province = forms.ModelChoiceField(
        label="省份",
        queryset=Region.objects.filter(association__isnull=False),
        empty_label="请选择",
        error_messages={"required": "请选择省份。", "invalid_choice": "没有这个省份，请重新选择。"},
    )
    starts_on = forms.DateField(
        label="启用日期",
        required=False,
        widget=DateInput,
        help_text="当天零时起启用；留空表示未定。",
        error_messages={"invalid": "请填写正确的日期。"},
    )


class RecuseForm(forms.Form):
    """What ties the officer to the body."""

    reason = ReasonField(
        label="利害关系",
        help_text="例如：两年内在这家机构任职、持有股份，或有近亲属在机构任职。只有办理这项考核的审核员能看到。",
        error_messages={"required": "请写明您与这家机构的利害关系。"},
    )


class PointsField(forms.IntegerField):
    """Whole points from 0 to 100; the refusal names the criterion, because a page has many."""

    def __init__(self, criterion: Criterion, what: str, **options: Any) -> None:
        widget = forms.NumberInput(attrs={"min": 0, "max": WHOLE})
        super().__init__(label=f"{criterion}：{what}（0至100）", widget=widget, **options)
        wrong = f"请填写0至100的整数：{criterion}。"
        self.error_messages |= {"required": wrong, "invalid": wrong}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value <= WHOLE:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class MayWait(forms.Field):
    """Needed in the end, and not in a draft."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)


class DraftPointsField(MayWait, PointsField):
    pass


class DraftTextField(MayWait, TextField):
    pass


class CriteriaForm(forms.Form):
    """A group of fields for each criterion: ``points_licence``, ``note_licence``. ``must_say`` asks for every note."""

    use_required_attribute = False
    must_say = False

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for one in self.criteria:
            self.add(one)

    def add(self, one: Criterion) -> None:
        self.fields[f"points_{one.code}"] = PointsField(one, "评分")
        self.fields[f"note_{one.code}"] = TextField(
            label=f"{one}：{'裁定理由' if self.must_say else '评分意见'}",
            required=self.must_say,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": f"请写明裁定理由：{one}。"},
        )

    def fields_of(self, code: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.partition("_")[2] == code]

    @property
    def points(self) -> Mapping[str, int]:
        return {one.code: self.cleaned_data[f"points_{one.code}"] for one in self.criteria}

    @property
    def notes(self) -> Mapping[str, str]:
        return {one.code: self.cleaned_data[f"note_{one.code}"] for one in self.criteria}


class SettleForm(CriteriaForm):
    """What a third says where two differ, each with a reason."""

    must_say = True


class AnswersForm(CriteriaForm):
    """What a body says of itself; a draft may have gaps."""

    def add(self, one: Criterion) -> None:
        self.fields[f"points_{one.code}"] = DraftPointsField(one, "自评分")
        self.fields[f"note_{one.code}"] = DraftTextField(
            label=f"{one}：自评说明",
            max_length=1000,
            help_text="写明事实和数字，例如证书编号、人数、项目名称。",
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"file_{one.code}"] = UploadField(
            label=f"{one}：证明材料",
            required=False,
            kinds=("pdf", "png", "jpg"),
            help_text="PDF、JPG 或 PNG，不超过20 MB。再次上传会替换原来的文件。",
        )

    @property
    def said(self) -> dict[Criterion, Said]:
        data = self.cleaned_data
        return {
            one: Said(data[f"points_{one.code}"], data[f"note_{one.code}"], data[f"file_{one.code}"])
            for one in self.criteria
        }


def said_of(answers: Iterable[Answer]) -> dict[str, Any]:
    """What stands in the draft, as the form shows it."""
    return {
        name: value
        for answer in answers
        for name, value in (
            (f"points_{answer.criterion.code}", answer.points),
            (f"note_{answer.criterion.code}", answer.note),
        )
    }
