"""The tables every hall speaks: divisions, opening phases, service types, waste categories, industries, credential kinds."""

import datetime as dt
import re
from typing import ClassVar

from django.db import models
from django.db.models import Q

HOME_PROVINCES = ("31", "32", "33")

_ABOVE_COUNTY = re.compile(
    r"^(?:[^省]{2,3}省|[^区]{2,6}自治区)?(?:[^市]{2,8}?市|[^州]{2,12}自治州|[^区]{2,6}地区|[^盟]{2,6}盟)(?=.)"
)


class RegionQuerySet(models.QuerySet["Region"]):
    def at(self, level: int) -> "RegionQuerySet":
        return self.filter(level=level)

    def inside(self, code: str) -> "RegionQuerySet":
        """The region itself and everything in it: a prefix test, because codes nest."""
        return self.filter(code__startswith=code)

    def current(self) -> "RegionQuerySet":
        return self.filter(is_current=True)


class Region(models.Model):
    """A division (行政区划) from province to town. Codes nest: 31 ⊃ 3101 ⊃ 310118 ⊃ 310118104."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "市"
        COUNTY = 3, "区县"
        TOWN = 4, "镇街"

    code = models.CharField("代码", max_length=9, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.PositiveSmallIntegerField("级别", choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级"
    )
    full_name = models.CharField("全称", max_length=120, help_text="江苏省苏州市吴江区黎里镇")
    is_current = models.BooleanField("现行", default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def path(self) -> list[str]:
        """The codes from the province down to this region."""
        return [self.code[:n] for n in (2, 4, 6, 9) if n <= len(self.code)]

    @property
    def local_name(self) -> str:
        """For lists: inside the zone's provinces the name from the county down, 吴江区黎里镇; elsewhere the whole name."""
        if self.level < self.Level.COUNTY or self.province_code not in HOME_PROVINCES:
            return self.full_name
        return _ABOVE_COUNTY.sub("", self.full_name) or self.name

    @property
    def province_code(self) -> str:
        return self.code[:2]


class RegionAlias(models.Model):
    """Another name or a former code of a region (别名): 汾湖, 西岑, 吴江市, 320584."""

    name = models.CharField("别名或旧代码", max_length=40, db_index=True)
    region = models.ForeignKey(Region, models.CASCADE, related_name="aliases", verbose_name="区划")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "region"], name="alias_once_per_region")
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.region}"


class OpeningPhase(models.Model):
    """From which day buyers of which regions may register (开放阶段). Configuration; suppliers come from anywhere."""

    number = models.PositiveSmallIntegerField("阶段", unique=True)
    name = models.CharField("名称", max_length=40)
    opens_on = models.DateField("开放日期", null=True, blank=True, help_text="未定则留空")
    regions = models.ManyToManyField(Region, verbose_name="开放地区")

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: dt.date) -> bool:
        return self.opens_on is not None and self.opens_on <= on


class TypeTreeQuerySet(models.QuerySet["TypeTree"]):
    def begun(self, day: dt.date) -> "TypeTreeQuerySet":
        """Those whose day has come, the newest first: that one holds."""
        return self.filter(effective_from__lte=day).order_by("-version")

    def followed(self) -> "TypeTreeQuerySet":
        """Those that the site has gone by, the newest first: by that one it goes now."""
        return self.exclude(followed_at=None).order_by("-version")


class TypeTree(models.Model):
    """A version of the tree of service types (业务分类版本): a whole one, unchanged once the site goes by it."""

    version = models.PositiveSmallIntegerField("版本", primary_key=True)
    effective_from = models.DateField("施行日期")
    source = models.CharField("制定单位", max_length=60)
    types = models.JSONField("业务类型", help_text="按顺序逐个列出，下级在上级之后")
    successors = models.JSONField("接替", default=dict, help_text="不再使用的代码由哪些代码接替")
    followed_at = models.DateTimeField("启用时间", null=True)

    objects = TypeTreeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["version"]

    def __str__(self) -> str:
        return f"业务分类第{self.version}版"


class ServiceTypeQuerySet(models.QuerySet["ServiceType"]):
    def current(self) -> "ServiceTypeQuerySet":
        return self.filter(is_current=True)


class ServiceType(models.Model):
    """What a service body does (业务类型): a tree of two levels, S01 监测 ⊃ S01-1 废水监测.

    What a later version of the tree has no more stays for the records that name it, and says what stands for it.
    """

    code = models.CharField("代码", max_length=8, primary_key=True)
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级"
    )
    synonyms = models.JSONField("同义词", default=list)
    medium = models.CharField("领域", max_length=10, blank=True, help_text="水、气、声、固废、土壤、手续")
    required_credentials: "models.ManyToManyField[CredentialKind, models.Model]" = models.ManyToManyField(
        "CredentialKind", blank=True, verbose_name="须具备的资质"
    )
    requires_every = models.BooleanField("须同时具备", default=False, help_text="否则具备其中一项即可")
    is_licensed_waste = models.BooleanField("须有危废经营许可", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    is_current = models.BooleanField("现行", default=True)
    successors = models.JSONField("接替", default=list, help_text="不再使用的，现在由哪些代码接替")

    objects = ServiceTypeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """What part of environmental work something is about (业务领域): 水, 气, 声, 固废, 环保手续 lead."""

    code = models.SlugField("代码", max_length=16, primary_key=True)
    name = models.CharField("名称", max_length=20)
    synonyms = models.JSONField("同义词", default=list, help_text="见于标题时，归入这一领域")
    leads = models.BooleanField("列在最前", default=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class WasteCategory(models.Model):
    """A category of hazardous waste (危险废物类别): HW01–HW40, HW45–HW50."""

    code = models.CharField("代码", max_length=4, primary_key=True)
    name = models.CharField("名称", max_length=40)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class WasteCode(models.Model):
    """A code of hazardous waste (废物代码): industry, serial number, category, as 900-249-08."""

    EDITION = "国家危险废物名录（2021年版）"

    code = models.CharField("代码", max_length=10, primary_key=True)
    category = models.ForeignKey(WasteCategory, models.PROTECT, related_name="codes", verbose_name="类别")
    name = models.CharField("危险废物", max_length=80)

    class Meta:
        ordering: ClassVar = ["category", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Industry(models.Model):
    """An industry (行业) of GB/T 4754-2017."""

    code = models.CharField("代码", max_length=5, primary_key=True)
    name = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CredentialKind(models.Model):
    """A kind of credential (资质种类): CMA, 危险废物经营许可证, 环境工程设计专项."""

    code = models.SlugField("代码", max_length=24, primary_key=True)
    name = models.CharField("名称", max_length=40)
    short_name = models.CharField("简称", max_length=20)
    covers_waste = models.BooleanField("载明危废类别", default=False)
    is_filing = models.BooleanField("属于备案或登记", default=False)
    grades = models.JSONField("等级", default=list, blank=True, help_text="从高到低；不分等级的没有")
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code=""), name="credential_kind_has_code")
        ]

    def __str__(self) -> str:
        return self.name
