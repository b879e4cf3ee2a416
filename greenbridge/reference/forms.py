"""Divisions as people write them: by name, one after the other."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from greenbridge.reference.models import Region


def regions_named(written: str) -> list[Region]:
    """The regions that somebody wrote down one after the other. Raises ValidationError, naming what is not known."""
    return [_region_named(name) for name in re.split(r"[、,，;；\s]+", written) if name]


def _region_named(name: str) -> Region:
    above_towns = Region.objects.current().filter(level__lte=Region.Level.COUNTY)
    exactly, shortened = (
        Q(name=name) | Q(full_name=name),
        Q(name__startswith=name) | Q(full_name__endswith=name),
    )
    found = above_towns.filter(exactly).first() or above_towns.filter(shortened).first()
    if found is None:
        raise ValidationError(f"没有找到“{name}”，请填写省、市或区县的全称。")
    return found


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
