"""Duties of companies, what a company says of itself to see its own, and what came of each (合规日历)."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.accounts.models import Organisation, User
from greenbridge.library.duties import rules
from greenbridge.reference.models import Industry, Region, ServiceType

PERIOD = 10


class Permit(models.TextChoices):
    """How a company's discharge is permitted (排污许可管理类别)."""

    KEY = "permit-key", "排污许可证，重点管理"
    SIMPLE = "permit-simple", "排污许可证，简化管理"
    REGISTERED = "registered", "排污登记"


class Waste(models.TextChoices):
    """How a company that makes hazardous waste is supervised (危险废物管理类别)."""

    KEY = "waste-key", "危险废物环境重点监管单位"
    SIMPLE = "waste-simple", "危险废物简化管理单位"
    REGISTERED = "waste-registered", "危险废物登记管理单位"


class Trait(models.TextChoices):
    """What else brings duties with it (其他情况)."""

    TAX = "tax", "缴纳环境保护税"
    SOLID = "solid", "产生一般工业固体废物"
    PLAN = "plan", "应当编制突发环境事件应急预案"
    AUDIT = "audit", "列入强制性清洁生产审核名单"
    DISCLOSURE = "disclosure", "列入环境信息依法披露企业名单"
    SOIL = "soil", "土壤污染重点监管单位"
    VOC = "voc", "生产中使用含挥发性有机物的原料"
    RADIATION = "radiation", "使用放射性同位素或射线装置"
    WASTE_LICENCE = "waste-licence", "持有危险废物经营许可证"
    BUILT = "built", "有建设项目的环境保护设施待验收"


TRAITS = (*Permit.choices, *Waste.choices, *Trait.choices)


class Anchor(models.TextChoices):
    """The days of a company on which duties hang; each is a column of ``ComplianceProfile``."""

    PERMIT = "permit_expires_on", "排污许可证有效期届满"
    PLAN = "plan_filed_on", "应急预案上一次备案"
    AUDIT = "audited_on", "上一次清洁生产审核完成"
    BUILT = "built_on", "环境保护设施竣工"
    RADIATION = "radiation_expires_on", "辐射安全许可证有效期届满"
    WASTE_LICENCE = "waste_licence_expires_on", "危险废物经营许可证有效期届满"


class DutyQuerySet(models.QuerySet["Duty"]):
    def as_shown(self) -> "DutyQuerySet":
        """With where they apply and who helps."""
        return self.prefetch_related("regions", "service_types")

    def from_day(self, day: dt.date) -> "DutyQuerySet":
        """Those that are not over."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day))


class Duty(models.Model):
    """Something that companies of a kind have to do by a day (合规义务). Editors keep it in the back office."""

    title = models.CharField("要办的事", max_length=60, help_text="例如：提交排污许可证年度执行报告")
    what = models.TextField("怎样办", help_text="用一两句话写明办什么、向谁办。不抄条文。")
    industries = models.CharField(
        "行业",
        max_length=200,
        blank=True,
        help_text="GB/T 4754 的代码，用空格分开，例如：C17 C26；不分行业的不填。",
    )
    traits = models.JSONField(
        "哪些企业", default=list, blank=True, help_text="符合其中一项即可；不填为所有企业。"
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name="适用地区")
    pace = models.CharField("办理时间", max_length=10, choices=rules.Pace.choices)
    month = models.PositiveSmallIntegerField("月", null=True, blank=True, help_text="每年固定一天的填写")
    day = models.PositiveSmallIntegerField("日", null=True, blank=True, help_text="每年固定一天的填写")
    count = models.PositiveSmallIntegerField("数目", null=True, blank=True, help_text="若干天、若干年的填写")
    unit = models.CharField("单位", max_length=8, choices=rules.Unit.choices, default=rules.Unit.DAYS)
    anchor = models.CharField(
        "从哪个日期起算",
        max_length=32,
        choices=Anchor.choices,
        blank=True,
        help_text="某个日期之前、之后的填写",
    )
    law = models.CharField("依据的文件", max_length=120, help_text="名称，不加书名号")
    article = models.CharField("依据的条款", max_length=20, blank=True, help_text="例如：第二十二条")
    standard = models.CharField("同时依据", max_length=120, blank=True, help_text="例如：HJ 944—2018")
    note = models.CharField("说明", max_length=200, blank=True, help_text="例如：以许可证载明的频次为准。")
    service_types = models.ManyToManyField(
        ServiceType, blank=True, related_name="+", verbose_name="能帮忙的业务类型"
    )
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("施行至", null=True, blank=True, help_text="含这一天；没有期限的不填。")
    is_confirmed = models.BooleanField(
        "已由运营核对", default=False, help_text="对照现行文件核对过的才选；没有选的在网页上标明待核对。"
    )
    position = models.PositiveSmallIntegerField("顺序", default=100)
    loaded_as = models.SlugField("初始内容", max_length=40, blank=True, editable=False)
    """Under which key it came with the platform: what is there is never loaded again."""

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = "合规义务"
        verbose_name_plural = "合规义务"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loaded_as"], condition=~Q(loaded_as=""), name="duty_loaded_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gte=F("valid_from")),
                name="duty_days_in_order",
                violation_error_message="“施行至”不能早于施行日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> rules.Rule:
        return rules.Rule(self.pace, self.month or 0, self.day or 0, self.count or 0, self.unit)

    @property
    def when(self) -> str:
        """The rule in words."""
        return rules.written(self.rule, self.get_anchor_display())

    @property
    def circle(self) -> rules.Circle:
        return rules.Circle(
            self.industries.split(), self.traits, [region.code for region in self.regions.all()]
        )

    @property
    def who(self) -> str:
        """Whom it concerns, in words."""
        named = dict(TRAITS)
        traits = "；".join(named[code] for code in self.traits if code in named)
        industries = f"行业{'、'.join(self.industries.split())}" if self.industries else ""
        regions = "、".join(region.local_name for region in self.regions.all())
        return "，".join(filter(None, (regions, industries, traits))) or "所有企业"

    def holds_on(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


class ComplianceProfile(models.Model):
    """What a company says of itself to see its duties (合规档案). Only its own members see it."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="compliance_profile", verbose_name="单位"
    )
    industry = models.ForeignKey(Industry, models.PROTECT, related_name="+", verbose_name="所属行业")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在地区")
    permit = models.CharField("排污许可", max_length=16, choices=Permit.choices, blank=True)
    waste = models.CharField("危险废物", max_length=16, choices=Waste.choices, blank=True)
    traits = models.JSONField("其他情况", default=list, blank=True)
    permit_expires_on = models.DateField("排污许可证有效期至", null=True, blank=True)
    plan_filed_on = models.DateField("应急预案备案日期", null=True, blank=True)
    audited_on = models.DateField("上一次清洁生产审核完成日期", null=True, blank=True)
    built_on = models.DateField("环境保护设施竣工日期", null=True, blank=True)
    radiation_expires_on = models.DateField("辐射安全许可证有效期至", null=True, blank=True)
    waste_licence_expires_on = models.DateField("危险废物经营许可证有效期至", null=True, blank=True)
    begun_on = models.DateField("建立日期")
    feed_key = models.CharField("日历订阅密钥", max_length=32, unique=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}的合规档案"

    @property
    def all_traits(self) -> set[str]:
        return {self.permit, self.waste, *self.traits} - {""}

    def anchor(self, name: str) -> dt.date | None:
        """The company's day of that name."""
        day: dt.date | None = getattr(self, name) if name else None
        return day


class DutyDone(models.Model):
    """A company has done a duty for one time that it came up (已办)."""

    profile = models.ForeignKey(
        ComplianceProfile, models.CASCADE, related_name="done", verbose_name="合规档案"
    )
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+", verbose_name="合规义务")
    period = models.CharField("哪一次", max_length=PERIOD)
    done_at = models.DateTimeField("标记时间")
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="标记人")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "duty", "period"], name="duty_done_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.period}"


class DutyStop(models.Model):
    """A company wants to hear no more of a duty (不再提醒)."""

    profile = models.ForeignKey(
        ComplianceProfile, models.CASCADE, related_name="stops", verbose_name="合规档案"
    )
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+", verbose_name="合规义务")
    stopped_at = models.DateTimeField("停止时间")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["profile", "duty"], name="duty_stopped_once")
        ]

    def __str__(self) -> str:
        return str(self.duty)


class DutyReminder(models.Model):
    """A company was reminded so many days before the due day (办理提醒)."""

    profile = models.ForeignKey(
        ComplianceProfile, models.CASCADE, related_name="reminders", verbose_name="合规档案"
    )
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+", verbose_name="合规义务")
    period = models.CharField("哪一次", max_length=PERIOD)
    stage = models.PositiveSmallIntegerField("提前天数")
    sent_at = models.DateTimeField("提醒时间")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["profile", "duty", "period", "stage"], name="duty_reminded_once_a_stage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.period} {self.stage}"
