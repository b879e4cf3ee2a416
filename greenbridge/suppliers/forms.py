"""Text from outside about suppliers."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, TextField
from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.files.forms import UploadField
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.reference.wastes import UnknownWaste, read_wastes
from greenbridge.suppliers.models import Supplier
from greenbridge.ui.forms import DateInput


class ProfileForm(forms.Form):
    """What a supplier says of itself."""

    intro = TextField(
        label="机构简介",
        max_length=2000,
        help_text="用几句话说明擅长什么、服务过哪类企业。",
        error_messages={"required": "请填写机构简介。"},
    )
    contact_name = LineField(
        label="业务联系人", max_length=40, error_messages={"required": "请填写业务联系人。"}
    )
    contact_phone = forms.RegexField(
        label="业务电话",
        regex=r"^[0-9+() -]{7,20}$",
        help_text="只在您响应需求后向该需求的发布单位显示。",
        error_messages={"required": "请填写业务电话。", "invalid": "请填写手机号或带区号的座机号。"},
    )
    size = forms.ChoiceField(label="企业规模", choices=Organisation.Size.choices)
    website = forms.URLField(
        label="网站",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "请填写完整的网址，例如 https://www.example.com。"},
    )


class ActivityForm(forms.Form):
    """One thing the body does, and where."""

    service_type = forms.ModelChoiceField(
        label="业务类型",
        queryset=ServiceType.objects.all(),
        error_messages={"required": "请选择业务类型。", "invalid_choice": "没有这种业务类型，请重新选择。"},
    )
    serves = LineField(
        label="服务地区",
        required=False,
        help_text="填写省、市、区县名称，用顿号分开，例如：吴江区、青浦区、嘉善县。不填表示全国。",
    )
    capability = LineField(
        label="能力说明", required=False, max_length=200, help_text="例如：日处理能力、检测项目数。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_type"].choices = [("", "请选择"), *grouped_types()]  # type: ignore[attr-defined]

    def clean_serves(self) -> list[Region]:
        names = [name for name in re.split(r"[、,，;；\s]+", self.cleaned_data["serves"]) if name]
        return [_region_named(name) for name in names]


def grouped_types() -> list[tuple[str, list[tuple[str, str]]]]:
    """Service types as groups of options: the parent first, then its children."""
    parents = ServiceType.objects.filter(parent=None).prefetch_related("children")
    return [
        (parent.name, [(parent.code, parent.name), *((c.code, c.name) for c in parent.children.all())])
        for parent in parents
    ]


def _region_named(name: str) -> Region:
    above_towns = Region.objects.current().filter(level__lte=Region.Level.COUNTY)
    found = above_towns.filter(name=name).first() or above_towns.filter(name__startswith=name).first()
    if found is None:
        raise ValidationError(f"没有找到“{name}”，请填写省、市或区县的全称。")
    return found


class CredentialForm(forms.Form):
    """A credential with its scan."""

    kind = forms.ModelChoiceField(
        label="资质种类",
        queryset=CredentialKind.objects.all(),
        empty_label="请选择",
        error_messages={"required": "请选择资质种类。", "invalid_choice": "没有这种资质，请重新选择。"},
    )
    number = LineField(label="证书编号", max_length=60, error_messages={"required": "请填写证书编号。"})
    issuer = LineField(label="发证机关", max_length=60, error_messages={"required": "请填写发证机关。"})
    scope = LineField(label="许可范围", max_length=300, required=False)
    wastes = LineField(
        label="危险废物类别和年能力",
        required=False,
        help_text="仅危险废物经营许可证填写，例如：HW08 3000吨、HW17 12000吨。",
    )
    issued_on = forms.DateField(
        label="发证日期", widget=DateInput, required=False, error_messages={"invalid": "请填写正确的日期。"}
    )
    expires_on = forms.DateField(
        label="有效期至",
        widget=DateInput,
        required=False,
        help_text="长期有效则不填。",
        error_messages={"invalid": "请填写正确的日期。"},
    )
    scan = UploadField(
        label="扫描件", kinds=("pdf", "png", "jpg"), help_text="PDF、JPG 或 PNG，不超过20 MB。"
    )

    def clean_wastes(self) -> dict[WasteCategory, int | None]:
        """Categories to tonnes a year, from text as it stands on licences."""
        try:
            return read_wastes(self.cleaned_data["wastes"])
        except UnknownWaste as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, issued, expires = cleaned.get("kind"), cleaned.get("issued_on"), cleaned.get("expires_on")
        if kind and kind.covers_waste and "wastes" in cleaned and not cleaned["wastes"]:
            self.add_error("wastes", "请填写许可证载明的危废类别。")
        if issued and expires and expires < issued:
            self.add_error("expires_on", "有效期至不能早于发证日期，请核对证书。")
        if expires and expires < clock.today():
            self.add_error("expires_on", "证书已过期，请上传在有效期内的证书。")
        return cleaned


def said_of(supplier: Supplier) -> dict[str, str]:
    """What the supplier says of itself, as the form shows it."""
    fields = ("intro", "contact_name", "contact_phone", "website")
    return {field: getattr(supplier, field) for field in fields} | {"size": supplier.organisation.size}
