"""Text from outside about people, bodies and decisions."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.core.exceptions import ValidationError

from greenbridge.accounts.models import Association, Role, Side, User
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.services import Statement
from greenbridge.core import credit_code
from greenbridge.core.text import clean_line, clean_text
from greenbridge.files.forms import UploadField
from greenbridge.reference.models import Region
from greenbridge.reference.resolver import resolve


class LineField(forms.CharField):
    """One line of text without control characters."""

    def clean(self, value: Any) -> str:
        return str(super().clean(clean_line(value) if isinstance(value, str) else value))


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


class SignUpForm(SignupForm):
    """A new person. Sides and bodies come after, in the application."""

    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写您的姓名。"})
    agree = forms.BooleanField(
        label="我已阅读并同意《平台规则》和《隐私政策》",
        error_messages={"required": "请阅读并同意平台规则和隐私政策后再注册。"},
    )
    field_order = ("name", "email", "password1", "password2", "agree")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], "电子邮箱", "用来登录和接收通知。")
        _plain(self.fields["password1"], "密码", "至少10个字符，不要使用常见密码。")
        _plain(self.fields["password2"], "再输入一次密码")
        self.fields["email"].error_messages["required"] = "请填写电子邮箱。"
        self.fields["email"].error_messages["invalid"] = "请填写完整的电子邮箱，例如 name@example.com。"

    def save(self, request: Any) -> User:
        user: User = super().save(request)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
        return user


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], "电子邮箱")
        _plain(self.fields["password"], "密码")
        self.fields["login"].error_messages["required"] = "请填写电子邮箱。"
        self.fields["password"].error_messages["required"] = "请填写密码。"


def _plain(field: forms.Field, label: str, hint: str = "") -> None:
    """Our label and hint before the field, instead of a placeholder that vanishes while one types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class ApplicationForm(forms.Form):
    """A person asks to act for a body."""

    side = forms.ChoiceField(
        label="您的单位要做什么",
        choices=[(Side.BUYER, "找服务：发布治理需求"), (Side.SUPPLIER, "提供服务：进入服务机构名录")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择您的单位要做什么。"},
    )
    credit_code = CreditCodeField(error_messages={"required": "请填写统一社会信用代码。"})
    name = LineField(
        label="单位名称",
        max_length=100,
        help_text="与营业执照一致。",
        error_messages={"required": "请填写单位名称。"},
    )
    region = RegionField(
        label="所在地区", help_text="填写实际经营所在地。需求企业按此判断是否已开放；服务机构不限地区。"
    )
    address = LineField(label="经营地址", max_length=200, error_messages={"required": "请填写经营地址。"})
    contact_name = LineField(label="联系人", max_length=40, error_messages={"required": "请填写联系人姓名。"})
    contact_phone = forms.RegexField(
        label="联系电话",
        regex=r"^[0-9+() -]{7,20}$",
        help_text="仅供协会核对和您同意对接的单位查看。",
        error_messages={"required": "请填写联系电话。", "invalid": "请填写手机号或带区号的座机号。"},
    )
    licence = UploadField(
        label="营业执照", help_text="PDF、JPG 或 PNG，不超过20 MB。", kinds=("pdf", "png", "jpg")
    )

    def statement(self) -> Statement:
        return Statement(**{key: value for key, value in self.cleaned_data.items() if key != "licence"})


class DecisionForm(forms.Form):
    """What an officer decides, and why."""

    decision = forms.ChoiceField(
        label="办理意见", widget=forms.RadioSelect, error_messages={"required": "请选择办理意见。"}
    )
    listed = forms.MultipleChoiceField(label="理由", required=False, widget=forms.CheckboxSelectMultiple)
    note = TextField(label="补充说明", required=False, max_length=1000)

    def __init__(
        self, *args: Any, reasons: list[str], decisions: list[str], version: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self.fields["decision"].choices = [(key, Decision(key).label) for key in decisions]  # type: ignore[attr-defined]
        self.fields["listed"].choices = [(reason, reason) for reason in reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.data.get("version", "") != self.version:
            self.add_error(None, "对方在您查看期间更新了资料，下面是最新内容，请核对后再提交意见。")
        if cleaned.get("decision") in {Decision.RETURNED, Decision.REFUSED} and not self.reasons_text:
            self.add_error("note", "请勾选或填写理由，对方需要知道怎样修改。")
        return cleaned

    @property
    def reasons_text(self) -> str:
        return "".join([*self.cleaned_data.get("listed", []), self.cleaned_data.get("note", "")])


class MemberForm(forms.Form):
    email = forms.EmailField(
        label="同事的电子邮箱",
        help_text="对方须已注册账号。",
        error_messages={"required": "请填写同事的电子邮箱。", "invalid": "请填写完整的电子邮箱。"},
    )


class StaffForm(forms.Form):
    """A member of staff to be invited."""

    email = forms.EmailField(label="电子邮箱", error_messages={"required": "请填写电子邮箱。"})
    name = LineField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    association = forms.ModelChoiceField(
        label="所属协会",
        queryset=Association.objects.all(),
        required=False,
        help_text="仅协会审核员需要选择。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_officer = cleaned.get("role") == Role.OFFICER
        if is_officer and not cleaned.get("association"):
            self.add_error("association", "请选择审核员所属的协会。")
        if not is_officer:
            cleaned["association"] = None
        return cleaned
