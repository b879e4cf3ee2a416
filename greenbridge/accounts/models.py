"""People, the legal bodies they act for, their roles, and the verification of who they are."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from greenbridge.accounts.reviews import Review
from greenbridge.core import credit_code
from greenbridge.core.text import fold
from greenbridge.files.models import File
from greenbridge.reference.models import Region


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=fold(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=fold(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account (用户). Signs in with an e-mail address folded by NFKC and case."""

    email = models.EmailField("电子邮箱", unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机或座机", max_length=20, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    date_joined = models.DateTimeField("注册时间", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.grants.values_list("role", flat=True))

    @property
    def is_staff_member(self) -> bool:
        """Whether the person works for the platform; experts may work elsewhere."""
        return bool(self.roles - {Role.EXPERT})

    @cached_property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @cached_property
    def associations(self) -> list["Association"]:
        """The associations whose queues this person works on."""
        return [g.association for g in self.grants.select_related("association") if g.association]

    @cached_property
    def organisation(self) -> "Organisation | None":
        """The body this person acts for; one at a time."""
        membership = self.memberships.select_related("organisation__region").first()
        return membership.organisation if membership else None

    @property
    def is_buyer(self) -> bool:
        return bool(self.organisation and self.organisation.is_buyer)

    @property
    def is_supplier(self) -> bool:
        return bool(self.organisation and self.organisation.is_supplier)


class Role(models.TextChoices):
    OFFICER = "officer", "协会审核员"
    OPERATOR = "operator", "运维人员"
    EDITOR = "editor", "内容编辑"
    EXPERT = "expert", "专家"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Association(models.Model):
    """A provincial industry association (环保产业协会) that checks the companies of its province."""

    province = models.OneToOneField(Region, models.PROTECT, related_name="association", verbose_name="省份")
    name = models.CharField("名称", max_length=40)
    leads = models.BooleanField("牵头", default=False, help_text="受理外省机构和超期事项")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["leads"], condition=Q(leads=True), name="one_association_leads")
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A person holds a role (角色授权); an officer holds it for one association."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="用户")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    association = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, verbose_name="所属协会"
    )
    granted_at = models.DateTimeField("授权时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "association"], name="grant_once_per_association"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(association__isnull=True), name="grant_once"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(role__in=ADMINISTRATORS), name="one_administrator_role_each"
            ),
            models.CheckConstraint(
                condition=Q(role="officer", association__isnull=False)
                | (~Q(role="officer") & Q(association__isnull=True)),
                name="officers_belong_to_an_association",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"


class Side(models.TextChoices):
    BUYER = "buyer", "需求企业"
    SUPPLIER = "supplier", "服务机构"


class Organisation(models.Model):
    """A legal body (单位), keyed by its unified social credit code. The same body can be supplier, buyer or both."""

    class Size(models.TextChoices):
        LARGE = "large", "大型"
        MEDIUM = "medium", "中型"
        SMALL = "small", "小型"
        MICRO = "micro", "微型"
        UNKNOWN = "unknown", "未公布"

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organisations", verbose_name="所在地区")
    address = models.CharField("经营地址", max_length=200, blank=True)
    size = models.CharField("企业规模", max_length=8, choices=Size.choices, default=Size.UNKNOWN)
    established_on = models.DateField("成立日期", null=True, blank=True)
    kind = models.CharField("企业类型", max_length=60, blank=True)
    capital = models.CharField("注册资本", max_length=60, blank=True)
    scope = models.TextField("经营范围", blank=True)
    is_buyer = models.BooleanField("已认证为需求企业", default=False)
    is_supplier = models.BooleanField("已认证为服务机构", default=False)
    verified_at = models.DateTimeField("认证时间", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    STATED_BY_ITSELF: ClassVar = frozenset({"name", "region_id", "address"})

    def take_over(self, listed: dict[str, Any]) -> bool:
        """Set what an official list says, field by field; whether anything changed. Does not save.

        What a verified body states of itself is not overwritten by a list.
        """
        kept = self.STATED_BY_ITSELF if self.verified_at else frozenset()
        changed = {k: v for k, v in listed.items() if k not in kept and getattr(self, k) != v}
        for field, value in changed.items():
            setattr(self, field, value)
        return bool(changed)

    @property
    def has_legacy_code(self) -> bool:
        return credit_code.is_legacy(self.credit_code)

    @property
    def owner(self) -> "User | None":
        """The person who speaks for the body; None while nobody has claimed it."""
        membership = self.memberships.select_related("user").filter(role=Membership.Role.OWNER).first()
        return membership.user if membership else None


class Membership(models.Model):
    """A person acts for a body (成员)."""

    class Role(models.TextChoices):
        OWNER = "owner", "负责人"
        MEMBER = "member", "成员"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="单位"
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="用户")
    role = models.CharField("身份", max_length=8, choices=Role.choices)
    joined_at = models.DateTimeField("加入时间")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], name="one_organisation_each"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(role="owner"), name="one_owner_per_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"


class VerificationCase(Review):
    """A person asks to act for a body on one side of the platform (单位认证). What it states becomes the record when it passes."""

    applicant = models.ForeignKey(User, models.PROTECT, related_name="cases", verbose_name="申请人")
    side = models.CharField("认证为", max_length=8, choices=Side.choices)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    address = models.CharField("经营地址", max_length=200)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    licence = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="营业执照")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code", "side"],
                condition=Q(decision="waiting"),
                name="one_open_case_per_body_and_side",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def existing(self) -> Organisation | None:
        """The body as the platform already knows it: imported, or verified on the other side."""
        return Organisation.objects.filter(credit_code=self.credit_code).first()

    @property
    def subject_region(self) -> Region:
        return self.region
