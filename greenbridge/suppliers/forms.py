"""Text from outside about suppliers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.forms import LineField, TextField, WanField
from greenbridge.accounts.models import Organisation
from greenbridge.core import clock, money
from greenbridge.files.forms import UploadField
from greenbridge.reference import lookups, sizes
from greenbridge.reference.forms import regions_named
from greenbridge.reference.models import CredentialKind, Industry, Region, ServiceType, WasteCategory
from greenbridge.reference.queries import service_type_tree
from greenbridge.reference.wastes import Covered, UnknownWaste, read_wastes
from greenbridge.suppliers.models import Activity, Credential, SizeStatement, Supplier
from greenbridge.ui.forms import DateInput

_SECTIONS = "ABCDEFGHIJKLMNOPQRST"


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

    def __init__(self, *args: Any, size_follows: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if size_follows:
            del self.fields["size"]


class SizeForm(forms.Form):
    """The figures that the size follows from; ``cleaned_data["size"]`` is the result."""

    industry = LineField(
        label="所属行业代码",
        max_length=5,
        help_text="国民经济行业分类（GB/T 4754）的代码，见统计报表，例如：7721 水污染治理、7461 环境保护监测。",
        error_messages={"required": "请填写所属行业代码。"},
    )
    year = forms.IntegerField(
        label="数据年度",
        min_value=2000,
        help_text="最近一个完整的会计年度。",
        error_messages={
            "required": "请填写数据年度。",
            "invalid": "请填写四位数的年份。",
            "min_value": "请填写四位数的年份。",
        },
    )
    employees = forms.IntegerField(
        label="从业人员（人）",
        min_value=0,
        max_value=10_000_000,
        help_text="年末人数。",
        error_messages={
            "required": "请填写从业人员数。",
            "invalid": "请填写整数。",
            "min_value": "请填写不小于0的整数。",
            "max_value": "人数过大，请核对。",
        },
    )
    revenue = WanField(
        label="营业收入（万元）", min_value=0, max_digits=12, help_text="按所属行业需要时填写。"
    )
    assets = WanField(
        label="资产总额（万元）",
        min_value=0,
        max_digits=12,
        help_text="建筑业、房地产开发、租赁和商务服务业填写。",
    )

    def clean_industry(self) -> Industry:
        code = self.cleaned_data["industry"].upper()
        found = Industry.objects.filter(code=code).first()
        if found is None and code.isdigit() and len(code) > 1:
            found = Industry.objects.filter(code__in=[f"{letter}{code}" for letter in _SECTIONS]).first()
        if found is None:
            raise ValidationError("没有这个行业代码，请对照 GB/T 4754—2017 填写，例如 7721。")
        if sizes.branch_of(found.code) is None:
            raise ValidationError(
                f"“{found.name}”不适用大中小微型企业划分办法，请在机构资料中直接选择企业规模。"
            )
        return found

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > clock.today().year:
            raise ValidationError("数据年度不能晚于今年。")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        branch = sizes.branch_of(cleaned["industry"].code) if "industry" in cleaned else None
        if branch is None:
            return cleaned
        needed = [figure for figure, *_ in branch.limits]
        for figure in needed:
            if figure in cleaned and cleaned[figure] is None:
                self.add_error(
                    figure, f"{branch.name}按{sizes.FIGURES[figure]}划分，请填写{sizes.FIGURES[figure]}。"
                )
        if not self.errors:
            figures = {figure: _in_wan(figure, cleaned[figure]) for figure in needed}
            cleaned["size"] = sizes.size_of(branch, figures)
        return cleaned


def _in_wan(figure: str, value: int) -> int:
    """Whole 万元: limits are whole, so what is left over decides nothing."""
    return value if figure == "employees" else int(money.to_wan(value))


def size_said(statement: SizeStatement | None) -> dict[str, Any]:
    """The figures as the form shows them."""
    if statement is None:
        return {"year": clock.today().year - 1}
    wan = {name: getattr(statement, name) for name in ("revenue", "assets")}
    return {"industry": statement.industry_id, "year": statement.year, "employees": statement.employees} | {
        name: None if fen is None else f"{money.to_wan(fen):f}" for name, fen in wan.items()
    }


class ActivityForm(forms.Form):
    """One thing the body does, and where."""

    service_type = forms.ModelChoiceField(
        label="业务类型",
        queryset=ServiceType.objects.current(),
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
        return regions_named(self.cleaned_data["serves"])


def grouped_types() -> list[tuple[str, list[tuple[str, str]]]]:
    """Service types as groups of options: the parent first, then its children."""
    return [
        (branch.type.name, [(one.code, one.name) for one in (branch.type, *branch.children)])
        for branch in service_type_tree()
    ]


def _grades() -> list[tuple[str, str]]:
    """All grades that any kind of credential has."""
    grades = dict.fromkeys(grade for kind in lookups.credential_kinds().values() for grade in kind.grades)
    return [("", "不分等级"), *((grade, grade) for grade in grades)]


class CredentialForm(forms.Form):
    """A credential with its scan."""

    kind = forms.ModelChoiceField(
        label="资质种类",
        queryset=CredentialKind.objects.all(),
        empty_label="请选择",
        error_messages={"required": "请选择资质种类。", "invalid_choice": "没有这种资质，请重新选择。"},
    )
    number = LineField(label="证书编号", max_length=60, error_messages={"required": "请填写证书编号。"})
    grade = forms.ChoiceField(
        label="等级",
        choices=_grades,
        required=False,
        help_text="证书上写明等级的选择，例如：环境工程设计专项资质甲级。",
    )
    issuer = LineField(label="发证机关", max_length=60, error_messages={"required": "请填写发证机关。"})
    scope = LineField(label="许可范围", max_length=300, required=False)
    wastes = LineField(
        label="危险废物类别、代码和年能力",
        required=False,
        help_text="仅危险废物经营许可证填写，例如：HW08 3000吨、HW17 336-064-17 1200吨。不写代码表示整个类别。",
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

    def clean_wastes(self) -> dict[WasteCategory, Covered]:
        """Categories with codes and tonnes a year, from text as it stands on licences."""
        try:
            return read_wastes(self.cleaned_data["wastes"])
        except UnknownWaste as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, issued, expires = cleaned.get("kind"), cleaned.get("issued_on"), cleaned.get("expires_on")
        if kind and "grade" in cleaned and (cleaned["grade"] or kind.grades):
            self._check_grade(kind, cleaned["grade"])
        if kind and kind.covers_waste and "wastes" in cleaned and not cleaned["wastes"]:
            self.add_error("wastes", "请填写许可证载明的危废类别。")
        if issued and expires and expires < issued:
            self.add_error("expires_on", "有效期至不能早于发证日期，请核对证书。")
        if expires and expires < clock.today():
            self.add_error("expires_on", "证书已过期，请上传在有效期内的证书。")
        return cleaned

    def _check_grade(self, kind: CredentialKind, grade: str) -> None:
        if not kind.grades:
            self.add_error("grade", f"{kind.name}不分等级，请选择“不分等级”。")
        elif grade not in kind.grades:
            self.add_error("grade", f"请选择证书上的等级：{'、'.join(kind.grades)}。")


def said_of(supplier: Supplier) -> dict[str, str]:
    """What the supplier says of itself, as the form shows it."""
    fields = ("intro", "contact_name", "contact_phone", "website")
    return {field: getattr(supplier, field) for field in fields} | {"size": supplier.organisation.size}


def paper_in_form(paper: Credential) -> dict[str, Any]:
    """What a credential says, as the form shows it; its scan is handed in anew."""
    columns = ("kind", "number", "grade", "issuer", "scope", "issued_on", "expires_on")
    return {name: getattr(paper, name) for name in columns} | {"wastes": paper.wastes_written}


def activity_in_form(activity: Activity) -> dict[str, str]:
    """What an activity says, as the form shows it; places with all that they lie in, for some have the same name."""
    places = "、".join(region.full_name for region in activity.serves.all())
    return {"service_type": activity.service_type_id, "serves": places, "capability": activity.capability}
