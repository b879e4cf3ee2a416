"""Who fits a demand, and the hard rule: hazardous waste goes to holders of a valid licence only."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.core import clock
from greenbridge.deals import queries, services
from greenbridge.deals.errors import NotLicensed
from greenbridge.deals.models import Interest, Invitation
from greenbridge.demands.models import Demand
from greenbridge.suppliers.models import CredentialWaste, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def fitting(demand: Demand) -> list[str]:
    return [match.supplier.organisation.name for match in queries.matches(demand) if match.card.fits]


def shown(demand: Demand) -> list[str]:
    return [match.supplier.organisation.name for match in queries.matches(demand)]


def test_listed_suppliers_of_the_trade_are_shown_those_that_fit_first() -> None:
    lab, rival = cast.lab(), cast.rival()
    cast.outsider()
    demand = cast.published()

    assert fitting(demand) == [str(lab)]
    assert shown(demand) == [str(lab), str(rival)]


def test_among_those_that_fit_the_nearer_stand_first_whoever_is_newer() -> None:
    near = cast.supplier(11, "华新监测有限公司", "310118107", person="沈一", types=("S01",))
    far = cast.supplier(12, "合肥监测有限公司", "340104", person="沈二", types=("S01",))
    for supplier in (near, far):
        cast.monitoring_papers(supplier)
        cast.listed(supplier)

    assert fitting(cast.published()) == [str(near), str(far)]


def test_the_buyer_itself_and_drafts_are_not_shown() -> None:
    lab = cast.lab()
    lab.organisation.is_buyer = True
    lab.organisation.save()
    draft = cast.supplier(13, "未入驻监测有限公司", "310118107", person="沈三", types=("S01",))
    cast.monitoring_papers(draft)

    assert shown(cast.published(buyer=lab.organisation)) == []


def unlicensed() -> Supplier:
    return cast.disposer(wastes="")


def expired() -> Supplier:
    return cast.disposer(days=-1)


def expires_before_the_end_of_the_call() -> Supplier:
    return cast.disposer(days=9)


def wrong_category() -> Supplier:
    return cast.disposer(wastes="HW08")


def unverified() -> Supplier:
    return cast.disposer(verified_at=None)


def revoked() -> Supplier:
    return cast.disposer(revoked_on=clock.today())


BARRED = [unlicensed, expired, expires_before_the_end_of_the_call, wrong_category, unverified, revoked]


def reaches_the_work(supplier: Supplier, demand: Demand) -> list[str]:
    """By which ways the supplier gets at the demand: each of them, asked one by one."""
    member, buyer = cast.owner_of(supplier.organisation), cast.owner_of(demand.buyer)
    words = {"message": "我们可以。", "contact_name": "罗平", "contact_phone": "0573-84000000"}
    number, code = demand.number, supplier.code
    as_(buyer).post(reverse("deals:invite", args=[number, code]))
    as_(member).post(reverse("deals:respond", args=[number]), words)
    ways = {
        "matched": str(supplier) in shown(demand),
        "on the buyer's page": str(supplier)
        in words_of(as_(buyer).get(reverse("deals:overview", args=[number]))),
        "offered to it": demand in [row for row, _ in queries.open_for(supplier)],
        "on its desk": str(demand) in words_of(as_(member).get(reverse("portal:desk"))),
        "invited": Invitation.objects.filter(demand=demand, supplier=supplier).exists(),
        "responded": Interest.objects.filter(demand=demand, supplier=supplier).exists(),
    }
    return [way for way, is_open in ways.items() if is_open]


@pytest.mark.parametrize("barred", BARRED)
def test_whoever_lacks_the_licence_reaches_hazardous_work_by_no_way(barred: Callable[[], Supplier]) -> None:
    supplier, demand = barred(), cast.waste_demand("HW17")

    assert reaches_the_work(supplier, demand) == []


@pytest.mark.parametrize("barred", BARRED)
def test_the_services_refuse_it_and_change_nothing(barred: Callable[[], Supplier]) -> None:
    supplier, demand = barred(), cast.waste_demand("HW17")

    with pytest.raises(NotLicensed, match="依法不能承接"):
        cast.invitation(demand, supplier)
    with pytest.raises(NotLicensed):
        cast.interest(demand, supplier)
    assert not Invitation.objects.exists()
    assert not Interest.objects.exists()


def test_who_names_no_code_reads_that_a_licence_is_for_some_codes_only() -> None:
    supplier, demand = cast.disposer(), cast.waste_demand("HW17")
    CredentialWaste.objects.filter(category="HW17").update(codes={"336-064-17": 200})

    assert (fitting(demand), shown(demand)) == ([], [str(supplier)])
    page = words_of(as_(demand.author).get(reverse("deals:overview", args=[demand.number])))
    assert "许可只限 HW17 中的1个代码，请核对您的废物代码" in page
    assert services.invite(demand, supplier, buyer=demand.author)

    Demand.objects.update(waste_codes=["336-064-17"])
    demand.refresh_from_db()
    assert fitting(demand) == [str(supplier)]


def test_the_holder_of_the_licence_reaches_it() -> None:
    supplier, demand = cast.disposer(), cast.waste_demand("HW17")

    assert "matched" in reaches_the_work(supplier, demand)
    assert Interest.objects.filter(supplier=supplier).exists()


def test_the_check_notices_when_the_rule_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    supplier, demand = unlicensed(), cast.waste_demand("HW17")
    monkeypatch.setattr(services, "_check_licence", lambda demand, supplier: None)

    assert {"invited", "responded"} <= {*reaches_the_work(supplier, demand)}


def test_a_licence_has_to_last_until_the_service_ends() -> None:
    supplier = cast.disposer(days=100)
    in_time = cast.waste_demand(service_ends_on=clock.today() + dt.timedelta(days=100))
    too_long = cast.waste_demand(service_ends_on=clock.today() + dt.timedelta(days=101))

    assert shown(in_time) == [str(supplier)]
    assert shown(too_long) == []


def test_a_licence_that_ends_overnight_closes_the_door_in_the_morning() -> None:
    supplier = cast.disposer()
    demand = cast.waste_demand()
    licence: Any = supplier.credentials.get()
    licence.revoked_on = clock.today() + dt.timedelta(days=30)
    licence.save()
    assert shown(demand) == [str(supplier)]

    licence.revoked_on = clock.today()
    licence.save()

    assert shown(demand) == []
