"""Text from outside about imports."""

from typing import Any, ClassVar, cast

from django import forms

from greenbridge.accounts.forms import LineField
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.forms import UploadField
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.imports.mapping import LABELS, REQUIRED, ROWS_SEARCHED_FOR_HEADER
from greenbridge.suppliers.models import ImportProfile, ImportRun
from greenbridge.ui.forms import DateInput

LEFT_OUT = "-"  # said and not left empty: a choice that is made for every column is optional for none


class ListForm(forms.Form):
    """A list, its name and its day."""

    file = UploadField(
        label="名单文件",
        kinds=files.SHEETS,
        help_text="XLSX 或 CSV，不超过20 MB、200,000行。"
        f"列名在前{ROWS_SEARCHED_FOR_HEADER}行之内，每行一家单位；合并的单元格按旁边各行都填写了同样的内容读取。",
    )
    profile = forms.ModelChoiceField(
        ImportProfile.objects.all(),
        label="名单方案",
        required=False,
        empty_label="不用方案，自己填写名单名称",
        help_text="方案记有列对应和名单日期的取法，并与上一次的名单比较，指出新增、变更和不再出现的单位。",
    )
    source = LineField(
        label="名单名称",
        max_length=60,
        required=False,
        help_text="没有选方案时填写，会作为来源显示在机构页上。同一名单再次导入时请用同样的名称。",
        error_messages={"max_length": "名单名称请不超过60字。"},
    )
    listed_on = forms.DateField(
        label="名单日期",
        widget=DateInput,
        required=False,
        help_text="名单公布的日期。",
        error_messages={"invalid": "请填写正确的日期。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("profile") and not cleaned.get("source") and "source" not in self.errors:
            self.add_error("source", "请选择名单方案，或填写名单名称。")
        return cleaned

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
                choices=[(LEFT_OUT, "不导入"), *LABELS.items()],
                initial=column["key"] or LEFT_OUT,
                help_text="例如：" + "；".join(column["samples"])
                if column["samples"]
                else "这一列前几行没有内容。",
                error_messages={
                    "invalid_choice": "没有这一项，请重新选择。",
                    "required": "请选择这一列是什么，或选“不导入”。",
                },
            )

    @property
    def chosen(self) -> dict[str, str]:
        """Header → field, without the columns that are left out."""
        chosen = [
            (header, self.cleaned_data.get(f"column_{n}", "")) for n, header in enumerate(self._headers)
        ]
        return {header: key for header, key in chosen if key not in {"", LEFT_OUT}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing = [key for key in REQUIRED if key not in self.chosen.values()]
        for key in missing:
            self.add_error(None, f"请指明哪一列是“{LABELS[key]}”。")
        if missing:
            self.add_error(
                None,
                f"名单里没有这一列的，请取消导入，补上后重新上传；列名须在前{ROWS_SEARCHED_FOR_HEADER}行之内。",
            )
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


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a list is read that comes again and again."""

    columns = forms.CharField(
        label="列对应",
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行写一列：名单的列名＝平台的字段，例如“企业名称＝单位名称”。可用的字段："
        + "、".join(LABELS.values())
        + "。",
        error_messages={"required": "请至少写明统一社会信用代码和单位名称两列。"},
    )

    class Meta:
        model = ImportProfile
        fields = ("name", "authority", "province", "credential_kind", "service_types", "date_rule", "columns")
        widgets: ClassVar = {"service_types": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        province, kind, types = (
            cast("forms.ModelChoiceField[Any]", self.fields[name])
            for name in ("province", "credential_kind", "service_types")
        )
        province.empty_label = kind.empty_label = "不限"
        province.queryset = Region.objects.current().filter(level=Region.Level.PROVINCE)
        types.queryset = ServiceType.objects.current().filter(parent=None)
        lines = (f"{header}＝{LABELS[key]}" for header, key in self.instance.columns.items())
        self.initial["columns"] = "\n".join(lines)

    def clean_columns(self) -> dict[str, str]:
        """Header → field."""
        keys = {label: key for key, label in LABELS.items()}
        columns = {}
        for line in filter(None, map(str.strip, self.cleaned_data["columns"].splitlines())):
            header, _, label = (part.strip() for part in line.replace("=", "＝").partition("＝"))
            if not header or label not in keys:
                raise forms.ValidationError(
                    f"没有认出“{line[:40]}”。请写成“列名＝字段”，字段取自上面列出的名称。"
                )
            columns[header] = keys[label]
        if not set(REQUIRED) <= set(columns.values()):
            raise forms.ValidationError("请至少写明统一社会信用代码和单位名称两列。")
        return columns


class GoneForm(forms.Form):
    """What was found out about several bodies that a list has no more."""

    decision = forms.ChoiceField(
        choices=[("settled", "记录核实情况")], initial="settled", widget=forms.HiddenInput
    )
    note = LineField(
        label="核实情况",
        max_length=200,
        help_text="勾选的每家都记下这句话，写在机构页的名单记录旁边。",
        error_messages={"required": "请写明核实到的情况。"},
    )
