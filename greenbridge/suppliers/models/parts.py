"""What a body tells of itself beside its credentials: people, equipment, earlier work, associations."""

from typing import ClassVar

from django.db import models

from greenbridge.core import clock
from greenbridge.core.text import masked_name, masked_number
from greenbridge.files.models import File
from greenbridge.suppliers.models.supplier import Supplier


class RecordPart(models.Model):
    """One further thing on the record (登记事项). Which columns a kind uses is said once, in ``suppliers.parts``."""

    class Kind(models.TextChoices):
        STAFF = "staff", "持证人员"
        EQUIPMENT = "equipment", "仪器设备"
        PROJECT = "project", "业绩"
        CASE = "case", "典型案例"
        MEMBERSHIP = "membership", "协会会员"

    class State(models.TextChoices):
        NEW = "new", "待核对"
        DECLARED = "declared", "机构自报"
        VERIFIED = "verified", "已核实"

    class Band(models.TextChoices):
        UNDER_5 = "5", "5万元以下"
        UNDER_20 = "20", "5—20万元"
        UNDER_50 = "50", "20—50万元"
        UNDER_100 = "100", "50—100万元"
        UNDER_400 = "400", "100—400万元"
        OVER_400 = "more", "400万元以上"

    MOST = 100  # of one kind

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="parts", verbose_name="机构", db_index=False
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=80)
    detail = models.CharField("型号、客户或会员类别", max_length=80, blank=True)
    person = models.CharField("持证人姓名", max_length=40, blank=True)
    number = models.CharField("证书编号", max_length=60, blank=True)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    band = models.CharField("金额区间", max_length=4, choices=Band.choices, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    text = models.TextField("说明", max_length=1000, blank=True)
    evidence = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证明材料"
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.NEW)
    stated_at = models.DateTimeField("填写时间")

    class Meta:
        ordering: ClassVar = ["-year", "id"]
        indexes: ClassVar = [models.Index(fields=["supplier", "kind"], name="parts_of_a_record")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"

    @property
    def public_person(self) -> str:
        """As everybody may read it: the surname only."""
        return masked_name(self.person)

    @property
    def public_number(self) -> str:
        return masked_number(self.number)

    @property
    def is_over(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()
