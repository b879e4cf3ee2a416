"""What an editor writes, and the picture that goes with it."""

import re
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm

from greenbridge.core.text import clean_line
from greenbridge.files.forms import UploadField
from greenbridge.library.models import Issuer, Picture, Work, Writing
from greenbridge.library.writings import queries, services
from greenbridge.reference.forms import RegionsField


class WritingForm(WagtailAdminModelForm):
    regions = RegionsField(
        label="适用地区",
        required=False,
        help_text="填写省、市、区县名称，用顿号分开，例如：上海市、苏州市吴江区。不填表示全国。",
    )

    def clean(self) -> dict[str, Any]:
        """News says where it is from; a draft may still be without."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == Writing.Kind.NEWS and not self.is_deferred_validation:
            for name, sentence in (
                ("source", "资讯须写明来源，例如：生态环境部。"),
                ("source_url", "资讯须附原文链接。"),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


class PictureForm(WagtailAdminModelForm):
    """A new picture comes with its file; of one that is there only the words change."""

    instance: Picture
    upload = UploadField(kinds=services.PICTURES, label="图片", help_text="JPG 或 PNG，不超过20 MB。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["upload"]

    def save(self, commit: bool = True) -> Picture:
        """A new one is made by the service, which keeps the file with it."""
        if commit and self.instance.pk is None:
            said = self.cleaned_data
            self.instance = services.take_picture(
                said["upload"], said["title"], said["words"], editor=self.for_user
            )
            return self.instance
        kept: Picture = super().save(commit)
        return kept


class NamesField(forms.CharField):
    """Several names, one after the other. Cleaned value: a list of them."""

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "、".join(str(one) for one in value or [])

    def to_python(self, value: Any) -> Any:
        return [name for name in map(clean_line, re.split(r"[、,，;；]", str(value or ""))) if name]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or ""))

    def validate(self, value: Any) -> None:
        """None named is none."""

    def run_validators(self, value: Any) -> None:
        """They are for text."""


class IssuersField(NamesField):
    """Issuers by their names. Cleaned value: the rows."""

    def to_python(self, value: Any) -> Any:
        names = super().to_python(value)
        known = {issuer.name: issuer for issuer in Issuer.objects.filter(name__in=names)}
        for name in names:
            if name not in known:
                raise forms.ValidationError(f"没有“{name}”这个制定机关，请核对名称。")
        return [known[name] for name in names]


class WorkForm(WagtailAdminModelForm):
    short_titles = NamesField(label="简称", required=False, help_text="用顿号分开，例如：固废法、固废条例。")
    issuers = IssuersField(label="制定机关", required=False, help_text="全称，用顿号分开。")

    def save(self, commit: bool = True) -> Work:
        work: Work = super().save(commit)
        if commit:
            services.follow_work(work)
        return work


class WorkFilterForm(BaseFilterForm):
    """How an editor finds a document among hundreds."""

    q = forms.CharField(label="名称或标准号", required=False, max_length=100)

    def filter(self, objects: Any) -> Any:
        words = clean_line(self.cleaned_data["q"])
        self.is_searching, self.search_query = bool(words), words
        return objects.filter(queries.works_called(words)) if words else objects
