"""What is written into one further part of a record."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, TextField
from greenbridge.core import clock
from greenbridge.files.forms import UploadField
from greenbridge.suppliers.models import RecordPart
from greenbridge.suppliers.parts import SHAPES, Column
from greenbridge.ui.forms import DateInput

EARLIEST_YEAR = 1980


class PartForm(forms.Form):
    """The columns of one kind, as ``parts.SHAPES`` names them."""

    def __init__(self, *args: Any, kind: str, part: RecordPart | None = None) -> None:
        super().__init__(*args)
        for column in SHAPES[kind].columns:
            self.fields[column.name] = _field(column)
            if part and column.name != "evidence":
                self.initial[column.name] = getattr(part, column.name)
        if part and part.evidence:
            self.fields["evidence"].help_text = f"已有“{part.evidence.name}”，不另外上传则保留。"

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day and day < clock.today():
            raise ValidationError("证书已过期，请填写在有效期内的证书。")
        return day

    def clean_year(self) -> Any:
        year = self.cleaned_data["year"]
        if year > clock.today().year:
            raise ValidationError("年份不能晚于今年，请填写已经完成的项目。")
        return year


def _field(column: Column) -> forms.Field:
    verb = "选择" if column.name == "band" else "填写"
    options: dict[str, Any] = {
        "label": column.label,
        "required": column.is_required,
        "help_text": column.hint,
        "error_messages": {"required": f"请{verb}{column.label}。"},
    }
    match column.name:
        case "quantity":
            options["error_messages"] |= dict.fromkeys(
                ("invalid", "min_value", "max_value"), "请填写不小于1的整数。"
            )
            return forms.IntegerField(min_value=1, max_value=100_000, **options)
        case "year":
            wrong = f"请填写四位数的年份，不早于{EARLIEST_YEAR}年。"
            options["error_messages"] |= dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
            return forms.IntegerField(min_value=EARLIEST_YEAR, max_value=9999, **options)
        case "band":
            return forms.ChoiceField(choices=[("", "不公开"), *RecordPart.Band.choices], **options)
        case "valid_until":
            options["error_messages"]["invalid"] = "请填写正确的日期。"
            return forms.DateField(widget=DateInput, **options)
        case "text":
            return TextField(max_length=1000, **options)
        case "evidence":
            del options["error_messages"]
            return UploadField(kinds=("pdf", "png", "jpg"), **options)
        case _:
            longest = {"person": 40, "number": 60}
            return LineField(max_length=longest.get(column.name, 80), **options)
