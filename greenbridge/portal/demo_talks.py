"""What goes on between published demands of the demo world (演示数据) and those who read them."""

import datetime as dt

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands.amendments import facts
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.clarification import services as clarification
from greenbridge.demands.models import Demand
from greenbridge.portal import demo_words as words


def seed(officers: dict[str, User]) -> None:
    """Two demands were asked about; one was changed twice, a change of the other waits for its officer.

    Of a third, which ended three weeks ago, the buyer has not said how.
    """
    answered = Demand.objects.open().filter(interests__isnull=False).distinct().order_by("-deadline")
    for demand, (reason, added, is_decided) in zip(answered, words.AMENDMENTS, strict=False):
        _ask(demand, words.QUESTIONS)
        _extend(demand, days=10)
        stands = facts.of(Demand.objects.get(pk=demand.pk))
        asked = stands | {"description": f"{demand.description}{added}"}
        row = amendments.announce(demand, asked, reason=reason, editor=demand.author)
        if is_decided:
            amendments.approve(row, officer=officers[row.association.province_id])

    _end_long_ago(Demand.objects.filter(status=Demand.Status.EXPIRED).earliest("pk"))


def _end_long_ago(demand: Demand) -> None:
    ended = clock.now() - dt.timedelta(days=21)
    demand.published_at, demand.deadline, demand.closed_at = ended - dt.timedelta(days=20), ended, ended
    demand.save(update_fields=["published_at", "deadline", "closed_at"])


def _ask(demand: Demand, questions: tuple[tuple[str, str], ...]) -> None:
    """Whoever has responded asks; what has no answer yet waits for the buyer."""
    for interest, (text, answer) in zip(demand.interests.all(), questions, strict=False):
        asking = interest.supplier
        question = clarification.ask(demand, asking.organisation, member=asking.people[0], text=text)
        if answer:
            clarification.answer(question, member=demand.author, text=answer)


def _extend(demand: Demand, *, days: int) -> None:
    later = clock.local(demand.ends_at).date() + dt.timedelta(days=days)
    asked = facts.of(demand) | {"deadline": facts.write_moment(clock.end_of_day(later))}
    amendments.announce(demand, asked, reason=words.EXTENDED_BECAUSE, editor=demand.author)
