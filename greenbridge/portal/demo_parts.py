"""A demand of the demo world for several sites in two lots (演示数据): a park asks for the works of its tenants together."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.deals.queries import lot_cards, matches
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.demands.parts import services as parts
from greenbridge.demands.rules import WAN
from greenbridge.reference.models import WasteCategory

if TYPE_CHECKING:
    from greenbridge.portal.demo import Seeder

BUYER = "汾湖科创园"
SITES = (
    ("一号地块（演示）", "320509110", "科创路1号", "废水总排口和厂界噪声监测", "每季度一次，共4次"),
    ("二号地块（演示）", "320509110", "科创路9号", "废水总排口和六个废气排口监测", "每季度一次，共4次"),
    ("金泽配套厂房（演示）", "310118104", "文化路6号", "厂界噪声监测", "每半年一次，共2次"),
)

# Title, type, wastes, at most so much in 万元, sites by number (none for all).
LOTS: tuple[tuple[str, str, tuple[str, ...], int, tuple[int, ...]], ...] = (
    ("例行监测", "S01", (), 22, ()),
    ("危险废物处置", "S05", ("HW08", "HW17"), 14, (1, 2)),
)


def seed(world: "Seeder") -> None:
    """Published three days ago."""
    body = Organisation.objects.get(name__startswith=BUYER)
    demand = demands.start(body, author=body.members.earliest("pk"))
    demand = demands.save(demand, _facts(world), editor=demand.author)
    for name, region, address, need, quantity in SITES:
        facts = {"name": name, "region": world.regions[region], "address": address, "need": need}
        parts.add_site(demand, facts | {"quantity": quantity}, editor=demand.author)
    for title, kind, wastes, wan, places in LOTS:
        parts.add_lot(
            demand,
            _lot(world, title, kind, wastes, wan, demand.sites.filter(number__in=places)),
            editor=demand.author,
        )
    review = world.submit(demand, demand.author)
    demands.approve(review, officer=world.officers[review.association.province_id])
    _answer(demand)
    Demand.objects.filter(pk=demand.pk).update(published_at=clock.now() - dt.timedelta(days=3))


def _answer(demand: Demand) -> None:
    """One body has responded to the first lot; for the second the park still waits."""
    lot = demand.lots.get(number=1)
    fitting = (match.supplier for match in matches(demand) if match.card.fits)
    supplier = next((one for one in fitting if dict(lot_cards(demand, one))[lot].fits), None)
    if supplier:
        member = supplier.people[0]
        deals.express_interest(
            demand,
            supplier,
            member=member,
            message="三处地块可以同一批次采样，报告分开出具。",
            contact_name=member.name,
            contact_phone=member.phone,
            lots=[lot],
        )


def _facts(world: "Seeder") -> dict[str, Any]:
    return {
        "title": "园区企业监测和危险废物处置",
        "description": "园区三处地块统一委托：按排污许可证要求的项目监测，每处单独出具报告；一号、二号地块的危险废物按季度清运处置（演示）。",
        "service_types": [world.types["S01"], world.types["S05"]],
        "wastes": list(WasteCategory.objects.filter(code__in=("HW08", "HW17"))),
        "region": world.regions["320509110"],
        "address": "科创路1号",
        "deadline": clock.end_of_day(world.today + dt.timedelta(days=20)),
        "budget_kind": Demand.BudgetKind.RANGE,
        "budget_min": 20 * WAN,
        "budget_max": 36 * WAN,
        "publisher_kind": Demand.Publisher.PARK,
        "is_demo": True,
    }


def _lot(
    world: "Seeder", title: str, kind: str, wastes: tuple[str, ...], wan: int, sites: Any
) -> dict[str, Any]:
    return {
        "title": title,
        "service_types": [world.types[kind]],
        "wastes": list(WasteCategory.objects.filter(code__in=wastes)),
        "budget_kind": Demand.BudgetKind.RANGE,
        "budget_max": wan * WAN,
        "sites": sites,
    }
