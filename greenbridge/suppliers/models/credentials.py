"""What entitles a body to what it does: its licences, certificates and filings."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.reference.models import CredentialKind, WasteCategory
from greenbridge.reference.wastes import AMOUNTS, Covered


class CredentialQuerySet(models.QuerySet["Credential"]):
    def to_be_checked(self) -> "CredentialQuerySet":
        """Of which nobody has looked at something: all of it, what only the body says of it, or a scan."""
        return self.filter(Q(verified_at=None) | Q(offered_scan__isnull=False) | ~Q(declared=[]))


class Credential(models.Model):
    """A licence, certificate or filing of the body (资质)."""

    class State(models.TextChoices):
        VALID = "valid", "有效"
        EXPIRING = "expiring", "即将到期"
        EXPIRED = "expired", "已过期"
        REVOKED = "revoked", "已撤销"
        UNVERIFIED = "unverified", "待核验"

    DAYS_OF_WARNING = 90
    FACTS: ClassVar = {
        "issuer": "发证机关",
        "grade": "等级",
        "scope": "许可范围",
        "issued_on": "发证日期",
        "expires_on": "有效期至",
        "wastes": "许可类别",
        "tonnes": "年能力",
    }
    """What a credential states, and what it is called; ``tonnes`` are all amounts of the wastes. ``declared`` has these
    names, or an amount by the number of its category, or its code."""

    supplier = models.ForeignKey(
        "suppliers.Supplier", models.CASCADE, related_name="credentials", verbose_name="机构", db_index=False
    )
    kind = models.ForeignKey(
        CredentialKind, models.PROTECT, related_name="+", verbose_name="资质种类", db_index=False
    )
    number = models.CharField("证书编号", max_length=60)
    issuer = models.CharField("发证机关", max_length=60)
    grade = models.CharField(
        "等级", max_length=10, blank=True, default="", db_default="", help_text="不分等级的资质为空"
    )
    scope = models.CharField("许可范围", max_length=300, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True, help_text="长期有效则留空")
    scan = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )
    offered_scan = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="待核对的扫描件"
    )
    verified_at = models.DateTimeField("核验时间", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    source = models.CharField("来源", max_length=60, blank=True, help_text="官方名单的名称；机构自报为空")
    declared = models.JSONField(
        "仅机构自报",
        default=list,
        db_default=[],
        blank=True,
        help_text="资质核验过，而这些内容只有机构自己说过",
    )

    objects = CredentialQuerySet.as_manager()

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

    @property
    def name(self) -> str:
        """The kind with its grade: 环境工程设计专项资质（水污染防治）甲级."""
        return f"{self.kind.name}{self.attested_grade}"

    @property
    def short_name(self) -> str:
        return f"{self.kind.short_name}{self.attested_grade}"

    @property
    def attested_grade(self) -> str:
        """Empty where only the body says it of a checked credential: then it is named among what is open to check."""
        return "" if "grade" in self.declared else self.grade

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
    def open_to_check(self) -> str:
        """What of a checked credential only the body says, in words: 等级（甲级）、有效期至、年能力（HW17）."""
        said = {name: label for name, label in self.FACTS.items() if name in self.declared}
        if "grade" in said:
            said["grade"] += f"（{self.grade}）"
        if some := [name for name in self.declared if name not in self.FACTS]:
            said[AMOUNTS] = f"{self.FACTS[AMOUNTS]}（{'、'.join(some)}）"
        return "、".join(said.values())

    def attested(self, category: str, covered: Covered) -> Covered | None:
        """What somebody beside the body has said of a category that it covers; None where nobody has."""
        if "wastes" in self.declared:
            return None
        return covered.without(category, self.declared) if self.declared else covered

    @property
    def licensed_wastes(self) -> dict[str, Covered]:
        """By category what somebody beside the body has said: only that makes it find work and be found for it."""
        rows = {row.category_id: Covered(row.tonnes_per_year, row.codes) for row in self.wastes.all()}
        return {code: one for code, said in rows.items() if (one := self.attested(code, said))}

    @property
    def wastes_written(self) -> str:
        return "；".join(row.written for row in self.wastes.all())

    @property
    def waste_codes(self) -> list[str]:
        return list(self.licensed_wastes)


class CredentialWaste(models.Model):
    """A category of hazardous waste that a licence covers, whole or for some codes, with its yearly tonnage (许可类别)."""

    credential = models.ForeignKey(
        Credential, models.CASCADE, related_name="wastes", verbose_name="资质", db_index=False
    )
    category = models.ForeignKey(
        WasteCategory, models.PROTECT, related_name="+", verbose_name="危废类别", db_index=False
    )
    tonnes_per_year = models.PositiveIntegerField("年能力（吨）", null=True, blank=True)
    codes = models.JSONField(
        "废物代码", default=dict, blank=True, help_text="代码和各自的年能力（吨）；没有代码表示整个类别"
    )

    class Meta:
        ordering: ClassVar = ["category"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credential", "category"], name="waste_once_per_credential")
        ]

    def __str__(self) -> str:
        return self.category_id

    @property
    def written(self) -> str:
        """As it is shown: HW17 336-064-17、336-054-17（1200吨/年）. Codes with a tonnage of their own say it."""
        alone = [tonnes for tonnes in self.codes.values() if tonnes is not None]
        several = len(alone) > 1
        codes = "、".join(
            f"{code} {tonnes}吨" if several and tonnes is not None else code
            for code, tonnes in self.codes.items()
        )
        total = f"（{self.tonnes_per_year}吨/年）" if self.tonnes_per_year else ""
        return f"{self.category_id}{' ' if codes else ''}{codes}{total}"
