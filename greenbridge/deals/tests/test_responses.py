"""A response lives on: it is widened to further lots, confirmed after a change, withdrawn and given anew."""

from typing import Any

import pytest
from django.urls import reverse

from greenbridge.deals import queries, services
from greenbridge.deals.errors import (
    AlreadyInterested,
    DemandNotOpen,
    NoLotAdded,
    NothingToConfirm,
    NotLicensed,
    ResponseOver,
)
from greenbridge.deals.models import Interest, Invitation, Outcome
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.models import Demand, Lot
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


@pytest.fixture
def demand(ground: None) -> Demand:
    """Two lots of monitoring and one of disposal, open for a month."""
    draft = cast.demand(types="S01 S05", wastes="HW17", deadline=cast.far())
    cast.lot(draft)
    cast.lot(draft, title="加密监测")
    cast.lot(draft, "S05", "HW17", title="危险废物处置")
    review = demands.submit(draft, editor=draft.author)
    return demands.approve(review, officer=cast.officer("31"))


def respond(demand: Demand, supplier: Supplier, *lots: Lot) -> Interest:
    return services.express_interest(
        demand,
        supplier,
        member=cast.owner_of(supplier.organisation),
        message="可以。",
        contact_name="何静",
        contact_phone="0512-60000000",
        lots=lots,
    )


def change(demand: Demand, **values: Any) -> None:
    row = cast.amendment(demand, **values)
    amendments.approve(row, officer=cast.officer("31"))


def page_of(demand: Demand) -> str:
    return reverse("deals:respond", args=[demand.number])


def numbers(interest: Interest) -> list[int]:
    return [lot.number for lot in interest.lots.all()]


def test_a_response_is_widened_to_a_lot_that_the_supplier_may_serve_and_to_no_other(demand: Demand) -> None:
    lab = cast.lab()
    first, second, waste = demand.lots.all()
    interest = respond(demand, lab, first)
    member = as_(lab.people[0])

    page = words_of(member.get(page_of(demand)))
    assert "增加标段" in page
    member.post(page_of(demand), {"lots": [second.pk]})

    assert numbers(interest) == [1, 2]
    assert "的响应增加了标段2" in demand.author.inbox.latest("id").text
    assert queries.responders(demand)[second] == [lab]
    with pytest.raises(NoLotAdded):
        services.widen(interest, [first], member=lab.people[0])
    with pytest.raises(NotLicensed):
        services.widen(interest, [waste], member=lab.people[0])
    assert numbers(interest) == [1, 2]


def test_when_the_demand_is_over_nothing_is_added_or_confirmed(demand: Demand) -> None:
    lab = cast.lab()
    first, second, _ = demand.lots.all()
    interest = respond(demand, lab, first)
    change(demand)
    demands.close(demand, editor=demand.author)

    with pytest.raises(DemandNotOpen):
        services.widen(interest, [second], member=lab.people[0])
    with pytest.raises(DemandNotOpen):
        services.confirm(interest, member=lab.people[0])
    assert "增加标段" not in words_of(as_(lab.people[0]).get(page_of(demand)))


def test_after_a_change_the_responder_is_asked_and_the_buyer_sees_who_has_confirmed(demand: Demand) -> None:
    lab = cast.lab()
    interest = respond(demand, lab, *demand.lots.all()[:1])
    overview, buyer = reverse("deals:overview", args=[demand.number]), as_(demand.author)
    with pytest.raises(NothingToConfirm):
        services.confirm(interest, member=lab.people[0])

    change(demand)

    assert any("确认或撤回您的响应" in message.text for message in lab.people[0].inbox.all())
    assert "对方还没有确认" in words_of(buyer.get(overview))
    member = as_(lab.people[0])
    assert "确认响应继续有效" in words_of(member.get(page_of(demand)))
    member.post(page_of(demand), {"do": "confirm"})
    assert "确认响应继续有效" in demand.author.inbox.latest("id").text
    assert "确认继续有效" in words_of(buyer.get(overview))
    assert "响应之后需求有变更" not in words_of(member.get(page_of(demand)))


def test_a_longer_deadline_asks_nobody_to_confirm(demand: Demand) -> None:
    lab = cast.lab()
    interest = respond(demand, lab, *demand.lots.all()[:1])

    amendments.announce(demand, cast.changed(demand), reason="春节放假。", editor=demand.author)

    assert not queries.unconfirmed(demand, [interest])
    assert not any("确认或撤回" in message.text for message in lab.people[0].inbox.all())


def test_who_may_not_do_what_is_now_asked_cannot_confirm_and_may_withdraw(demand: Demand) -> None:
    disposer = cast.disposer(wastes="HW17")
    interest = respond(demand, disposer, *demand.lots.filter(number=3))
    stands = cast.changed(demand)
    waste = stands["lots"]["3"] | {"wastes": "HW08、HW17"}
    change(demand, wastes="HW08、HW17", lots=stands["lots"] | {"3": waste})

    with pytest.raises(NotLicensed):
        services.confirm(interest, member=disposer.people[0])
    as_(disposer.people[0]).post(page_of(demand), {"do": "withdraw"})

    assert not queries.standing_interests(demand)
    assert "撤回了对需求" in demand.author.inbox.latest("id").text
    assert disposer not in queries.concerned(demand)
    with pytest.raises(ResponseOver):
        services.take_back(interest, member=disposer.people[0])


def test_what_was_withdrawn_is_given_anew_with_other_lots(demand: Demand) -> None:
    lab = cast.lab()
    first, second, _ = demand.lots.all()
    interest = respond(demand, lab, first)
    with pytest.raises(AlreadyInterested):
        respond(demand, lab, second)
    services.take_back(interest, member=lab.people[0])

    again = respond(demand, lab, second)

    assert (again.pk, numbers(again)) == (interest.pk, [2])
    assert [one.supplier for one in queries.standing_interests(demand)] == [lab]


def test_who_has_withdrawn_may_be_invited_and_decline(demand: Demand) -> None:
    lab = cast.lab()
    first = demand.lots.all()[0]
    services.take_back(respond(demand, lab, first), member=lab.people[0])

    services.invite(demand, lab, buyer=demand.author, lots=[first])

    assert "收到的邀请（1）" in as_(lab.people[0]).get(reverse("deals:opportunities")).content.decode()
    services.decline(Invitation.objects.get(), member=lab.people[0], reason="档期已满。")
    assert "谢绝了对" in demand.author.inbox.latest("id").text


def test_once_there_is_an_outcome_a_response_is_not_withdrawn(demand: Demand) -> None:
    lab = cast.lab()
    first = demand.lots.all()[0]
    interest = respond(demand, lab, first)
    services.mark_outcome(demand, Outcome.Kind.AGREED, buyer=demand.author, awards={first: lab})

    with pytest.raises(ResponseOver):
        services.take_back(interest, member=lab.people[0])
    assert "撤回响应" not in words_of(as_(lab.people[0]).get(page_of(demand)))


def test_an_invitation_names_lots_that_the_supplier_may_serve_and_ticks_them_for_it(demand: Demand) -> None:
    lab, (_, second, waste) = cast.lab(), demand.lots.all()
    url = reverse("deals:invite", args=[demand.number, lab.code])
    buyer = as_(demand.author)

    barred = buyer.post(url, {"lots": [second.pk, waste.pk]}, follow=True)
    assert "依法不能承接" in words_of(barred)
    assert not Invitation.objects.exists()
    buyer.post(url, {"lots": [second.pk]})

    assert list(Invitation.objects.get().lots.all()) == [second]
    assert "邀请您响应需求“印染废水例行监测”的标段2。" in lab.people[0].inbox.latest("id").text
    page = as_(lab.people[0]).get(page_of(demand))
    assert "邀请您响应：标段2 加密监测" in words_of(page)
    assert page.context["form"].initial["lots"] == [second]
    overview = words_of(buyer.get(reverse("deals:overview", args=[demand.number])))
    assert "（标段2 加密监测）" in overview


def test_who_may_not_do_what_is_now_asked_and_has_not_confirmed_becomes_no_partner(demand: Demand) -> None:
    disposer = cast.disposer(wastes="HW17")
    waste = demand.lots.get(number=3)
    respond(demand, disposer, waste)
    stands = cast.changed(demand)
    asked = stands["lots"]["3"] | {"wastes": "HW08、HW17"}
    change(demand, wastes="HW08、HW17", lots=stands["lots"] | {"3": asked})

    with pytest.raises(NotLicensed):
        services.mark_outcome(demand, "agreed", buyer=demand.author, awards={waste: disposer})

    assert not Outcome.objects.exists()
    cast.credential(disposer, "waste-licence", number="浙危废经第2号", wastes="HW08")
    assert services.mark_outcome(demand, "agreed", buyer=demand.author, awards={waste: disposer})
