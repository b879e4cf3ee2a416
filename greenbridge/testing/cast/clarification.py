"""What suppliers ask about demands."""

from greenbridge.demands.clarification import services
from greenbridge.demands.models import Demand, Question
from greenbridge.suppliers.models import Supplier
from greenbridge.testing.cast import accounts


def question(demand: Demand, supplier: Supplier, text: str = "采样点位有几个？") -> Question:
    """The supplier asks; nobody has answered yet."""
    body = supplier.organisation
    return services.ask(demand, body, member=accounts.owner_of(body), text=text)


def answered(question: Question, text: str = "三个。") -> Question:
    """Its buyer has answered for everybody."""
    return services.answer(question, member=question.demand.author, text=text)
