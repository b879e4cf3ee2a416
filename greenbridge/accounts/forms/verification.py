"""What an applicant states of a body, and what an officer decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from greenbridge.accounts.forms.fields import CreditCodeField, LineField, RegionField, TextField
from greenbridge.accounts.models import Side
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.services import Statement
from greenbridge.files.forms import UploadField


class GroundsField(TextField):
    """What binds the applicant to the body, in their own words."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "例如：您在单位的职务、由谁委托。协会据此核对。")
        options.setdefault("error_messages", {"required": "请说明您与单位的关系，协会需要核对。"})
        super().__init__(max_length=1000, widget=forms.Textarea({"rows": 3}), **options)


class ScanField(UploadField):
    """A scanned paper."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "PDF、JPG 或 PNG，不超过20 MB。")
        super().__init__(kinds=("pdf", "png", "jpg"), **options)


class LicenceField(ScanField):
    def __init__(self, **options: Any) -> None:
        super().__init__(label="营业执照", **options)


class ProofField(ScanField):
    def __init__(self, **options: Any) -> None:
        help_text = "加盖公章的授权书、任职文件或社保证明。PDF、JPG 或 PNG，不超过20 MB。"
        super().__init__(label="证明材料", help_text=help_text, **options)


class PhoneField(forms.RegexField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            label="联系电话",
            regex=r"^[0-9+() -]{7,20}$",
            help_text="仅供协会核对和您同意对接的单位查看。",
            error_messages={"required": "请填写联系电话。", "invalid": "请填写手机号或带区号的座机号。"},
            **options,
        )


class ApplicationForm(forms.Form):
    """A person asks to act for a body."""

    side = forms.ChoiceField(
        label="您的单位要做什么",
        choices=[(Side.BUYER, "找服务：发布治理需求"), (Side.SUPPLIER, "提供服务：进入服务机构名录")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您的单位要做什么。"},
    )
    credit_code = CreditCodeField(error_messages={"required": "请填写统一社会信用代码。"})
    name = LineField(
        label="单位名称",
        max_length=100,
        help_text="与营业执照一致。",
        error_messages={"required": "请填写单位名称。"},
    )
    region = RegionField(
        label="所在地区", help_text="填写实际经营所在地。需求企业按此判断是否已开放；服务机构不限地区。"
    )
    address = LineField(label="经营地址", max_length=200, error_messages={"required": "请填写经营地址。"})
    contact_name = LineField(label="联系人", max_length=40, error_messages={"required": "请填写联系人姓名。"})
    contact_phone = PhoneField()
    licence = LicenceField()

    grounds = GroundsField(label="您与单位的关系")
    proof = ProofField()

    def __init__(self, *args: Any, claims: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not claims:
            del self.fields["grounds"], self.fields["proof"]

    def needs_no_papers(self) -> None:
        """Who only wants to be told hands in nothing."""
        for name in {"licence", "grounds", "proof"} & set(self.fields):
            self.fields[name].required = False

    def statement(self) -> Statement:
        extra = {"licence", "grounds", "proof"}
        return Statement(**{key: value for key, value in self.cleaned_data.items() if key not in extra})


class SuccessionForm(forms.Form):
    """A member asks to become the owner of the body."""

    grounds = GroundsField(label="为什么由您接任")
    proof = ProofField()
    licence = LicenceField()
    contact_phone = PhoneField()


Reasons = Sequence[str] | Mapping[str, Sequence[str]]
"""What an officer may tick: for every decision alike, or listed per decision."""


def _offered(reasons: Reasons) -> list[tuple[str, Any]]:
    if not isinstance(reasons, Mapping):
        return [(reason, reason) for reason in reasons]
    return [
        (str(Decision(decision).label), [(reason, reason) for reason in listed])
        for decision, listed in reasons.items()
    ]


class DecisionForm(forms.Form):
    """What an officer decides, and why.

    Reasons listed per decision are offered in groups; then each goes with its own decision only. Where remarks on single
    answers were sent along (``is_remarked``), they are reason enough to return the case, and nothing else can be done with it.
    """

    decision = forms.ChoiceField(
        label="办理意见", widget=forms.RadioSelect, error_messages={"required": "请选择办理意见。"}
    )
    listed = forms.MultipleChoiceField(label="理由", required=False, widget=forms.CheckboxSelectMultiple)
    note = TextField(label="补充说明", required=False, max_length=1000)

    def __init__(
        self,
        *args: Any,
        reasons: Reasons,
        decisions: list[str],
        version: str,
        is_remarked: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.is_remarked = is_remarked
        self.per_decision = reasons if isinstance(reasons, Mapping) else {}
        self.fields["decision"].choices = [(key, Decision(key).label) for key in decisions]  # type: ignore[attr-defined]
        self.fields["listed"].choices = _offered(reasons)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("version", "") != self.version:
            self.add_error(None, "对方在您查看期间更新了资料，下面是最新内容，请核对后再提交意见。")
        decision = cleaned.get("decision")
        if decision and self.is_remarked and decision != Decision.RETURNED:
            self.add_error("decision", "逐项意见只用于“退回修改”。请改选“退回修改”，或清空逐项意见。")
        elif decision in {Decision.RETURNED, Decision.REFUSED} and not (
            self.reasons_text or self.is_remarked
        ):
            self.add_error("note", "请勾选或填写理由，对方需要知道怎样修改。")
        self._check_listed(cleaned)
        return cleaned

    def _check_listed(self, cleaned: dict[str, Any]) -> None:
        decision = cleaned.get("decision")
        if not self.per_decision or not decision:
            return
        if set(cleaned.get("listed", [])) - set(self.per_decision.get(decision, ())):
            label = Decision(decision).label
            self.add_error("listed", f"勾选的理由不都属于“{label}”，请只勾选这一组的理由，或改选办理意见。")

    @property
    def reasons_text(self) -> str:
        return "".join([*self.cleaned_data.get("listed", []), self.cleaned_data.get("note", "")])
