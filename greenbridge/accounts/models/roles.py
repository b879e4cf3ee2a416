"""What people may do for the platform."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

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
