"""What companies need, and what official sites publish."""

from greenbridge.demands.models.amendment import Amendment
from greenbridge.demands.models.complaints import Complaint
from greenbridge.demands.models.conduct import (
    ConductNumbers,
    DemandCheck,
    DemandCheckQuerySet,
    DemandDraw,
    Pledge,
)
from greenbridge.demands.models.demand import Attachment, Demand, DemandQuerySet, DemandReview, SensitiveWord
from greenbridge.demands.models.limits import ProcurementLimit
from greenbridge.demands.models.notices import (
    Notice,
    NoticeAddress,
    NoticeReview,
    NoticeVersion,
    Project,
    ProjectQuerySet,
    RemovalRequest,
)
from greenbridge.demands.models.parts import Lot, Site
from greenbridge.demands.models.question import Question
from greenbridge.demands.models.reviewing import DecisionReason, Mark
from greenbridge.demands.models.sanctions import (
    Sanction,
    SanctionAppeal,
    SanctionQuerySet,
)
from greenbridge.demands.models.specification import (
    ClauseTemplate,
    Scenario,
    ScenarioQuestion,
    ScenarioVersion,
    Specification,
)
from greenbridge.demands.models.subscription import Subscription

__all__ = [
    "Amendment",
    "Attachment",
    "ClauseTemplate",
    "Complaint",
    "ConductNumbers",
    "DecisionReason",
    "Demand",
    "DemandCheck",
    "DemandCheckQuerySet",
    "DemandDraw",
    "DemandQuerySet",
    "DemandReview",
    "Lot",
    "Mark",
    "Notice",
    "NoticeAddress",
    "NoticeReview",
    "NoticeVersion",
    "Pledge",
    "ProcurementLimit",
    "Project",
    "ProjectQuerySet",
    "Question",
    "RemovalRequest",
    "Sanction",
    "SanctionAppeal",
    "SanctionQuerySet",
    "Scenario",
    "ScenarioQuestion",
    "ScenarioVersion",
    "SensitiveWord",
    "Site",
    "Specification",
    "Subscription",
]
