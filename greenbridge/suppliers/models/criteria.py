"""What a body is assessed by before it stands on the shelf."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.assessment import rules


class CriteriaSetQuerySet(models.QuerySet["CriteriaSet"]):
    def in_force(self, day: dt.date) -> "CriteriaSetQuerySet":
        """Those that hold on that day, the newest version first."""
        begun = self.filter(effective_from__lte=day).order_by("province", "service_type", "-version")
        return begun.filter(Q(effective_until=None) | Q(effective_until__gte=day))


class CriteriaSet(models.Model):
    """By what bodies of a type of service are assessed in a province (考核标准): one version, never changed once loaded."""

    province = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="省份", db_index=False
    )
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, related_name="+", verbose_name="业务类型", db_index=False
    )
    version = models.PositiveSmallIntegerField("版本")
    effective_from = models.DateField("施行日期")
    effective_until = models.DateField("停止日期", null=True, blank=True, help_text="仍在施行则留空")
    pass_mark = models.PositiveSmallIntegerField("合格线")
    tolerance = models.PositiveSmallIntegerField("允许分差", help_text="两位评分人在一项上最多相差几分")
    source = models.CharField("制定单位", max_length=60)

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["province", "service_type", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["province", "service_type", "version"], name="criteria_version_once"
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100, tolerance__lte=100), name="criteria_within_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="criteria_end_after_their_beginning",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}{self.service_type}准入考核标准（第{self.version}版，{self.source}）"

    def is_in_force(self, day: dt.date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    @property
    def scheme(self) -> rules.Scheme:
        """What the arithmetic needs of it."""
        items = tuple(
            rules.Item(one.code, one.weight, one.threshold, one.is_veto) for one in self.criteria.all()
        )
        return rules.Scheme(items, self.pass_mark, self.tolerance)


class Criterion(models.Model):
    """One thing that is looked at (考核指标), and by what evidence."""

    class Evidence(models.TextChoices):
        CREDENTIAL = "credential", "资质证书"
        STAFF = "staff", "人员证书和社保"
        EQUIPMENT = "equipment", "场所和设备"
        RECORD = "record", "合同和业绩"
        SYSTEM = "system", "管理制度"
        CREDIT = "credit", "信用情况"
        DOCUMENT = "document", "工作记录"

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="criteria", verbose_name="考核标准", db_index=False
    )
    position = models.PositiveSmallIntegerField("顺序")
    code = models.SlugField("代码", max_length=24, db_index=False)
    title = models.CharField("指标", max_length=40)
    guidance = models.CharField("评分说明", max_length=300)
    evidence = models.CharField("证明材料", max_length=10, choices=Evidence.choices)
    credentials = models.JSONField("相关资质", default=list, help_text="评分时并列显示的资质种类")
    weight = models.PositiveSmallIntegerField("权重")
    threshold = models.PositiveSmallIntegerField("最低分", default=0)
    is_veto = models.BooleanField("一票否决", default=False)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="criterion_once_per_set"),
            models.CheckConstraint(
                condition=Q(weight__lte=100, threshold__lte=100), name="criterion_within_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return self.title
