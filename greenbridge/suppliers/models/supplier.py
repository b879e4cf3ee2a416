"""Service bodies, and what they do and where."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from greenbridge.accounts.models import Organisation, User
from greenbridge.core import clock
from greenbridge.core.text import masked_name
from greenbridge.reference import lookups
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.models.credentials import Credential
from greenbridge.suppliers.suspension.rules import is_under


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
        return self.with_card().with_sources()

    def with_sources(self) -> "SupplierQuerySet":
        """Where its own page says that things come from."""
        return self.prefetch_related(
            "sightings",
            "credentials__scan",
            "credit_records",
            "parts",
            "statements__region",
            "disputes",
            "former_names",
            "confirmations",
        )

    def listed_by_code(self, codes: Sequence[str]) -> dict[str, "Supplier"]:
        """Those that are listed, with all that ``with_card`` brings; what is only named comes from the lookups.

        Asked for the status too, SQLite would read all rows that have it.
        """
        rows = self.filter(organisation__credit_code__in=codes).order_by().select_related("organisation")
        listed = [s for s in rows.prefetch_related("activities", "credentials__wastes") if s.is_listed]
        _name(listed)
        return {supplier.code: supplier for supplier in listed}


class Supplier(models.Model):
    """A service body's place in the directory (服务机构). The body itself is an ``Organisation``."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回修改"
        LISTED = "listed", "已入驻"
        SUSPENDED = "suspended", "暂停展示"
        MERGED = "merged", "已并入"

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="supplier", verbose_name="单位"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        verbose_name="并入的机构",
        db_index=False,
    )
    intro = models.TextField("简介", blank=True, max_length=2000)
    website = models.URLField("网站", blank=True)
    contact_name = models.CharField("业务联系人", max_length=40, blank=True)
    contact_phone = models.CharField("业务电话", max_length=20, blank=True)
    legal_person = models.CharField(
        "法定代表人", max_length=40, blank=True, help_text="由机构申报，协会核对后写入"
    )
    standing = models.CharField(
        "信用等级",
        max_length=20,
        blank=True,
        help_text="最近一次官方信用评价的等级，由信用记录写入；没有则为空",
    )
    listed_at = models.DateTimeField("入驻时间", null=True, blank=True)
    admissions = models.JSONField(
        "准入", default=list, blank=True, help_text="通过准入考核的业务类型、省份和有效期，由考核写入"
    )
    suspended_types = models.JSONField(
        "暂停展示的业务", default=list, blank=True, help_text="由暂停展示的决定写入"
    )
    credit_due_on = models.DateField(
        "信用核查期限", default=clock.today, help_text="由信用核查写入；没有核查过的即到期"
    )
    updated_at = models.DateTimeField("更新时间")

    objects = SupplierQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="merged", merged_into__isnull=False)
                | (~models.Q(status="merged") & models.Q(merged_into=None)),
                name="merged_records_say_into_which",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="no_record_is_merged_into_itself"
            ),
        ]
        ordering: ClassVar = ["-listed_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["status", "-listed_at", "-id"], name="listed_newest"),
            models.Index(fields=["status", "credit_due_on"], name="listed_due"),
            # Few of many: asked with every batch of a list.
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="merged_records"
            ),
        ]

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
    def is_merged(self) -> bool:
        """Whether the record stands for nothing any more but for the one it was merged into."""
        return self.status == self.Status.MERGED

    @property
    def is_admitted(self) -> bool:
        """Whether it came into the directory, shown at present or not."""
        return self.status in {self.Status.LISTED, self.Status.SUSPENDED}

    def has_suspended(self, type_code: str) -> bool:
        """Whether an association has this type of its services not shown."""
        return is_under(type_code, self.suspended_today)

    @property
    def suspended_today(self) -> frozenset[str]:
        """The suspended types, and what stands for them since: a new version of the tree lifts no suspension."""
        return frozenset([*self.suspended_types, *lookups.of_today(self.suspended_types)])

    @property
    def public_legal_person(self) -> str:
        """As everybody may read it: the surname only."""
        return masked_name(self.legal_person)

    @property
    def is_claimed(self) -> bool:
        """Whether somebody of the body itself stands behind the record; imported records start unclaimed."""
        return self.organisation.is_supplier

    @property
    def confirmed_on(self) -> dt.date | None:
        """When the body last said that its key facts are true. Expects confirmations prefetched."""
        given = [one.confirmed_at for one in self.confirmations.all() if one.confirmed_at]
        return clock.local(max(given)).date() if given else None

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it was to say so and has not. Expects confirmations prefetched."""
        return any(one.is_overdue for one in self.confirmations.all())

    @property
    def shown_credit_records(self) -> list[Any]:
        """Without those that an association withdrew."""
        return [record for record in self.credit_records.all() if not record.is_withdrawn]

    @property
    def people(self) -> list[User]:
        """Who hears about the supplier's affairs."""
        return list(self.organisation.people)


class Activity(models.Model):
    """One thing the body does and where it goes for it (业务): service type × regions × capability."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="activities", verbose_name="机构", db_index=False
    )
    service_type = models.ForeignKey(ServiceType, models.PROTECT, related_name="+", verbose_name="业务类型")
    serves = models.ManyToManyField(
        Region, related_name="+", verbose_name="服务地区", help_text="不选表示全国"
    )
    capability = models.CharField("能力说明", max_length=200, blank=True)
    type_version = models.PositiveSmallIntegerField("业务分类版本", default=1, help_text="登记时施行的版本")

    class Meta:
        ordering: ClassVar = ["service_type"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "service_type"], name="activity_once_per_type")
        ]

    def __str__(self) -> str:
        return self.service_type.name

    @property
    def is_suspended(self) -> bool:
        """Expects the supplier with it."""
        return self.supplier.has_suspended(self.service_type_id)

    @cached_property
    def regions(self) -> list[Region]:
        """Where the body goes; none means the whole country."""
        return list(self.serves.all())

    def goes_to(self, region_code: str) -> bool:
        """Whether the body works in that region. No region named means the whole country."""
        codes = [region.code for region in self.regions]
        return not codes or any(region_code.startswith(code) for code in codes)


def _name(suppliers: Sequence[Supplier]) -> None:
    """Put into their places the types, kinds and regions of activities and credentials, without reading each again."""
    activities = [activity for supplier in suppliers for activity in supplier.activities.all()]
    served = Activity.serves.through.objects.filter(activity__in=activities).order_by("region")
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for activity_id, code in served.values_list("activity_id", "region_id"):
        codes[activity_id].append(code)
    regions = lookups.regions(
        {code for some in codes.values() for code in some} | {s.organisation.region_id for s in suppliers}
    )
    types, kinds = lookups.service_types(), lookups.credential_kinds()
    for activity in activities:
        activity.service_type = types[activity.service_type_id]
        activity.regions = [regions[code] for code in codes[activity.pk]]
    for supplier in suppliers:
        supplier.organisation.region = regions[supplier.organisation.region_id]
        for credential in supplier.credentials.all():
            credential.kind = kinds[credential.kind_id]
