"""What each source says of a credential, and what of it was settled."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.accounts.models import User
from greenbridge.reference.models import CredentialKind
from greenbridge.suppliers.models.provenance import Statement
from greenbridge.suppliers.models.supplier import Supplier


class PaperStatement(models.Model):
    """What one source says of one credential (资质说法): the newest, as it stands there; what is empty it does not say.

    What a body says of its own is always kept, and what an officer had checked of it where the body says otherwise now. Of a list its row says it, as it was; statements are made of it where
    sources differ (``imports.papers``).
    """

    CHECKED = "协会核验"
    """The source of what an officer had checked."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="paper_statements", verbose_name="机构", db_index=False
    )
    kind = models.ForeignKey(
        CredentialKind, models.PROTECT, related_name="+", verbose_name="资质种类", db_index=False
    )
    number = models.CharField("证书编号", max_length=60)
    source = models.CharField("来源", max_length=60)
    told_by = models.CharField("来源种类", max_length=8, choices=Statement.Kind.choices)
    stated_at = models.DateTimeField("时间")
    issuer = models.CharField("发证机关", max_length=60, blank=True)
    grade = models.CharField("等级", max_length=10, blank=True)
    scope = models.CharField("许可范围", max_length=300, blank=True)
    issued_on = models.DateField("发证日期", null=True)
    expires_on = models.DateField("有效期至", null=True)
    is_for_ever = models.BooleanField("写明长期有效", default=False)
    wastes = models.JSONField(
        "许可类别", default=dict, help_text="危废类别 → 年能力（吨），以及代码和各自的年能力"
    )

    class Meta:
        ordering: ClassVar = ["kind", "number", "stated_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "number", "source"], name="paper_statement_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.source}）"


class PaperDispute(models.Model):
    """Sources say different things of one credential (资质说法不一), until an officer chooses one of them for all of it.

    ``known`` is what each said when it lay before the officer: only another word opens the matter again.
    """

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="paper_disputes", verbose_name="机构", db_index=False
    )
    kind = models.ForeignKey(
        CredentialKind, models.PROTECT, related_name="+", verbose_name="资质种类", db_index=False
    )
    number = models.CharField("证书编号", max_length=60)
    opened_at = models.DateTimeField("发现时间")
    settled_at = models.DateTimeField("核定时间", null=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="核定人", db_index=False
    )
    source = models.CharField("采用的来源", max_length=60, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    known = models.JSONField("核定时的说法", default=list)

    class Meta:
        ordering: ClassVar = ["opened_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "kind", "number"],
                condition=Q(settled_at=None),
                name="one_open_paper_dispute",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "kind", "number"], name="disputes_of_a_paper")]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.paper}"

    @property
    def paper(self) -> str:
        return f"{self.kind.name} {self.number}"
