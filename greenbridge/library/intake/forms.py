"""What editors send in and what they correct of what was read."""

import re
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Q

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.accounts.models import User
from greenbridge.core.text import clean_line
from greenbridge.files.forms import WordsField
from greenbridge.library.facts import Facts
from greenbridge.library.intake import opening
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.opening import KINDS
from greenbridge.library.intake.services import SAID, Given
from greenbridge.library.models import Correction, Version, Work
from greenbridge.library.models.works import NUMBER, SOURCE
from greenbridge.reference.models import HOME_PROVINCES, Region
from greenbridge.ui.forms import DateInput

_BETWEEN = re.compile(r"[、,，;；\n]+")
MOST_ISSUERS = 12
MOST_PASTED = 500_000  # characters; the longest code of law has three fifths of it


class IssuersField(forms.CharField):
    """Who makes a text, several with 、 between them. Cleaned value: their names."""

    def clean(self, value: Any) -> Any:
        names = [clean_line(name) for name in _BETWEEN.split(super().clean(value))]
        return [name for name in names if name][:MOST_ISSUERS]


class WordsForm(forms.Form):
    """One document, as a file or pasted."""

    file = WordsField(
        label="文件",
        kinds=KINDS,
        required=False,
        help_text="Word（.docx）、有文字的 PDF、网页（.html）、Markdown 或文本，不超过20 MB。",
    )
    text = TextField(
        label="或者粘贴全文",
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text="第一行写名称，一款一行。",
        # Not ``max_length``: a browser would cut the text off without a word.
        validators=[MaxLengthValidator(MOST_PASTED, "粘贴的文字太长（超过50万字），请存为文件后上传。")],
    )

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        has_file, has_text = bool(self.cleaned_data["file"]), bool(self.cleaned_data["text"])
        if not has_file and not has_text:
            self.add_error("file", "请选择文件，或者在下面粘贴全文。")
        if has_file and has_text:
            self.add_error("text", "文件和粘贴的文字只能有一样，请去掉其中一样。")
        return self.cleaned_data

    def document(self) -> Document:
        """Raises what ``opening.document_of`` raises."""
        words: str = self.cleaned_data["text"]
        return opening.pasted(words) if words else opening.document_of(self.cleaned_data["file"])


class DocumentForm(WordsForm):
    """One document, and what its text does not say of itself."""

    source = forms.CharField(
        label="来源", max_length=SOURCE, required=False, help_text="例如：生态环境部网站。"
    )
    promulgated_on = forms.DateField(label="公布日期", required=False, widget=DateInput)
    effective_on = forms.DateField(label="施行日期", required=False, widget=DateInput)
    number = forms.CharField(label="文号或标准号", max_length=NUMBER, required=False)
    issuers = IssuersField(
        label="制定机关", max_length=400, required=False, help_text="用全称，几个机关之间用顿号。"
    )
    kind = forms.ChoiceField(label="效力级别", choices=[("", "自动识别"), *Work.Kind.choices], required=False)

    @property
    def words(self) -> list[forms.BoundField]:
        """Where the document itself is given."""
        return [self[name] for name in WordsForm.base_fields]

    @property
    def stated(self) -> list[forms.BoundField]:
        """What may be said of it besides."""
        return [field for field in self if field.name not in WordsForm.base_fields]

    def given(self, by: User) -> Given:
        """The document is held, so that its editor looks at it first."""
        said = {name: value for name in SAID if (value := self.cleaned_data[name])}
        return Given(
            kind=self.cleaned_data["kind"],
            source=self.cleaned_data["source"],
            said=said,
            is_held=True,
            actor=by,
        )


class PublishForm(forms.Form):
    """That somebody looked at what is doubtful about a text; nothing is asked where nothing is."""

    checked = forms.BooleanField(
        label="我已核对上述提示",
        error_messages={"required": "请先核对上面的提示，再勾选“我已核对上述提示”。"},
    )

    def __init__(self, data: Any, *, version: Version) -> None:
        super().__init__(data)
        if not version.warnings:
            del self.fields["checked"]


class CorrectionForm(WordsForm):
    """The right words of a published text, and what was wrong."""

    reason = ReasonField(
        label="更正的理由",
        help_text="写明哪里与原文不同，例如：第三条漏了一款。采用后，理由和更正前后的文字对读者公开。法规修改过的，请作为新的文本收录。",
        error_messages={"required": "请写明更正的理由。"},
    )


class DecisionForm(forms.Form):
    """What becomes of a correction."""

    outcome = forms.ChoiceField(
        label="审核结果",
        choices=Correction.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择审核结果。"},
    )
    note = TextField(
        label="审核意见",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="不采用的，写明理由。",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("outcome") == Correction.Outcome.REFUSED and not self.cleaned_data.get(
            "note"
        ):
            self.add_error("note", "请写明不采用的理由。")
        return self.cleaned_data


class SetAsideForm(forms.Form):
    """Why a text is sent back."""

    reason = ReasonField(
        label="退回的理由",
        help_text="写明哪里不对，上传的人会收到。文本保留在“已退回”，可以取回。",
        error_messages={"required": "请写明退回的理由。"},
    )


class FactsForm(forms.Form):
    """What is known of a text that is held."""

    title = forms.CharField(label="名称", max_length=200, error_messages={"required": "请填写名称。"})
    kind = forms.ChoiceField(label="效力级别", choices=Work.Kind.choices)
    number = forms.CharField(label="文号或标准号", max_length=NUMBER, required=False)
    issuers = IssuersField(
        label="制定机关", max_length=400, required=False, help_text="用全称，几个机关之间用顿号。"
    )
    region = forms.ModelChoiceField(
        label="适用地区",
        queryset=Region.objects.none(),
        required=False,
        empty_label="全国",
    )
    promulgated_on = forms.DateField(label="公布日期", required=False, widget=DateInput)
    effective_on = forms.DateField(label="施行日期", required=False, widget=DateInput)
    expires_on = forms.DateField(
        label="有效期至", required=False, widget=DateInput, help_text="文件自己写明的最后一天。"
    )
    source_url = forms.URLField(label="原文链接", max_length=500, required=False, assume_scheme="https")

    def __init__(self, data: Any, *, version: Version) -> None:
        super().__init__(data, initial=self._read_of(version))
        near = Q(code__in=HOME_PROVINCES) | Q(parent__in=HOME_PROVINCES) | Q(pk=version.work.region_id)
        cast(forms.ModelChoiceField[Region], self.fields["region"]).queryset = Region.objects.filter(near)

    @staticmethod
    def _read_of(version: Version) -> dict[str, Any]:
        work = version.work
        return {
            "title": version.title,
            "kind": work.kind,
            "number": version.number,
            "issuers": "、".join(issuer.name for issuer in work.issuers.all()),
            "region": work.region_id,
            "promulgated_on": version.promulgated_on,
            "effective_on": version.effective_on,
            "expires_on": version.expires_on,
            "source_url": version.source_url,
        }

    def facts(self, version: Version) -> Facts:
        """The facts as corrected, with the text as it is."""
        said = self.cleaned_data | {
            "region": self.cleaned_data["region"].code if self.cleaned_data["region"] else ""
        }
        return Facts(
            text=version.text,
            history=version.history,
            source=version.source,
            fetched_at=version.fetched_at,
            standard_class=version.work.standard_class,
            **said,
        )
