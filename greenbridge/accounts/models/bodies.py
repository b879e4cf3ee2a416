"""Legal bodies and who acts for them."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models.people import User
from greenbridge.accounts.reviews import Review
from greenbridge.core import clock, credit_code
from greenbridge.files.models import File
from greenbridge.reference.models import Region


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

    def take_over(self, listed: dict[str, Any], settled: frozenset[str] = frozenset()) -> bool:
        """Set what an official list says, field by field; whether anything changed. Does not save.

        What a verified body states of itself is not overwritten by a list, nor is what an officer has ``settled``.
        """
        kept = settled | self.STATED_BY_ITSELF if self.verified_at else settled
        changed = {k: v for k, v in listed.items() if k not in kept and getattr(self, k) != v}
        for field, value in changed.items():
            setattr(self, field, value)
        return bool(changed)

    @property
    def has_legacy_code(self) -> bool:
        return credit_code.is_legacy(self.credit_code)

    @property
    def people(self) -> models.QuerySet[User]:
        """Who hears about the body's affairs."""
        return self.members.filter(is_active=True)

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
    offered_at = models.DateTimeField("邀请接任负责人的时间", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], name="one_organisation_each"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(role="owner"), name="one_owner_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(offered_at__isnull=False),
                name="one_successor_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(role="member") | Q(offered_at__isnull=True), name="an_owner_succeeds_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"


class MemberInvitation(models.Model):
    """The owner asks a colleague to act for the body (成员邀请), by an address that may be nobody's account yet."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待接受"
        ACCEPTED = "accepted", "已接受"
        WITHDRAWN = "withdrawn", "已撤回"

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name="单位"
    )
    address = models.CharField("邮箱或手机号", max_length=254)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="邀请人")
    invited_at = models.DateTimeField("邀请时间")
    expires_at = models.DateTimeField("有效期至")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField("接受或撤回时间", null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "address"],
                condition=Q(state="waiting"),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | (~Q(state="waiting") & Q(ended_at__isnull=False)),
                name="an_invitation_that_is_over_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}邀请成员"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_expired(self) -> bool:
        return self.is_waiting and self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.is_open_at(clock.now())

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.is_waiting and moment < self.expires_at


class VerificationCase(Review):
    """A person asks to act for a body on one side of the platform (单位认证). What it states becomes the record when it passes."""

    class Purpose(models.TextChoices):
        VERIFY = "verify", "认证"
        CLAIM = "claim", "认领"
        SUCCEED = "succeed", "变更负责人"

    applicant = models.ForeignKey(User, models.PROTECT, related_name="cases", verbose_name="申请人")
    purpose = models.CharField("事项", max_length=8, choices=Purpose.choices, default=Purpose.VERIFY)
    side = models.CharField("认证为", max_length=8, choices=Side.choices)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    address = models.CharField("经营地址", max_length=200)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    licence = models.ForeignKey(File, models.PROTECT, related_name="+", verbose_name="营业执照")
    grounds = models.TextField("您与单位的关系", blank=True)
    proof = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credit_code", "side"],
                condition=Q(decision="waiting"),
                name="one_open_case_per_body_and_side",
            ),
            models.CheckConstraint(
                condition=Q(purpose="verify") | (~Q(grounds="") & Q(proof__isnull=False)),
                name="claims_and_successions_bring_proof",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> str:
        """认证为需求企业, 认领（服务机构）, 变更负责人."""
        if self.purpose == self.Purpose.SUCCEED:
            return str(self.get_purpose_display())
        return f"{self.get_purpose_display()}为{self.get_side_display()}"

    @property
    def again_url(self) -> str:
        """Where the applicant corrects what came back."""
        page = "accounts:succeed" if self.purpose == self.Purpose.SUCCEED else "accounts:apply"
        return f"{reverse(page)}?again={self.pk}"

    def existing(self) -> Organisation | None:
        """The body as the platform already knows it: imported, or verified on the other side."""
        return Organisation.objects.filter(credit_code=self.credit_code).first()

    @property
    def subject_region(self) -> Region:
        return self.region
