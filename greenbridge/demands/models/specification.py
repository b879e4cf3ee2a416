"""Scenarios that editors keep, their versions, and the specification of a demand that was drawn from one."""

from typing import Any, ClassVar

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from greenbridge.demands.models.demand import Demand
from greenbridge.demands.specification import rules
from greenbridge.reference.models import ServiceType

BY_NAME = "用{名称}引用回答，例如：{频次}。"
WHEN = "不填表示总是显示。写成“名称：选项、选项”，例如：介质：废水、废气。几个条件要同时满足时，用分号隔开，例如：介质：废水；频次：每季度。"


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def offered(self) -> "ScenarioQuerySet":
        """What a buyer may begin with."""
        return self.filter(is_active=True, versions__isnull=False).distinct()


class Scenario(ClusterableModel):
    """What happens in a works that leads to a need (场景). Editors keep it in the back office."""

    name = models.CharField("场景", max_length=30, unique=True, error_messages={"unique": "已经有这个场景。"})
    summary = models.CharField("什么时候用", max_length=80, help_text="一句话，显示在卡片上。")
    service_types = ParentalManyToManyField(
        ServiceType,
        related_name="+",
        limit_choices_to={"parent": None, "is_current": True},
        verbose_name="业务类型",
    )
    title = models.CharField("需求标题", max_length=60, help_text=BY_NAME)
    description = models.TextField("需求说明", max_length=1000, help_text=BY_NAME)
    position = models.PositiveSmallIntegerField("顺序", default=100, help_text="数字小的在前。")
    is_active = models.BooleanField("提供给企业", default=True)
    loaded_as = models.SlugField("初始内容", max_length=40, blank=True, editable=False)
    """Under which key it came with the platform: what is there is never loaded again."""

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["loaded_as"], condition=~models.Q(loaded_as=""), name="scenario_loaded_once"
            )
        ]
        verbose_name = "需求场景"
        verbose_name_plural = "需求场景"

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> rules.Content:
        """What it says now; what buyers are asked is the newest version."""
        return rules.Content(
            name=self.name,
            types=sorted(kind.pk for kind in self.service_types.all()),
            title=self.title,
            description=self.description,
            questions=[question.content for question in self.questions.all()],
            clauses=[clause.content for clause in self.clauses.all()],
        )


class ScenarioQuestion(Orderable):
    """One question of a scenario (问题)."""

    scenario = ParentalKey(Scenario, related_name="questions", verbose_name="场景")
    name = models.CharField("名称", max_length=12, help_text="几个字，在条款中用{名称}引用。")
    text = models.CharField("问题", max_length=60)
    kind = models.CharField("题型", max_length=8, choices=rules.Kind.choices)
    unit = models.CharField("单位", max_length=10, blank=True, help_text="题型为“数量”时填写，例如：个。")
    options = models.TextField("选项", blank=True, help_text="单选和多选填写，每行一个。")
    help = models.CharField("提示", max_length=120, blank=True)
    is_required = models.BooleanField("必须回答", default=True)
    when = models.CharField("显示条件", max_length=240, blank=True, help_text=WHEN)
    fills = models.CharField("填入需求的", max_length=16, blank=True, choices=rules.Fills.choices)

    class Meta(Orderable.Meta):
        verbose_name = "问题"

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> rules.Question:
        plain = ("name", "text", "kind", "unit", "help", "is_required", "when", "fills")
        return rules.Question(**{name: getattr(self, name) for name in plain}, options=_lines(self.options))


class ClauseTemplate(Orderable):
    """One clause that a scenario proposes (条款)."""

    scenario = ParentalKey(Scenario, related_name="clauses", verbose_name="场景")
    heading = models.CharField("条款名称", max_length=30)
    text = models.TextField("内容", max_length=1000, help_text=BY_NAME)
    standards = models.TextField(
        "执行的标准和规定",
        blank=True,
        help_text="每行一个，写编号和名称，例如：GB 8978-1996 污水综合排放标准。",
    )
    when = models.CharField("显示条件", max_length=240, blank=True, help_text=WHEN)
    is_mandatory = models.BooleanField("必备条款", default=True, help_text="必备条款可以改写，不能删去。")

    class Meta(Orderable.Meta):
        verbose_name = "条款"

    def __str__(self) -> str:
        return self.heading

    @property
    def content(self) -> rules.Clause:
        plain = ("heading", "text", "when", "is_mandatory")
        return rules.Clause(**{name: getattr(self, name) for name in plain}, standards=_lines(self.standards))


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


class ScenarioVersion(models.Model):
    """What a scenario said from one change to the next (场景版本). It is never changed: drafts go on with theirs."""

    scenario = models.ForeignKey(
        Scenario, models.PROTECT, related_name="versions", verbose_name="场景", db_index=False
    )
    number = models.PositiveIntegerField("版本")
    kept = models.JSONField("内容")
    made_at = models.DateTimeField("形成时间")

    class Meta:
        ordering: ClassVar = ["scenario", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kept['name']}（第{self.number}版）"

    @property
    def content(self) -> rules.Content:
        return rules.Content.read(self.kept)


class Specification(models.Model):
    """What a demand asks for, clause by clause (服务要求), with the answers that it was drawn from."""

    demand = models.OneToOneField(Demand, models.CASCADE, related_name="specification", verbose_name="需求")
    version = models.ForeignKey(ScenarioVersion, models.PROTECT, related_name="+", verbose_name="场景版本")
    answers = models.JSONField("回答", default=dict)
    kept = models.JSONField("条款", default=list)

    def __str__(self) -> str:
        return f"{self.demand}：服务要求"

    @property
    def clauses(self) -> list[rules.Drawn]:
        """All that were drawn, those that do not stand in the demand included."""
        return [rules.Drawn(**one) for one in self.kept]

    @property
    def shown(self) -> list[rules.Drawn]:
        return [clause for clause in self.clauses if clause.is_shown]

    @property
    def text(self) -> str:
        """What everybody reads of it, for the index and for the list of sensitive words."""
        lines: list[Any] = [[one.heading, one.text, *one.standards] for one in self.shown]
        return "\n".join(line for clause in lines for line in clause)
