"""What an editor writes of an official system."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from greenbridge.reference.models import Region
from greenbridge.suppliers.forms import regions_named


class RegionsField(forms.CharField):
    """Regions by their names, one after the other: there are thousands to choose from."""

    def to_python(self, value: Any) -> Any:
        return regions_named(str(value or ""))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return value
        return "、".join(region.full_name for region in value or [] if isinstance(region, Region))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.disabled is False and self.prepare_value(initial) != (data or ""))

    def validate(self, value: Any) -> None:
        """None named is the whole country."""

    def run_validators(self, value: Any) -> None:
        """They are for text, and this is regions by now."""


class GuideForm(WagtailAdminModelForm):
    regions = RegionsField(
        label="适用地区",
        required=False,
        help_text="填写省、市、区县名称，用顿号分开，例如：上海市、苏州市吴江区。不填表示全国。",
    )
