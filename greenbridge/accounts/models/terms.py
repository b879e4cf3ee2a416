"""What people agree to, version by version."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.core import clock


class TermsQuerySet(models.QuerySet["Terms"]):
    def in_force(self) -> "TermsQuerySet":
        return self.filter(effective_at__lte=clock.now())

    def announced(self) -> "TermsQuerySet":
        return self.filter(effective_at__gt=clock.now())


class Terms(models.Model):
    """One version of the rules or of the privacy policy (协议版本). Never changed once it has been announced."""

    class Kind(models.TextChoices):
        RULES = "rules", "平台规则"
        PRIVACY = "privacy", "隐私政策"
        PUBLISH = "publish", "需求发布规则"

    FOR_EVERYBODY: ClassVar = (Kind.RULES, Kind.PRIVACY)
    """What everybody with an account agrees to; other rules are accepted with the act that they are for."""

    NOTICE: ClassVar = dt.timedelta(days=7)
    """Between announcing a change and its coming into force (电子商务法第三十四条)."""

    kind = models.CharField("协议", max_length=8, choices=Kind.choices)
    number = models.PositiveSmallIntegerField("版本")
    body = models.TextField("内容")
    announced_at = models.DateTimeField("公布时间")
    effective_at = models.DateTimeField("施行时间")

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "number"], name="terms_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第{self.number}版）"

    def get_absolute_url(self) -> str:
        return reverse("accounts:terms_version", args=[self.kind, self.number])


class Consent(models.Model):
    """A person agreed to one version of the terms (同意); taken back, it stays as a fact of the past."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name="用户"
    )
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="consents", verbose_name="协议版本")
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "terms"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.terms}"
