"""Text from outside about entries of the ledger and flags."""

import re
from collections.abc import Container, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import ReasonField, TextField
from greenbridge.core.text import clean_line
from greenbridge.library import references
from greenbridge.library.addresses import parsed, words
from greenbridge.library.ledger.articles import Row
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import Effect, Recheck, Version, Work
from greenbridge.reference.queries import children_of
from greenbridge.ui.forms import DateInput

LONGEST = 200


def one_work(named: str) -> Work | None:
    """The one work that is so called; none where the library does not hold it. Several are told apart by their addresses."""
    works = references.works_named(named)
    if len(works) > 1:
        said = "、".join(f"{work.title}（{work.get_kind_display()}，填 {work.code}）" for work in works[:5])
        raise ValidationError(f"有几个文件都叫这个名称，请改填地址：{said}。")
    return works[0] if works else None


class NameField(forms.CharField):
    """A document by title, number or address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)

    def clean(self, value: Any) -> str:
        return clean_line(str(super().clean(value))).strip("《》")


class ClauseField(forms.CharField):
    """A clause as people write it; its address comes out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, max_length=40, help_text="例如第十二条第二款；整个文件的不填。", **options
        )

    def clean(self, value: Any) -> str:
        written = str(super().clean(value))
        address = parsed(written) if written else ""
        if written and not address:
            raise ValidationError("请写成“第十二条”或“第十二条第二款”的样子。")
        return address


class EntryForm(forms.Form):
    """One entry: which text says it, what it does, to what, where, from when."""

    kind = forms.ChoiceField(
        label="变动",
        choices=Effect.Kind.choices,
        error_messages={"required": "请选择变动。", "invalid_choice": "请选择列出的变动。"},
    )
    by = NameField(
        label="依据的文件",
        help_text="填名称、标准号或地址，须已收录。",
        error_messages={"required": "请填写依据的文件。"},
    )
    by_day = forms.DateField(
        label="依据的文本日期",
        required=False,
        widget=DateInput,
        help_text="不填为最新的文本。",
        error_messages={"invalid": "请填写正确的日期。"},
    )
    by_address = ClauseField(label="依据的条款")
    target = NameField(
        label="对象",
        help_text="填名称、标准号或地址。尚未收录的文件填全称，收录时自动关联。",
        error_messages={"required": "请填写对象。"},
    )
    target_address = ClauseField(label="对象的条款")
    since = forms.DateField(
        label="起始日期",
        required=False,
        widget=DateInput,
        help_text="不填为依据的施行日期。",
        error_messages={"invalid": "请填写正确的日期。"},
    )
    region = forms.ModelChoiceField(
        label="只在哪个地区",
        queryset=children_of(None),
        required=False,
        empty_label="全部适用地区",
        error_messages={"invalid_choice": "请选择列出的地区。"},
    )
    note = forms.CharField(label="说明", required=False, max_length=500, help_text="例如：第五条增加一款。")

    def clean_by(self) -> Work:
        work = one_work(self.cleaned_data["by"])
        if work is None or not work.versions.exists():
            raise ValidationError("没有收录这个文件，请先收录，或核对名称。")
        return work

    def clean_target(self) -> Work | str:
        named: str = self.cleaned_data["target"]
        return one_work(named) or named

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            (work := cleaned.get("by"))
            and "by_day" in cleaned
            and self._version(work, cleaned["by_day"]) is None
        ):
            self.add_error("by_day", "没有这一天的文本，请核对日期，或不填。")
        return cleaned

    @staticmethod
    def _version(work: Work, day: Any) -> Version | None:
        versions = work.versions.order_by("-dated_on")
        return (versions.filter(dated_on=day) if day else versions).first()

    @property
    def entry(self) -> Entry:
        facts = self.cleaned_data
        version, target, region = (
            self._version(facts["by"], facts["by_day"]),
            facts["target"],
            facts["region"],
        )
        if version is None:
            raise ValueError("the form is not valid")
        is_held = isinstance(target, Work)
        return Entry(
            kind=facts["kind"],
            by=version,
            by_address=facts["by_address"],
            target=target if is_held else None,
            target_title="" if is_held else target,
            target_address=facts["target_address"],
            since=facts["since"],
            region=region.code if region else "",
            note=facts["note"],
        )

    @staticmethod
    def of(effect: Effect) -> dict[str, Any]:
        """What stands on an entry, as the form writes it."""
        return {
            "kind": effect.kind,
            "by": effect.by.work.code,
            "by_day": effect.by.dated_on,
            "by_address": effect.ground,
            "target": effect.target.code if effect.target else effect.target_title,
            "target_address": effect.place,
            "since": effect.since,
            "region": effect.region_id,
            "note": effect.note,
        }


class ConfirmForm(forms.Form):
    """By what an entry was looked at, and what came of it."""

    basis = forms.CharField(
        label="核对依据",
        max_length=200,
        help_text="写明条款或者公布的文件，例如：《示例法》第六十条，或某年某月公布的废止清单。",
        error_messages={"required": "请写明核对依据：哪一条，或者哪个公布的文件。"},
    )
    basis_note = TextField(
        label="核对情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="用一句话写明对照了什么，结论是什么。",
        error_messages={"required": "请用一句话写明核对情况。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=500,
        help_text="显示在文件的变动栏里。原来写着“待核”的部分已经去掉。",
    )

    def clean_basis(self) -> str:
        return clean_line(self.cleaned_data["basis"])


class ArticlesForm(forms.Form):
    """Where the old articles of one page went; what is not ticked is no pair."""

    def __init__(self, data: Any, rows: Sequence[Row], known: Container[str], title: str) -> None:
        super().__init__(data)
        self._rows, self._known, self._title = rows, known, title
        for row in rows:
            went = row.confirmed or ([row.likely.address] if row.likely else [])
            self.fields[f"new-{row.clause.address}"] = forms.CharField(
                label=f"{row.clause}现为",
                required=False,
                max_length=LONGEST,
                initial="、".join(map(words, went)),
            )
            self.fields[f"is-{row.clause.address}"] = forms.BooleanField(
                label=f"{row.clause}已核对", required=False, initial=bool(row.confirmed)
            )

    @property
    def lines(self) -> Iterator[tuple[Row, forms.BoundField, forms.BoundField]]:
        for row in self._rows:
            yield row, self[f"new-{row.clause.address}"], self[f"is-{row.clause.address}"]

    @property
    def pairs(self) -> dict[str, list[str]]:
        """By old address the new ones."""
        return {row.clause.address: self._went(row) for row in self._rows}

    def clean(self) -> dict[str, Any]:
        for row in self._rows:
            name = f"new-{row.clause.address}"
            if self.cleaned_data.get(f"is-{row.clause.address}") and name in self.cleaned_data:
                self._check(name, self._went(row))
        return self.cleaned_data

    def _check(self, name: str, addresses: Sequence[str]) -> None:
        if not addresses:
            self.add_error(name, "请填写对应的条，或者不勾选“已核对”。")
        elif "" in addresses:
            self.add_error(name, "请写成“第十二条”的样子，几条之间用顿号隔开。")
        elif missing := [words(one) for one in addresses if one not in self._known]:
            self.add_error(name, f"《{self._title}》没有{'、'.join(missing)}，请核对。")

    def _went(self, row: Row) -> list[str]:
        if not self.cleaned_data.get(f"is-{row.clause.address}"):
            return []
        written = self.cleaned_data.get(f"new-{row.clause.address}", "")
        return list(dict.fromkeys(parsed(one) for one in re.split(r"[、，,；;\s]+", written) if one))


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    reason = ReasonField(
        label="撤销的理由",
        help_text="写明哪里不对。记录保留，时效按其余记录重新推算。",
        error_messages={"required": "请写明撤销的理由。"},
    )


class SettleForm(forms.Form):
    """What was done about a thing that cites a changed document."""

    outcome = forms.ChoiceField(
        label="处理结果",
        choices=Recheck.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择处理结果。"},
    )
    note = TextField(
        label="处理情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明核对了什么，改了什么。",
        error_messages={"required": "请写明处理情况。"},
    )
