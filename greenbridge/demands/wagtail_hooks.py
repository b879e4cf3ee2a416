"""What of this room editors find in the back office."""

from wagtail.snippets.models import register_snippet

from greenbridge.demands.backoffice import (
    ConductNumbersViewSet,
    DecisionReasonViewSet,
    SensitiveWordViewSet,
)
from greenbridge.demands.limits.backoffice import ProcurementLimitViewSet
from greenbridge.demands.specification.backoffice import ScenarioViewSet

register_snippet(SensitiveWordViewSet)
register_snippet(DecisionReasonViewSet)
register_snippet(ConductNumbersViewSet)
register_snippet(ScenarioViewSet)
register_snippet(ProcurementLimitViewSet)
