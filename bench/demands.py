"""Public demands of a few thousand buyers, in bulk: one in eight open, the others over."""

import datetime as dt
import random
from typing import Any

from django.db import transaction

from bench.bulk import Table
from bench.suppliers import BATCH, SEED, Places
from bench.words import DETAILS, NEEDS, ROADS, Need
from greenbridge.accounts.models import Membership, Organisation, User
from greenbridge.core import clock
from greenbridge.demands.models import Demand

WAN = 10**6  # 分
BUDGETS = (3, 8, 15, 30, 60, 90, 150, 300, 600)


def fill(count: int, *, brief: bool = False) -> None:
    """Store ``count`` public demands with their types and waste categories; brief ones explain nothing."""
    maker = Maker(_buyers(), brief=brief)
    for begin in range(0, count, BATCH):
        with transaction.atomic():
            for number in range(begin, min(begin + BATCH, count)):
                maker.add(number)
            for table in maker.tables:
                table.store()
    for table in maker.tables:
        table.finish()


@transaction.atomic
def _buyers() -> list[tuple[int, int]]:
    """Every body that was made as a buyer, with one person who acts for it."""
    people, members = Table(User), Table(Membership)
    buyers = []
    for body in Organisation.objects.filter(is_buyer=True).order_by("pk").values_list("pk", flat=True):
        person = people.add(email=f"buyer{body}@bench.example", name="联系人", date_joined=clock.now())
        members.add(
            organisation_id=body, user_id=person, role=Membership.Role.OWNER.value, joined_at=clock.now()
        )
        buyers.append((body, person))
    for table in (people, members):
        table.store()
        table.finish()
    return buyers


class Maker:
    """Makes the rows in an order that one seed fixes."""

    def __init__(self, buyers: list[tuple[int, int]], *, brief: bool = False) -> None:
        self._brief = brief
        self._rng = random.Random(SEED + 1)
        self._places = Places(self._rng)
        self._buyers = buyers
        self._now = clock.now()
        self._demands = Table(Demand)
        self._types, self._wastes = Table(Demand.service_types.through), Table(Demand.wastes.through)

    @property
    def tables(self) -> list[Table]:
        """In the order in which they can be stored."""
        return [self._demands, self._types, self._wastes]

    def add(self, number: int) -> None:
        rng, (place, name), need = self._rng, self._places.pick(), self._rng.choice(NEEDS)
        buyer, author = rng.choice(self._buyers)
        demand = self._demands.add(
            number=f"X{number:011d}",
            buyer_id=buyer,
            author_id=author,
            title=f"{name}{need.title}",
            description=self._description(need),
            is_urgent=rng.random() < 0.1,
            region_id=place,
            address=f"{rng.choice(ROADS)}{rng.randint(1, 999)}号",
            publisher_kind=rng.choice(Demand.Publisher.values),
            is_masked=rng.random() < 0.2,
            contact_name="联系人",
            contact_phone="0512-60000000",
            **self._budget(),
            **self._course(),
        )
        for code in need.types:
            self._types.add(demand_id=demand, servicetype_id=code)
        for code in need.wastes:
            self._wastes.add(demand_id=demand, wastecategory_id=code)

    def _description(self, need: Need) -> str:
        rng = self._rng
        if self._brief:
            return ""
        return "".join([need.sentence.format(rng.randint(2, 90)), *rng.sample(DETAILS, 3)])

    def _budget(self) -> dict[str, Any]:
        if self._rng.random() < 0.3:
            kind = Demand.BudgetKind.NEGOTIABLE.value
            return {"budget_kind": kind, "budget_min": None, "budget_max": None}
        low = self._rng.choice(BUDGETS) * WAN
        return {"budget_kind": Demand.BudgetKind.RANGE.value, "budget_min": low, "budget_max": 2 * low}

    def _course(self) -> dict[str, Any]:
        """Status and times: open ones were published this month, the others within two years."""
        rng = self._rng
        if is_open := rng.random() < 0.125:
            published = self._now - dt.timedelta(minutes=rng.randrange(30 * 24 * 60))
            deadline = self._now + dt.timedelta(minutes=rng.randrange(24 * 60, 60 * 24 * 60))
        else:
            published = self._now - dt.timedelta(minutes=rng.randrange(40 * 24 * 60, 730 * 24 * 60))
            deadline = published + dt.timedelta(days=rng.randrange(5, 30))
        ended = rng.choice((Demand.Status.CLOSED, Demand.Status.EXPIRED))
        return {
            "status": Demand.Status.PUBLISHED.value if is_open else ended.value,
            "created_at": published,
            "saved_at": published,
            "published_at": published,
            "deadline": deadline,
            "closed_at": None if is_open else deadline,
        }
