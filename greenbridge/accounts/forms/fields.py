"""Fields that the forms of all rooms share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.core import credit_code, mobile, money
from greenbridge.core.text import clean_line, clean_text
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import resolve


class LineField(forms.CharField):
    """One line of text without control characters."""

    def clean(self, value: Any) -> str:
        return str(super().clean(clean_line(value) if isinstance(value, str) else value))


class WanField(forms.DecimalField):
    """An amount typed in 万元, cleaned to 分."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {
            "min_value": Decimal("0.01"),
            "max_digits": 10,
            "decimal_places": 2,
            "required": False,
        }
        super().__init__(**usual | options)
        self.error_messages["invalid"] = "请填写数字，单位为万元，例如 20 或 35.5。"

    def clean(self, value: Any) -> Any:
        wan = super().clean(value)
        return None if wan is None else money.from_wan(wan)


class TextField(forms.CharField):
    """Several lines of text without control characters."""

    widget = forms.Textarea

    def clean(self, value: Any) -> str:
        return str(super().clean(clean_text(value) if isinstance(value, str) else value))


class CreditCodeField(forms.CharField):
    """A unified social credit code, checked and folded."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "统一社会信用代码")
        options.setdefault("help_text", "18位，见营业执照。")
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return credit_code.parse(text)
        except credit_code.BadCreditCode as wrong:
            raise ValidationError(str(wrong)) from wrong


class RegionWidget(forms.TextInput):
    """Selects from province to town, each brought by the one above; whoever has no script writes the place down."""

    template_name = "accounts/widgets/region.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        region = Region.objects.filter(code=value).first() if value else None
        chosen = region.path if region else []
        parents: list[str | None] = [None, *chosen][:4]
        context["written"] = "" if region else value or ""
        context["levels"] = [
            {
                "label": Region.Level(depth + 1).label,
                "options": Region.objects.current().filter(level=depth + 1, parent=parent),
                "chosen": chosen[depth] if depth < len(chosen) else "",
            }
            for depth, parent in enumerate(parents)
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The code of the place that was written down, else of the deepest level that was chosen.

        Words that name no place come back as they are, to be shown again with the refusal.
        """
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        written = next((text for text in values if text and not text.isdecimal()), "")
        if written:
            found = resolve(written)
            return found.region_code if found else written
        return max(values, key=len, default="")


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A division, at least as deep as ``depth``; typed or chosen."""

    widget = RegionWidget

    def __init__(self, *, depth: int = Region.Level.COUNTY, **options: Any) -> None:
        super().__init__(queryset=Region.objects.current(), **options)
        self.depth = depth
        self.error_messages["required"] = "请选择所在地区。"
        self.error_messages["invalid_choice"] = "没有找到这个地区，请重新选择。"

    def clean(self, value: Any) -> Region:
        region: Region = super().clean(value)
        if region and region.level < self.depth:
            raise ValidationError(f"请选择到{Region.Level(self.depth).label}。")
        return region


class MobileField(forms.CharField):
    """A mobile number, folded to one form."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "手机号")
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))
        options["error_messages"] = {"required": "请填写手机号。"}
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return mobile.parse(text) if text else ""
        except mobile.BadMobile as wrong:
            raise ValidationError(str(wrong)) from wrong
