"""How the buyers of the demo world (演示数据) keep the publishing rules: checks, a warning, a complaint."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F

from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.conduct import checking, complaining, sanctioning
from greenbridge.demands.conduct import queries as conduct
from greenbridge.demands.models import Complaint, Demand, DemandCheck, DemandDraw, Pledge, Sanction
from greenbridge.portal import demo_words as words

if TYPE_CHECKING:
    from greenbridge.portal.demo import Seeder


class Conduct:
    """What officers do about the demands that a seeder has published."""

    def __init__(self, world: "Seeder") -> None:
        self.world = world
        self.officers, self.today = world.officers, world.today

    def follow(self) -> None:
        self._checks()
        self._warning()
        self._complaint()

    def _checks(self) -> None:
        """A buyer with a good record asked last week for what it had last year, which was published at once; it is drawn."""
        buyer, author = self.world.buyers[words.TRUSTED]
        old = Demand.objects.filter(buyer=buyer, status=Demand.Status.CLOSED).latest("pk")
        facts = {
            "title": words.ASKED_AGAIN,
            "region": self.world.regions["310118107"],
            "deadline": clock.end_of_day(self.today + dt.timedelta(days=21)),
            "is_demo": True,
        }
        demand = demands.save(demands.copy(old, editor=author), facts, editor=author)
        self.world.submit(demand, author)
        week = clock.now() - dt.timedelta(days=7)
        Demand.objects.filter(pk=demand.pk).update(published_at=week)
        Pledge.objects.filter(review__demand=demand).update(given_at=week)
        checking.draw_due()
        self._to_be_corrected()

    def _to_be_corrected(self) -> None:
        """Another one was looked at last week, and its buyer owes a change notice."""
        buyer, _ = self.world.buyers[0]
        demand = Demand.objects.open().filter(buyer=buyer, region__code__startswith="31").latest("pk")
        officer = self.officers["31"]
        draw = DemandDraw.objects.latest("week")
        DemandDraw.objects.filter(pk=draw.pk).update(drawn=F("drawn") + 1)
        check = DemandCheck.objects.create(
            demand=demand,
            draw=draw,
            association=officer.associations[0],
            due_at=clock.now() + dt.timedelta(days=3),
        )
        checking.find(check, officer=officer, finding="to_correct", note=words.TO_CORRECT, is_withdrawn=False)

    def _warning(self) -> None:
        """One was warned of a repeated demand, and has objected."""
        (buyer, author), officer = self.world.buyers[words.WARNED], self.officers["32"]
        decided = sanctioning.Decided(Sanction.Kind.WARNING, Sanction.Ground.REPEATED, words.WARNED_FOR)
        association = conduct.acting_for(officer, buyer)
        row = sanctioning.impose(buyer, decided, officer=officer, association=association)
        sanctioning.appeal(row, member=author, statement=words.OBJECTED, file=None)

    def _complaint(self) -> None:
        """Somebody complains of a demand in 上海; it is looked into, and its buyer has not said anything yet."""
        lab, (buyer, _) = self.world.suppliers[0], self.world.buyers[0]
        about = Demand.objects.open().filter(buyer=buyer, region__code__startswith="31").earliest("pk")
        made = complaining.complain(
            about,
            lab.organisation,
            member=lab.people[0],
            kind=Complaint.Kind.MISMATCH,
            statement=words.COMPLAINED,
            file=None,
        )
        complaining.accept(made, officer=self.officers["31"])
