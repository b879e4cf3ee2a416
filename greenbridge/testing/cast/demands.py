"""The dye works in 青浦 and what it needs."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.demands import services
from greenbridge.demands.conduct.queries import rules_in_force
from greenbridge.demands.models import Demand, DemandReview, Lot, Site
from greenbridge.demands.parts import services as parts
from greenbridge.demands.rules import WAN
from greenbridge.reference.models import Region, ServiceType, WasteCategory
from greenbridge.testing.cast import accounts
from greenbridge.testing.mould import first

TITLE = "印染废水例行监测"


@first
def dyer() -> Organisation:
    """青溪染整, a verified buyer in 华新镇, 青浦, run by 陈敏."""
    owner = accounts.person("陈敏", "chen@dye.example")
    owner.phone = "021-59888888"
    owner.save(update_fields=["phone"])
    return accounts.verified(500, "青溪染整有限公司", "310118107", owner, is_buyer=True)


@first
def draft(buyer: Organisation | None = None) -> Demand:
    """A draft as it begins: the contact and the region are filled in."""
    body = buyer or dyer()
    return services.start(body, author=accounts.owner_of(body))


def complete(types: str = "S01", wastes: str = "", **facts: Any) -> dict[str, Any]:
    """Everything that a demand needs. Codes stand with spaces between."""
    return {
        "title": TITLE,
        "description": "废水总排口每季度一次，出具报告。",
        "service_types": list(ServiceType.objects.filter(code__in=types.split())),
        "wastes": list(WasteCategory.objects.filter(code__in=wastes.split())),
        "region": Region.objects.get(code="310118107"),
        "deadline": clock.end_of_day(clock.today() + dt.timedelta(days=10)),
    } | facts


@first
def demand(buyer: Organisation | None = None, **facts: Any) -> Demand:
    """A complete draft."""
    made = draft(buyer)
    return services.save(made, complete(**facts), editor=made.author)


SITE: dict[str, Any] = {
    "name": "二厂区",
    "need": "废水总排口监测",
    "address": "西厂路2号",
    "quantity": "每季度一次",
}


def site(demand: Demand, region: str = "310118107", **facts: Any) -> Site:
    """One more site of a draft."""
    there = SITE | {"region": Region.objects.get(code=region)} | facts
    return parts.add_site(demand, there, editor=demand.author)


def lot(demand: Demand, types: str = "S01", wastes: str = "", high: int | None = None, **facts: Any) -> Lot:
    """One more lot of a draft, of at most so many 万元."""
    there = {
        "title": "例行监测",
        "service_types": list(ServiceType.objects.filter(code__in=types.split())),
        "wastes": list(WasteCategory.objects.filter(code__in=wastes.split())),
        "budget_kind": "negotiable" if high is None else "range",
        "budget_max": high and high * WAN,
    }
    return parts.add_lot(demand, there | facts, editor=demand.author)


@first
def submitted(**facts: Any) -> DemandReview:
    """A demand in the queue of its site's province."""
    made = demand(**facts)
    return services.submit(made, editor=made.author, agreed_to=agreed_to())


def agreed_to() -> int | None:
    """The version of the publishing rules that is ticked, where there is one."""
    terms = rules_in_force()
    return terms.number if terms else None


@first
def published(**facts: Any) -> Demand:
    """A demand in the hall."""
    review = submitted(**facts)
    if not review.is_waiting:
        return review.demand
    return services.approve(review, officer=accounts.officer(review.association.province_id))


def waste_demand(wastes: str = "HW17", **facts: Any) -> Demand:
    """A demand in the hall that only a holder of a hazardous-waste licence may serve."""
    return published(types="S05", wastes=wastes, title="危险废物年度委托处置", **facts)
