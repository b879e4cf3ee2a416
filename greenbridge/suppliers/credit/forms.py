"""Text from outside about credit information."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import LineField, ReasonField, TextField
from greenbridge.accounts.reviews import Decision
from greenbridge.files import services as files
from greenbridge.files.forms import ProofField, UploadField
from greenbridge.suppliers.credit.checks import Document, Found
from greenbridge.suppliers.credit.runs import MOST_RECORDS
from greenbridge.suppliers.credit.sites import sites
from greenbridge.suppliers.models import CreditCheck, CreditRecord
from greenbridge.ui.forms import PastDayField

Finding, Outcome, Kind = CreditCheck.Finding, CreditCheck.Outcome, CreditRecord.Kind


class HandoverForm(forms.Form):
    """A file that was handed over, by whom, and when."""

    file = UploadField(
        label="交换文件",
        kinds=files.RECORDS,
        help_text=f"JSON 或 CSV，不超过20 MB、{MOST_RECORDS:,}条。每条一份文书，写明类型、统一社会信用代码和文书号。",
    )
    source = LineField(
        label="来源",
        max_length=60,
        help_text="例如“信用中国”“政府采购网”，会写在机构页上；记录自己写明来源的，以记录为准。再次导入请用同样的名称。",
        error_messages={"required": "请填写来源，例如“信用中国”。", "max_length": "来源请不超过60字。"},
    )
    handed_on = PastDayField(
        label="交付日期",
        help_text="对方交出文件的日期。",
        error_messages={"required": "请填写交付日期。", "invalid": "请填写正确的日期。"},
    )


class ReportForm(forms.Form):
    """A body's credit report, and the day on which it was made out."""

    file = UploadField(
        label="信用报告",
        kinds=("pdf",),
        help_text="信用中国出具的《信用信息报告》，PDF 原件，不超过20 MB。",
    )
    issued_on = PastDayField(
        label="报告日期",
        help_text="报告首页写明的生成日期，须在六个月内。",
        error_messages={"required": "请填写报告日期。", "invalid": "请填写正确的日期。"},
    )


class ObjectionForm(forms.Form):
    """What is wrong with a credit record."""

    statement = TextField(
        label="异议内容",
        max_length=2000,
        help_text="写明哪一处不对、实际情况是什么。已经修复的，写明修复日期和作出决定的机关。",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写明异议内容，协会据此核实。"},
    )
    file = ProofField(label="证明材料", help_text="可不上传。例如信用修复决定书。")


class ObjectionAnswerForm(forms.Form):
    """What comes of an objection, and why."""

    decision = forms.ChoiceField(
        label="答复",
        choices=[
            (Decision.PASSED, "异议成立，撤下这条记录"),
            (Decision.REFUSED, "记录无误，保留并去掉“异议中”"),
            (Decision.RETURNED, "待来源答复，保留并标明“异议中”"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择答复。"},
    )
    reasons = ReasonField(
        help_text="机构会原样收到。", error_messages={"required": "请写明核实的情况和理由。"}
    )


class CheckForm(forms.Form):
    """What an officer saw on each site, on one day. Sites that are left blank were not looked at."""

    looked_on = PastDayField(
        label="查看日期", error_messages={"required": "请填写查看日期。", "invalid": "请填写正确的日期。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Each field names its site: who goes from one to the next does not see the heading.
        for key, site in sites().items():
            self.fields[f"finding_{key}"] = forms.ChoiceField(
                label=f"{site.name}：核查结果",
                choices=Finding.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"text_{key}"] = TextField(
                label=f"{site.name}：情况",
                max_length=1000,
                required=False,
                help_text="有异常的，写明文书号、内容和决定机关；无法查询的，写明原因。",
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"file_{key}"] = UploadField(
                label=f"{site.name}：截图或PDF",
                kinds=("pdf", "png", "jpg"),
                required=False,
                help_text="有异常的必须上传。不超过20 MB。",
            )

    def asked_about(self, key: str) -> tuple[forms.BoundField, list[forms.BoundField], bool]:
        """What is asked about one site: the finding, what an anomaly needs, and whether that is to be seen at once."""
        more = [self[f"{name}_{key}"] for name in ("text", "file")]
        return self[f"finding_{key}"], more, any(field.errors or field.value() for field in more)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key in sites():
            self._clean_site(key)
        if not self.errors and not self.found:
            self.add_error(None, "请至少选择一个网站的核查结果。")
        return cleaned

    def _clean_site(self, key: str) -> None:
        finding, text, file = (self.cleaned_data.get(f"{name}_{key}") for name in ("finding", "text", "file"))
        if not finding and (text or file) and f"finding_{key}" not in self.errors:
            self.add_error(f"finding_{key}", "请选择这个网站的核查结果。")
        if finding in {Finding.ANOMALY, Finding.UNAVAILABLE} and not text:
            self.add_error(f"text_{key}", f"{Finding(finding).label}的，请写明情况。")
        if finding == Finding.ANOMALY and not (file or f"file_{key}" in self.errors):
            self.add_error(f"file_{key}", "有异常的，请上传网站的截图或PDF。")

    @property
    def found(self) -> list[Found]:
        facts = self.cleaned_data
        return [
            Found(key, facts[f"finding_{key}"], facts.get(f"text_{key}", ""), facts.get(f"file_{key}"))
            for key in sites()
            if facts.get(f"finding_{key}")
        ]


class AnomalyForm(forms.Form):
    """Whether an anomaly goes on the record, as which document."""

    outcome = forms.ChoiceField(
        label="复核结果",
        choices=[(Outcome.RECORDED, "属实，登记为信用记录"), (Outcome.DROPPED, "不登记")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择复核结果。"},
    )
    kind = forms.ChoiceField(
        label="种类",
        choices=[(kind, kind.label) for kind in (Kind.PENALTY, Kind.PUNISHMENT)],
        required=False,
    )
    number = LineField(
        label="文书号",
        max_length=100,
        required=False,
        help_text="登记时填写，处罚或列入决定的文号，按网站所写填写。",
    )
    title = LineField(
        label="文书名称或类别",
        max_length=200,
        required=False,
        help_text="登记时填写，例如：罚款，列入严重失信主体名单。",
    )
    authority = LineField(label="决定机关", max_length=100, required=False, help_text="登记时填写。")
    decided_on = PastDayField(
        label="决定日期",
        required=False,
        help_text="登记时填写。",
        error_messages={"invalid": "请填写正确的日期。"},
    )
    content = TextField(
        label="内容",
        max_length=1000,
        required=False,
        help_text="会在机构页公开，不要写个人姓名和证件号码。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    note = TextField(
        label="不登记的理由",
        max_length=500,
        required=False,
        help_text="例如：已经修复，不是同一家单位，已有这条记录。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == Outcome.DROPPED and not cleaned.get("note"):
            self.add_error("note", "请写明不登记的理由。")
        if outcome == Outcome.RECORDED:
            for name in ("number", "title", "authority", "decided_on"):
                if not (cleaned.get(name) or name in self.errors):
                    self.add_error(name, f"登记为信用记录的，请填写{self.fields[name].label}。")
        return cleaned

    @property
    def document(self) -> Document:
        names = ("kind", "number", "title", "authority", "decided_on", "content")
        return Document(**{name: self.cleaned_data[name] for name in names})
