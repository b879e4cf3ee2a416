"""What people may do for the platform."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from greenbridge.reference.models import Region


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

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants", verbose_name="用户"
    )
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


class RoleChange(models.Model):
    """A role to be given or taken back (角色变更). It takes effect when a second person confirms it."""

    class Act(models.TextChoices):
        GRANT = "grant", "授予"
        REVOKE = "revoke", "收回"

    class Decision(models.TextChoices):
        WAITING = "waiting", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未同意"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="role_changes", verbose_name="对象"
    )
    act = models.CharField("操作", max_length=8, choices=Act.choices)
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    association = models.ForeignKey(
        Association, models.PROTECT, null=True, blank=True, verbose_name="所属协会"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    reason = models.TextField("理由")
    decision = models.CharField("结果", max_length=10, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    note = models.TextField("意见", blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="role_change_has_a_reason"),
            models.CheckConstraint(condition=~Q(proposed_by=F("user")), name="no_role_change_for_oneself"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("user"))),
                name="a_second_person_decides_on_a_role_change",
            ),
            models.CheckConstraint(
                condition=Q(decision="waiting", decided_by__isnull=True)
                | (~Q(decision="waiting") & Q(decided_by__isnull=False)),
                name="a_decided_role_change_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "association"],
                condition=Q(decision="waiting"),
                name="one_waiting_change_per_association",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(decision="waiting", association__isnull=True),
                name="one_waiting_change_per_role",
            ),
        ]

    def __str__(self) -> str:
        where = f"（{self.association}）" if self.association else ""
        return f"{self.get_act_display()}{self.user}的{self.get_role_display()}角色{where}"

    @property
    def is_waiting(self) -> bool:
        return self.decision == self.Decision.WAITING
