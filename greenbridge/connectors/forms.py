"""Text from outside about sources."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, ReasonField, TextField
from greenbridge.connectors import checking, flat, queries
from greenbridge.connectors.models import QUICKEST, SLOWEST, Snapshot, Source
from greenbridge.core import clock
from greenbridge.files.forms import UploadField
from greenbridge.files.services import SHEETS

BEFORE = "s_"
GROUPS = (
    ("list", "列表", ("row", "rows", "fields", "link", "columns")),
    ("detail", "详情页", ("detail",)),
    ("lists", "取哪些列表", ("lists", "pages", "walks_all", "days", "day_format", "regions", "signs_only")),
)
OTHERS = ("others", "其他")
Group = tuple[str, str, list[forms.BoundField]]


class SettingsForm(forms.Form):
    """How a source is read: a field for each selector, and the whole as JSON for who adds or takes away one."""

    is_on = forms.BooleanField(label="每晚自动取回", required=False)
    pace = forms.IntegerField(
        label="两次请求相隔秒数",
        min_value=QUICKEST,
        max_value=SLOWEST,
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value"], f"请填写{QUICKEST}至{SLOWEST}的整数。"
        ),
    )
    base = forms.URLField(
        label="网址",
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "请填写完整的网址，以 https:// 或 http:// 开头。"},
    )
    hosts = LineField(
        label="允许访问的网站",
        required=False,
        max_length=500,
        help_text="域名，用空格分开。其他网站一律不访问，转向也不跟随。",
    )
    whole = forms.CharField(
        label="全部设置（JSON）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="需要增加或去掉一项时在这里修改；留空则以上面各项为准。",
    )
    snapshot = forms.ChoiceField(
        label="在哪个留存的网页上试",
        required=False,
        error_messages={"invalid_choice": "这个网页已不在留存中，请另选一个。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = ReasonField(label="修改理由", required=False, help_text="保存时填写，会留在修改记录里。")

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "is_on": source.is_on,
            "pace": source.pace,
            "base": source.base,
            "hosts": " ".join(source.hosts),
            "version": source.version,
        }
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["snapshot"].choices = [(str(page.pk), _named(page)) for page in queries.stored(source)]  # type: ignore[attr-defined]
        for way, leaf in flat.leaves(source.settings).items():
            self.fields[BEFORE + way] = _field(flat.label(way), leaf)

    def common(self) -> list[forms.BoundField]:
        """What every source has."""
        return [self[name] for name in ("is_on", "pace", "base", "hosts")]

    def groups(self) -> list[Group]:
        """The single settings, what is mended most often first."""
        known = {name for _, _, names in GROUPS for name in names}
        found = [(key, title, self._of(names)) for key, title, names in GROUPS]
        rest = [
            self[name] for name in self._ways() if name.removeprefix(BEFORE).split(flat.STEP)[0] not in known
        ]
        return [group for group in (*found, (*OTHERS, rest)) if group[2]]

    def _of(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[way] for way in self._ways() if way.removeprefix(BEFORE).split(flat.STEP)[0] in names]

    def _ways(self) -> list[str]:
        return [name for name in self.fields if name.startswith(BEFORE)]

    def clean_whole(self) -> Any:
        text = self.cleaned_data["whole"].strip()
        if not text:
            return None
        try:
            settings = json.loads(text)
        except ValueError as wrong:
            raise ValidationError("这不是完整的 JSON，请检查引号和逗号。") from wrong
        if not isinstance(settings, dict):
            raise ValidationError("全部设置应以 { 开头，以 } 结束。")
        return settings

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        values = {name.removeprefix(BEFORE): cleaned[name] for name in self._ways() if name in cleaned}
        cleaned["settings"] = cleaned.get("whole") or flat.changed(self.source.settings, values)
        if not self.errors and (faults := checking.faults(self.source.adapter, cleaned["settings"])):
            raise ValidationError([f"{fault}。" for fault in faults])
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What is to be saved."""
        names = ("is_on", "pace", "base", "settings")
        return {name: self.cleaned_data[name] for name in names} | {
            "hosts": self.cleaned_data["hosts"].lower().split()
        }


def _named(page: Snapshot) -> str:
    """What a stored page is called in the list of them."""
    said = page.fault or page.row.get("words", {}).get("title") or page.address
    return f"{page.get_kind_display()}：{said[:60]}（{clock.written(page.seen_at)}）"


def _field(label: str, leaf: flat.Leaf) -> forms.Field:
    if isinstance(leaf, bool):
        return forms.BooleanField(label=label, initial=leaf, required=False)
    if isinstance(leaf, int):
        return forms.IntegerField(
            label=label, initial=leaf, error_messages={"invalid": f"“{label}”请填写整数。"}
        )
    return forms.CharField(
        label=label,
        initial=leaf,
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )


class FileForm(forms.Form):
    """A list of notices that a person got from the site."""

    file = UploadField(
        label="公告清单",
        kinds=SHEETS,
        help_text="CSV 或 XLSX，不超过20 MB。第一行是列名：公告标题、网址、发布时间，可加地区、采购人、项目编号。",
    )


class PasteForm(forms.Form):
    """One notice, copied from a site by a person."""

    title = LineField(label="公告标题", max_length=300, error_messages={"required": "请填写公告标题。"})
    address = forms.URLField(
        label="原文网址",
        max_length=1000,
        assume_scheme="https",
        error_messages={
            "required": "请填写原文网址。",
            "invalid": "请填写完整的网址，以 https:// 或 http:// 开头。",
        },
    )
    published = LineField(
        label="发布时间",
        max_length=40,
        help_text="例如 2026-11-23 10:00。",
        error_messages={"required": "请填写发布时间。"},
    )
    region = LineField(
        label="地区", max_length=40, required=False, help_text="原文写明的行政区域，例如青浦区。"
    )
    text = TextField(
        label="公告正文",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="从原文复制。项目编号、采购人、预算金额、截止时间写成“名称：内容”一行的，会自动读出。",
        error_messages={"required": "请粘贴公告正文。"},
    )
