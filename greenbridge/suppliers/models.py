"""Service bodies, what they do and where, and what entitles them to it."""

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.reviews import Review
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory


class SupplierQuerySet(models.QuerySet["Supplier"]):
    def listed(self) -> "SupplierQuerySet":
        return self.filter(status=Supplier.Status.LISTED)

    def with_card(self) -> "SupplierQuerySet":
        """Everything that a card in a list shows, in a fixed number of queries."""
        return self.select_related("organisation__region").prefetch_related(
            models.Prefetch("activities", Activity.objects.select_related("service_type")),
            "activities__serves",
            models.Prefetch("credentials", Credential.objects.select_related("kind")),
            "credentials__wastes",
        )

    def with_record(self) -> "SupplierQuerySet":
        """Everything that its own page shows."""
        return self.with_card().prefetch_related("sightings", "credentials__scan")

    def listed_by_code(self, codes: Sequence[str]) -> dict[str, "Supplier"]:
        """Those that are listed. Asked for the status too, SQLite would read all rows that have it."""
        rows = self.filter(organisation__credit_code__in=codes).order_by()
        return {supplier.code: supplier for supplier in rows if supplier.is_listed}


class Supplier(models.Model):
    """A service body's place in the directory (服务机构). The body itself is an ``Organisation``."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回修改"
        LISTED = "listed", "已入驻"
        SUSPENDED = "suspended", "暂停展示"

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="supplier", verbose_name="单位"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    intro = models.TextField("简介", blank=True, max_length=2000)
    website = models.URLField("网站", blank=True)
    contact_name = models.CharField("业务联系人", max_length=40, blank=True)
    contact_phone = models.CharField("业务电话", max_length=20, blank=True)
    standing = models.CharField("信用等级", max_length=2, blank=True, help_text="由评价体系写入；未评级为空")
    listed_at = models.DateTimeField("入驻时间", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间")

    objects = SupplierQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-listed_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["status", "-listed_at", "-id"], name="listed_newest")]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        return reverse("suppliers:record", args=[self.code])

    @property
    def code(self) -> str:
        return self.organisation.credit_code

    @property
    def is_listed(self) -> bool:
        return self.status == self.Status.LISTED

    @property
    def is_claimed(self) -> bool:
        """Whether somebody of the body itself stands behind the record; imported records start unclaimed."""
        return self.organisation.is_supplier

    @property
    def people(self) -> list[User]:
        """Who hears about the supplier's affairs."""
        return list(self.organisation.members.filter(is_active=True))


class Activity(models.Model):
    """One thing the body does and where it goes for it (业务): service type × regions × capability."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="activities", verbose_name="机构")
    service_type = models.ForeignKey(ServiceType, models.PROTECT, related_name="+", verbose_name="业务类型")
    serves = models.ManyToManyField(
        Region, related_name="+", verbose_name="服务地区", help_text="不选表示全国"
    )
    capability = models.CharField("能力说明", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["service_type"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "service_type"], name="activity_once_per_type")
        ]

    def __str__(self) -> str:
        return self.service_type.name

    def goes_to(self, region_code: str) -> bool:
        """Whether the body works in that region. No region named means the whole country."""
        codes = [region.code for region in self.serves.all()]
        return not codes or any(region_code.startswith(code) for code in codes)


class Credential(models.Model):
    """A licence, certificate or filing of the body (资质)."""

    class State(models.TextChoices):
        VALID = "valid", "有效"
        EXPIRING = "expiring", "即将到期"
        EXPIRED = "expired", "已过期"
        REVOKED = "revoked", "已撤销"
        UNVERIFIED = "unverified", "待核验"

    DAYS_OF_WARNING = 90

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="credentials", verbose_name="机构")
    kind = models.ForeignKey(CredentialKind, models.PROTECT, related_name="+", verbose_name="资质种类")
    number = models.CharField("证书编号", max_length=60)
    issuer = models.CharField("发证机关", max_length=60)
    scope = models.CharField("许可范围", max_length=300, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True, help_text="长期有效则留空")
    scan = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("来源", max_length=60, blank=True, help_text="官方名单的名称；机构自报为空")

    class Meta:
        ordering: ClassVar = ["kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "kind", "number"], name="credential_once"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(issued_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="credential_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def state_on(self, day: dt.date) -> "Credential.State":
        if self.revoked_on and self.revoked_on <= day:
            return self.State.REVOKED
        if self.expires_on and self.expires_on < day:
            return self.State.EXPIRED
        if self.verified_at is None:
            return self.State.UNVERIFIED
        if self.expires_on and self.expires_on <= day + dt.timedelta(days=self.DAYS_OF_WARNING):
            return self.State.EXPIRING
        return self.State.VALID

    def is_valid_on(self, day: dt.date) -> bool:
        """Verified, in force and not revoked on that day."""
        return self.state_on(day) in {self.State.VALID, self.State.EXPIRING}

    @property
    def state(self) -> "Credential.State":
        return self.state_on(clock.today())

    @property
    def waste_codes(self) -> list[str]:
        return [row.category_id for row in self.wastes.all()]


class CredentialWaste(models.Model):
    """A category of hazardous waste that a licence covers, with its yearly tonnage (许可类别)."""

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="wastes", verbose_name="资质")
    category = models.ForeignKey(WasteCategory, models.PROTECT, related_name="+", verbose_name="危废类别")
    tonnes_per_year = models.PositiveIntegerField("年能力（吨）", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["category"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credential", "category"], name="waste_once_per_credential")
        ]

    def __str__(self) -> str:
        return self.category_id


class Sighting(models.Model):
    """The body stood on an official list (名单记录): which list, of which day, and the row as it was."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="sightings", verbose_name="机构")
    source = models.CharField("名单", max_length=60)
    listed_on = models.DateField("名单日期", null=True, blank=True)
    seen_at = models.DateTimeField("导入时间")
    raw = models.JSONField("原始内容")
    flags = models.JSONField("待核对事项", default=list)

    class Meta:
        ordering: ClassVar = ["-seen_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "source"], name="sighting_once_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.source}"


class ListingReview(Review):
    """A supplier asks to be listed, or to have changed credentials checked (入驻审核)."""

    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="reviews", verbose_name="机构")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(decision="waiting"), name="one_open_listing_review"
            )
        ]

    def __str__(self) -> str:
        return str(self.supplier)


class ImportRun(models.Model):
    """One import of an official list (名单导入), from upload to result."""

    class Status(models.TextChoices):
        MAPPING = "mapping", "对应列"
        CHECKING = "checking", "正在检查"
        PREVIEW = "preview", "待确认"
        QUEUED = "queued", "等待导入"
        RUNNING = "running", "正在导入"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    file = models.ForeignKey(
        File,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="名单文件",
        help_text="由命令导入的没有",
    )
    source = models.CharField("名单名称", max_length=60)
    listed_on = models.DateField("名单日期", null=True, blank=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    started_at = models.DateTimeField("开始时间")
    progressed_at = models.DateTimeField("最近进展", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.MAPPING)
    note = models.CharField("未完成的原因", max_length=200, blank=True)
    mapping = models.JSONField("列对应", default=dict)
    rows = models.PositiveIntegerField("总行数", default=0)
    rows_done = models.PositiveIntegerField("已处理行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    flagged = models.PositiveIntegerField("待核对", default=0)
    refused = models.PositiveIntegerField("未导入", default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source}（{clock.local(self.started_at):%Y-%m-%d}）"


class ImportIssue(models.Model):
    """A cell of an imported list that is wrong or doubtful (问题单元格)."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="issues", verbose_name="导入")
    sheet = models.CharField("工作表", max_length=60)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=60)
    value = models.CharField("内容", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=200)
    refuses = models.BooleanField("整行未导入", default=False)

    class Meta:
        ordering: ClassVar = ["sheet", "row", "id"]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.row}行 {self.column}：{self.reason}"
