"""What suppliers ask about demands."""

from greenbridge.demands.clarification import services
from greenbridge.demands.models import Demand, Question
from greenbridge.suppliers.models import Supplier
from greenbridge.testing.cast import accounts


def question(demand: Demand, supplier: Supplier, text: str = "采样点位有几个？") -> Question:
    """The supplier asks; nobody has answered yet."""
    body = supplier.organisation
    return services.ask(demand, body, member=accounts.owner_of(body), text=text)
