"""Invitation, response, outcome: who hears what, and when contacts are shown."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals import queries, services
from greenbridge.deals.errors import (
    AlreadyInterested,
    AlreadyInvited,
    DemandNeverPublished,
    DemandNotOpen,
    NoInvitation,
    OutcomeMarked,
    OwnDemand,
    SupplierNotInterested,
    SupplierNotListed,
    SupplierNotReachable,
)
from greenbridge.deals.models import Interest, Invitation, Outcome
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, at_a_desk_that_was_left, words_of
from greenbridge.testing.races import at_once, without_constraint, without_uniqueness

pytestmark = pytest.mark.usefixtures("ground")


def buyer_of(demand: Demand) -> User:
    return cast.owner_of(demand.buyer)


def member_of(supplier: Supplier) -> User:
    return cast.owner_of(supplier.organisation)


def test_an_invited_supplier_is_told_once() -> None:
    demand, lab = cast.published(), cast.lab()

    cast.invitation(demand, lab)

    assert "青溪染整有限公司邀请您响应需求" in member_of(lab).inbox.get().text
    assert AuditRecord.objects.get(action="deal.invited").after == {"supplier": lab.code}
    with pytest.raises(AlreadyInvited):
        cast.invitation(demand, lab)
    assert member_of(lab).inbox.count() == 1


def test_declining_tells_the_buyer_why_and_ends_the_invitation() -> None:
    demand, lab = cast.published(), cast.lab()
    invitation = cast.invitation(demand, lab)

    services.decline(invitation, member=member_of(lab), reason="近期没有余力")

    assert "近期没有余力" in buyer_of(demand).inbox.latest("id").text
    assert AuditRecord.objects.get(action="deal.declined").note == "近期没有余力"
    with pytest.raises(NoInvitation):
        services.decline(invitation, member=member_of(lab), reason="其他")


def test_who_has_responded_can_no_longer_decline() -> None:
    demand, lab = cast.published(), cast.lab()
    invitation = cast.invitation(demand, lab)
    cast.interest(demand, lab)

    with pytest.raises(NoInvitation):
        services.decline(invitation, member=member_of(lab), reason="其他")


def test_both_sides_see_each_others_contacts_only_after_the_response_and_when_they_ask() -> None:
    demand, lab = cast.published(contact_phone="021-59888888"), cast.lab()
    lab.contact_phone = "0512-63331111"
    lab.save()
    buyers = reverse("deals:overview", args=[demand.number])
    suppliers = reverse("deals:respond", args=[demand.number])
    cast.invitation(demand, lab)
    everywhere = [demand.get_absolute_url(), lab.get_absolute_url(), reverse("portal:desk"), "/messages/"]

    def phones_seen() -> tuple[bool, bool]:
        buyer, member = as_(buyer_of(demand)), as_(member_of(lab))
        seen_by_buyer = "".join(words_of(buyer.get(url)) for url in [buyers, *everywhere])
        seen_by_member = "".join(words_of(member.get(url)) for url in [suppliers, *everywhere])
        return "0512-63331111" in seen_by_buyer, "021-59888888" in seen_by_member

    assert phones_seen() == (False, False)
    interest = cast.interest(demand, lab)
    assert phones_seen() == (False, False)
    services.see_contact(interest, side="buyer", person=buyer_of(demand))
    assert phones_seen() == (True, False)
    services.see_contact(interest, side="supplier", person=member_of(lab))
    assert phones_seen() == (True, True)

    rival = as_(member_of(cast.rival()))
    for reader in (rival, as_(None), as_(cast.officer("31"))):
        seen = "".join(words_of(reader.get(url)) for url in [buyers, suppliers, *everywhere[:2]])
        assert "0512-63331111" not in seen
        assert "021-59888888" not in seen


def test_asking_for_a_contact_is_recorded_once_and_shown_to_the_one_asked() -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    buyer, overview = as_(buyer_of(demand)), reverse("deals:overview", args=[demand.number])
    ask = reverse("deals:contact", args=[demand.number, lab.code])
    page = words_of(buyer.get(overview))
    assert "何**" in page
    assert lab.contact_phone not in page
    assert not AuditRecord.objects.filter(action="deal.contacts_seen").exists()

    with clock.stopped_at(dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)):
        services.see_contact(Interest.objects.get(), side="buyer", person=buyer_of(demand))
    buyer.post(ask)

    assert lab.contact_phone in words_of(buyer.get(overview))
    assert AuditRecord.objects.get(action="deal.contacts_seen").actor == buyer_of(demand)
    told = words_of(as_(member_of(lab)).get(reverse("deals:respond", args=[demand.number])))
    assert f"{demand.buyer} 于 2026年11月24日 18:30 查看了您的联系方式。" in told


def test_a_contact_that_nobody_masks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the two stories above."""
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    monkeypatch.setattr(queries, "masked_number", lambda number: number)

    page = as_(buyer_of(demand)).get(reverse("deals:overview", args=[demand.number]))

    assert lab.contact_phone in words_of(page)


def test_nobody_else_asks_for_a_contact() -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    ask = reverse("deals:contact", args=[demand.number, lab.code])

    for stranger in (member_of(cast.rival()), cast.person(), cast.officer("31")):
        assert as_(stranger).post(ask).status_code == 404
    assert not AuditRecord.objects.filter(action="deal.contacts_seen").exists()


def test_a_response_tells_the_buyer_and_counts_once() -> None:
    demand, lab = cast.published(), cast.lab()

    cast.interest(demand, lab)

    assert "响应了需求" in buyer_of(demand).inbox.latest("id").text
    with pytest.raises(AlreadyInterested):
        cast.interest(demand, lab)
    assert AuditRecord.objects.filter(action="deal.interest_expressed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_fifty_responses_at_once_one_is_kept_and_the_others_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    demand, lab = cast.published(), cast.lab()

    outcomes = at_once(*[lambda: cast.interest(demand, lab)] * 50)

    assert sum(isinstance(one, Interest) for one in outcomes) == 1
    assert sum(isinstance(one, AlreadyInterested) for one in outcomes) == 49
    assert Interest.objects.count() == 1
    assert AuditRecord.objects.filter(action="deal.interest_expressed").count() == 1

    # The control: without the constraint, and where nobody looks first, each of them is kept.
    Interest.objects.all().delete()
    monkeypatch.setattr(
        services, "_fresh_response", lambda demand, lab: Interest(demand=demand, supplier=lab)
    )
    with without_constraint(Interest, "interested_once"):
        outcomes = at_once(*[lambda: cast.interest(demand, lab)] * 10)
    assert {type(one) for one in outcomes} == {Interest}


@pytest.mark.django_db(transaction=True)
def test_of_fifty_invitations_at_once_one_is_kept_and_the_supplier_hears_once() -> None:
    demand, lab = cast.published(), cast.lab()

    outcomes = at_once(*[lambda: cast.invitation(demand, lab)] * 50)

    assert sum(isinstance(one, Invitation) for one in outcomes) == 1
    assert sum(isinstance(one, AlreadyInvited) for one in outcomes) == 49
    assert Invitation.objects.count() == 1
    assert AuditRecord.objects.filter(action="deal.invited").count() == 1
    assert member_of(lab).inbox.count() == 1

    # The control: without the constraint each of them is kept.
    Invitation.objects.all().delete()
    with without_constraint(Invitation, "invited_once"):
        outcomes = at_once(*[lambda: cast.invitation(demand, lab)] * 10)
    assert {type(one) for one in outcomes} == {Invitation}


@pytest.mark.django_db(transaction=True)
def test_of_fifty_outcomes_at_once_one_is_kept_and_nobody_hears_of_two_partners() -> None:
    demand, labs = cast.published(), (cast.lab(), cast.rival())
    for lab in labs:
        cast.interest(demand, lab)
    buyer, heard = buyer_of(demand), {lab: member_of(lab).inbox.count() for lab in labs}

    def mark(partner: Supplier) -> Callable[[], Outcome]:
        return lambda: services.mark_outcome(demand, Outcome.Kind.AGREED, buyer=buyer, supplier=partner)

    outcomes = at_once(*[mark(lab) for lab in labs] * 25)

    assert sum(isinstance(one, Outcome) for one in outcomes) == 1
    assert sum(isinstance(one, OutcomeMarked) for one in outcomes) == 49
    kept = Outcome.objects.get()
    assert AuditRecord.objects.filter(action="deal.outcome_marked").count() == 1
    assert [lab for lab in labs if "与您达成合作" in member_of(lab).inbox.latest("id").text] == [
        kept.supplier
    ]
    assert {lab: member_of(lab).inbox.count() - before for lab, before in heard.items()} == {
        labs[0]: 1,
        labs[1]: 1,
    }

    # The control: where a demand may have several outcomes, each of them is kept.
    Outcome.objects.all().delete()
    with without_uniqueness(Outcome, "demand"):
        outcomes = at_once(*[mark(lab) for lab in labs] * 5)
    assert {type(one) for one in outcomes} == {Outcome}


def test_after_the_deadline_nobody_is_invited_and_nobody_responds() -> None:
    demand, lab = cast.published(), cast.lab()
    assert demand.deadline is not None

    with clock.stopped_at(demand.deadline):
        with pytest.raises(DemandNotOpen):
            cast.invitation(demand, lab)
        with pytest.raises(DemandNotOpen):
            cast.interest(demand, lab)
    assert not Invitation.objects.exists()
    assert not Interest.objects.exists()


@pytest.mark.parametrize("days", [-30, 30])
def test_a_server_whose_clock_is_wrong_decides_by_the_databases(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One server is slow and one is fast; neither lets a response in late, nor keeps one out that is in time."""
    in_time, late, lab = cast.published(), cast.published(), cast.lab()
    Demand.objects.filter(pk=late.pk).update(deadline=clock.of_the_database())
    moment = clock.now() + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)

    cast.interest(in_time, lab)
    with pytest.raises(DemandNotOpen):
        cast.interest(late, lab)

    # The control: by the server's own clock one of the two would have been decided wrongly.
    assert in_time.is_open == late.is_open_at(clock.now()) == (days < 0)


def test_a_withdrawn_demand_takes_no_response() -> None:
    demand, lab = cast.published(), cast.lab()
    demands.withdraw(demand, editor=buyer_of(demand), note="延期")

    with pytest.raises(DemandNotOpen):
        cast.interest(demand, lab)


def test_whoever_was_invited_or_responded_hears_of_a_withdrawal() -> None:
    demand, lab, rival = cast.published(), cast.lab(), cast.rival()
    cast.interest(demand, lab)
    cast.invitation(demand, rival)

    demands.withdraw(demand, editor=buyer_of(demand), note="延期")

    for supplier in (lab, rival):
        assert "已由发布单位撤回" in member_of(supplier).inbox.latest("id").text


@pytest.mark.parametrize("missing", ["listing", "people"])
def test_whom_an_invitation_would_not_reach_is_not_invited(missing: str) -> None:
    demand, lab = cast.published(), cast.lab()
    if missing == "listing":
        lab.status = Supplier.Status.SUSPENDED
        lab.save()
    else:
        lab.organisation.is_supplier = False
        lab.organisation.save()

    with pytest.raises(SupplierNotReachable):
        cast.invitation(demand, lab)
    assert not Invitation.objects.exists()


def test_a_supplier_that_is_not_listed_cannot_respond() -> None:
    with pytest.raises(SupplierNotListed):
        cast.interest(cast.published(), cast.lab(Supplier.Status.DRAFT))


def test_nobody_responds_to_their_own_demand() -> None:
    lab = cast.lab()
    lab.organisation.is_buyer = True
    lab.organisation.save()

    with pytest.raises(OwnDemand):
        cast.interest(cast.published(buyer=lab.organisation), lab)
    with pytest.raises(OwnDemand):
        cast.invitation(Demand.objects.get(), lab)


def test_an_outcome_closes_the_demand_and_tells_everyone_who_responded() -> None:
    demand, lab = cast.published(region=cast.statement(region="320509105").region), cast.lab()
    rival = cast.rival()
    cast.interest(demand, lab)
    cast.interest(demand, rival)

    services.mark_outcome(demand, Outcome.Kind.AGREED, buyer=buyer_of(demand), supplier=lab)

    demand.refresh_from_db()
    assert demand.status == Demand.Status.CLOSED
    assert "与您达成合作" in member_of(lab).inbox.latest("id").text
    assert "感谢您的响应" in member_of(rival).inbox.latest("id").text
    assert AuditRecord.objects.get(action="deal.outcome_marked").after == {
        "kind": "agreed",
        "partners": [str(lab)],
    }
    with pytest.raises(OutcomeMarked):
        services.mark_outcome(demand, Outcome.Kind.DROPPED, buyer=buyer_of(demand))


def test_only_who_has_responded_can_be_named_as_the_partner() -> None:
    demand = cast.published()

    with pytest.raises(SupplierNotInterested):
        services.mark_outcome(demand, Outcome.Kind.AGREED, buyer=buyer_of(demand), supplier=cast.lab())

    demand.refresh_from_db()
    assert demand.is_open


def test_a_demand_that_was_never_published_has_no_outcome() -> None:
    demand = cast.demand()

    with pytest.raises(DemandNeverPublished):
        services.mark_outcome(demand, Outcome.Kind.DROPPED, buyer=demand.author)


def test_the_database_wants_a_partner_for_an_agreement_and_none_otherwise() -> None:
    demand, lab = cast.published(), cast.lab()

    for kind, partner in ((Outcome.Kind.AGREED, None), (Outcome.Kind.NONE, lab)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outcome.objects.create(
                demand=demand, kind=kind, supplier=partner, marked_by=demand.author, marked_at=clock.now()
            )


def test_from_the_invitation_to_the_outcome_through_the_pages() -> None:
    demand, lab = cast.published(), cast.lab()
    buyer, member, number = as_(buyer_of(demand)), as_(member_of(lab)), demand.number
    overview = reverse("deals:overview", args=[number])
    assert "服务地区覆盖华新镇" in words_of(buyer.get(overview))

    buyer.post(reverse("deals:invite", args=[number, lab.code]))
    assert demand.title in words_of(member.get(reverse("deals:opportunities")))
    respond = reverse("deals:respond", args=[number])
    member.post(
        respond, {"message": "可夜间采样。", "contact_name": "何静", "contact_phone": "0512-63331111"}
    )
    assert "可夜间采样。" in words_of(buyer.get(overview))
    buyer.post(reverse("deals:outcome", args=[number]), {"kind": "agreed", "supplier": lab.pk})

    assert Outcome.objects.get().supplier == lab
    assert "结果：已与响应机构达成合作" in words_of(buyer.get(overview))


def test_who_responds_reads_what_is_asked_for_and_nothing_of_a_masked_buyer() -> None:
    demand = cast.published(is_masked=True, address="幸福路8号", description="总排口每季度一次，夜间采样。")

    page = words_of(as_(member_of(cast.lab())).get(reverse("deals:respond", args=[demand.number])))

    assert "总排口每季度一次，夜间采样。" in page
    assert f"{demand.place} · 预算" in page, "on a telephone the facts stand below the form"
    assert demand.get_absolute_url() in page
    for secret in (demand.buyer.name, "幸福路8号", demand.contact_phone):
        assert secret not in page


def test_nobody_is_sent_to_invitations_of_a_demand_that_is_over() -> None:
    demand = cast.published()
    overview = reverse("deals:overview", args=[demand.number])
    owner = as_(cast.owner_of(demand.buyer))
    assert "您可以从下面邀请符合条件的机构。" in words_of(owner.get(overview))

    Demand.objects.update(status=Demand.Status.CLOSED)

    page = words_of(owner.get(overview))
    assert "没有机构响应。" in page
    assert "从下面邀请" not in page


def test_an_agreement_without_a_partner_is_refused_on_the_page() -> None:
    demand = cast.published()

    page = as_(buyer_of(demand)).post(reverse("deals:outcome", args=[demand.number]), {"kind": "agreed"})

    assert "请选择合作机构" in words_of(page)
    assert not Outcome.objects.exists()


def test_at_a_desk_that_was_left_nothing_goes_to_anybody() -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    page = reverse("deals:outcome", args=[demand.number])
    browser = at_a_desk_that_was_left(buyer_of(demand))
    agreed = {"kind": "agreed", "supplier": lab.pk, "note": "年度监测"}
    assert browser.get(page).status_code == 200

    asked = browser.post(page, agreed).headers["Location"]

    assert asked.startswith(reverse("account_reauthenticate"))
    assert not Outcome.objects.exists()
    assert "密码不对" in words_of(browser.post(asked, {"password": "wrong"}))
    assert not Outcome.objects.exists()
    browser.post(asked, {"password": PASSWORD, "next": page})
    marked = Outcome.objects.get()
    assert (marked.supplier, marked.note) == (lab, "年度监测")


def test_that_nothing_came_of_it_is_said_without_being_asked_again() -> None:
    demand = cast.published()
    browser = at_a_desk_that_was_left(buyer_of(demand))

    browser.post(reverse("deals:outcome", args=[demand.number]), {"kind": "none"})

    assert Outcome.objects.get().kind == Outcome.Kind.NONE


def test_a_confirmation_that_is_good_for_too_long_is_noticed(settings: Any) -> None:
    demand, lab = cast.published(), cast.lab()
    cast.interest(demand, lab)
    browser = at_a_desk_that_was_left(buyer_of(demand))
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600

    browser.post(reverse("deals:outcome", args=[demand.number]), {"kind": "agreed", "supplier": lab.pk})

    assert Outcome.objects.exists()


def test_nobody_decides_on_the_demand_of_another() -> None:
    demand, lab = cast.published(), cast.lab()
    rival = cast.rival()
    rival.organisation.is_buyer = True
    rival.organisation.save()
    stranger = as_(member_of(rival))

    assert stranger.get(reverse("deals:overview", args=[demand.number])).status_code == 404
    assert stranger.post(reverse("deals:invite", args=[demand.number, lab.code])).status_code == 404
    assert stranger.post(reverse("deals:outcome", args=[demand.number]), {"kind": "none"}).status_code == 404
    assert not Invitation.objects.exists()
    assert not Outcome.objects.exists()


def test_nobody_is_told_how_long_a_demand_that_has_ended_would_still_be_open() -> None:
    demand = cast.published()
    buyer = as_(buyer_of(demand))
    pages = (reverse("deals:overview", args=[demand.number]), demand.get_absolute_url())
    assert all("还有" in words_of(buyer.get(page)) for page in pages)

    services.mark_outcome(demand, Outcome.Kind.NONE, buyer=buyer_of(demand))

    assert not any("还有" in words_of(buyer.get(page)) for page in pages)
