"""A scenario as editors keep it, and a draft that began with it."""

import datetime as dt
from typing import Any

from greenbridge.core import clock
from greenbridge.demands.models import ClauseTemplate, Demand, Scenario, ScenarioQuestion, Specification
from greenbridge.demands.specification import services
from greenbridge.demands.specification.rules import Answer, Fills, Kind
from greenbridge.reference.models import ServiceType

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"name": "范围", "text": "监测哪个厂区？", "kind": Kind.TEXT},
    {"name": "介质", "text": "监测什么？", "kind": Kind.SEVERAL, "options": "废水\n废气"},
    {"name": "点位", "text": "废水有几个点位？", "kind": Kind.NUMBER, "unit": "个", "when": "介质：废水"},
    {"name": "频次", "text": "多久一次？", "kind": Kind.CHOICE, "options": "每季度\n每年"},
    {"name": "填报", "text": "要协助填报吗？", "kind": Kind.YES_NO, "is_required": False},
    {"name": "截止日", "text": "到哪一天为止？", "kind": Kind.DATE, "fills": Fills.ENDS},
)
CLAUSES: tuple[dict[str, Any], ...] = (
    {"heading": "监测内容", "text": "对{范围}的{介质}监测，{频次}一次。"},
    {
        "heading": "废水监测",
        "text": "废水点位共{点位}。",
        "when": "介质：废水",
        "standards": "GB 8978-1996 污水综合排放标准",
    },
    {
        "heading": "协助填报",
        "text": "报告交付后五个工作日内填报。",
        "when": "填报：是",
        "is_mandatory": False,
    },
)


def scenario(name: str = "例行监测", **facts: Any) -> Scenario:
    """Offered to buyers, with one question of each kind."""
    if there := Scenario.objects.filter(name=name).first():
        return there
    usual = {"summary": "要定期监测。", "title": "{范围}例行监测", "description": "监测{范围}，{频次}一次。"}
    made = Scenario(name=name, **usual | facts)
    made.service_types = ServiceType.objects.filter(pk="S01")
    made.questions = [ScenarioQuestion(sort_order=n, **one) for n, one in enumerate(QUESTIONS)]
    made.clauses = [ClauseTemplate(sort_order=n, **one) for n, one in enumerate(CLAUSES)]
    made.save()
    services.freeze(made, editor=None)
    return made


def answers(**others: Answer) -> dict[str, Answer]:
    """To all its questions, of which one is not asked after these."""
    ends = clock.today() + dt.timedelta(days=200)
    usual: dict[str, Answer] = {
        "范围": "染整车间",
        "介质": ["废气"],
        "频次": "每季度",
        "填报": "是",
        "截止日": ends.isoformat(),
    }
    return usual | others


def specification(demand: Demand, **others: Answer) -> Specification:
    """What a draft asks for, all questions answered."""
    version = scenario().versions.all()[0]
    Specification.objects.create(demand=demand, version=version)
    return services.answer(demand, answers(**others), editor=demand.author)
