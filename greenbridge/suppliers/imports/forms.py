"""Text from outside about imports."""

from typing import Any

from django import forms

from greenbridge.accounts.forms import LineField
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.forms import UploadField
from greenbridge.suppliers.imports.mapping import LABELS, REQUIRED
from greenbridge.suppliers.models import ImportRun
from greenbridge.ui.forms import DateInput


class ListForm(forms.Form):
    """A list, its name and its day."""

    file = UploadField(
        label="名单文件",
        kinds=files.SHEETS,
        help_text="XLSX 或 CSV，不超过20 MB、200,000行。第一行是列名，每行一家单位。",
    )
    source = LineField(
        label="名单名称",
        max_length=60,
        help_text="会作为来源显示在机构页上。同一名单再次导入时请用同样的名称。",
        error_messages={"required": "请填写名单名称。", "max_length": "名单名称请不超过60字。"},
    )
    listed_on = forms.DateField(
        label="名单日期",
        widget=DateInput,
        required=False,
        help_text="名单公布的日期。",
        error_messages={"invalid": "请填写正确的日期。"},
    )

    def clean_listed_on(self) -> Any:
        listed_on = self.cleaned_data["listed_on"]
        if listed_on and listed_on > clock.today():
            raise forms.ValidationError("名单日期不能晚于今天，请核对。")
        return listed_on


class MappingForm(forms.Form):
    """One select per column of the list."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sheets = run.mapping["sheets"]
        self._headers = [column["header"] for column in run.mapping["columns"]]
        for position, column in enumerate(run.mapping["columns"]):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=column["header"],
                choices=[("", "不导入"), *LABELS.items()],
                initial=column["key"],
                required=False,
                help_text="例如：" + "；".join(column["samples"])
                if column["samples"]
                else "这一列前几行没有内容。",
                error_messages={"invalid_choice": "没有这一项，请重新选择。"},
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Header → field, without the columns that are left out."""
        chosen = [
            (header, self.cleaned_data.get(f"column_{n}", "")) for n, header in enumerate(self._headers)
        ]
        return {header: key for header, key in chosen if key}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key in REQUIRED:
            if key not in self.chosen.values():
                self.add_error(None, f"请指明哪一列是“{LABELS[key]}”。")
        for sheet in self._sheets:
            self._refuse_doubles([header for header in sheet["headers"] if header in self.chosen])
        return cleaned

    def _refuse_doubles(self, headers: list[str]) -> None:
        """Different sheets may call the same thing differently; on one sheet a field has one column."""
        first: dict[str, str] = {}
        for header in headers:
            other = first.setdefault(self.chosen[header], header)
            name = f"column_{self._headers.index(header)}"
            if other != header and name not in self.errors:
                label = LABELS[self.chosen[header]]
                self.add_error(name, f"“{other}”已对应“{label}”。请只保留一列，另一列选“不导入”。")
