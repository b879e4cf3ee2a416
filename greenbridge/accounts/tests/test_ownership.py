"""Who speaks for a body: handed over, succeeded to, left."""

from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import (
    AlreadyOffered,
    NoOffer,
    NotOwner,
    NotSuccessor,
    OwnerMustHandOver,
    ProofMissing,
)
from greenbridge.accounts.models import Membership, User, VerificationCase
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def roles_in(body: Any) -> dict[User, str]:
    return {member.user: member.role for member in Membership.objects.filter(organisation=body)}


def test_a_body_is_handed_over_to_a_member_who_accepts_and_all_are_told() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.member_of(body)
    services.offer_ownership(body, colleague, owner=owner)
    assert body.owner == owner

    services.accept_ownership(body, member=colleague)

    assert roles_in(body) == {owner: "member", colleague: "owner"}
    assert "变更为周新" in owner.inbox.latest("id").text
    assert AuditRecord.objects.get(action="ownership.accepted").before == {"owner": owner.pk}


@pytest.mark.parametrize("who", ["owner", "colleague"])
def test_an_offer_that_is_withdrawn_or_declined_changes_nothing(who: str) -> None:
    body = cast.dyer()
    people = {"owner": cast.owner_of(body), "colleague": cast.member_of(body)}
    services.offer_ownership(body, people["colleague"], owner=people["owner"])

    services.end_offer(body, by=people[who])

    with pytest.raises(NoOffer):
        services.accept_ownership(body, member=people["colleague"])
    assert body.owner == people["owner"]


def test_only_the_owner_offers_to_one_member_at_a_time_and_only_that_one_accepts() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.member_of(body)
    other = cast.member_of(body, cast.person("吴一", "wu@mail.example"))
    with pytest.raises(NotOwner):
        services.offer_ownership(body, other, owner=colleague)
    services.offer_ownership(body, colleague, owner=owner)

    with pytest.raises(AlreadyOffered):
        services.offer_ownership(body, other, owner=owner)
    with pytest.raises(NoOffer):
        services.accept_ownership(body, member=other)

    assert body.owner == owner


def test_a_member_succeeds_an_owner_who_has_gone_when_the_association_passes_it() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.member_of(body)
    case = services.apply_to_succeed(colleague, cast.checked(), cast.claim("负责人已离职。"), "021-59888888")
    assert "申请接任" in owner.inbox.latest("id").text
    name, address = body.name, body.address

    services.pass_case(case, officer=cast.officer("31"))

    body.refresh_from_db()
    assert roles_in(body) == {owner: "member", colleague: "owner"}
    assert (body.name, body.address) == (name, address)
    assert "经上海市环境保护产业协会核对" in owner.inbox.latest("id").text


def test_a_succession_that_is_refused_changes_nothing() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.member_of(body)
    case = services.apply_to_succeed(colleague, cast.checked(), cast.claim(), "021-59888888")

    services.refuse_case(case, officer=cast.officer("31"), reasons="负责人仍在职。")

    assert body.owner == owner


def test_who_has_left_meanwhile_does_not_succeed() -> None:
    body = cast.dyer()
    colleague = cast.member_of(body)
    case = services.apply_to_succeed(colleague, cast.checked(), cast.claim(), "021-59888888")
    services.leave(body, member=colleague)

    with pytest.raises(NotSuccessor):
        services.pass_case(case, officer=cast.officer("31"))

    assert VerificationCase.objects.waiting().count() == 1


@pytest.mark.parametrize("who", ["owner", "stranger"])
def test_neither_the_owner_nor_a_stranger_succeeds(who: str) -> None:
    person = cast.owner_of(cast.dyer()) if who == "owner" else cast.person()

    with pytest.raises(NotSuccessor):
        services.apply_to_succeed(person, cast.checked(), cast.claim(), "021-59888888")


def test_a_member_who_leaves_acts_for_nobody_and_the_owner_is_told() -> None:
    body = cast.dyer()
    colleague = cast.member_of(body)

    services.leave(body, member=colleague)

    assert fresh(colleague).organisation is None
    assert "周新已退出" in cast.owner_of(body).inbox.get().text


def test_an_owner_with_colleagues_hands_over_first() -> None:
    body = cast.dyer()
    owner = cast.owner_of(body)
    cast.member_of(body)

    with pytest.raises(OwnerMustHandOver):
        services.leave(body, member=owner)

    assert body.owner == owner


def test_when_the_last_one_leaves_the_body_stays_verified_and_has_to_be_claimed() -> None:
    body, officer = cast.dyer(), cast.officer("31")
    services.leave(body, member=cast.owner_of(body))

    body.refresh_from_db()
    assert body.verified_at
    assert (body.is_buyer, body.owner) == (True, None)
    assert "没有负责人" in officer.inbox.get().text
    with pytest.raises(ProofMissing):
        cast.application(credit_code=body.credit_code, name=body.name)


def test_through_the_pages() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.member_of(body)
    page = reverse("accounts:organisation")
    as_(owner).post(reverse("accounts:offer_ownership", args=[colleague.pk]))
    assert "等待答复" in words_of(as_(owner).get(page))

    as_(colleague).post(reverse("accounts:answer_offer"), {"answer": "accept"})
    gone = as_(owner).post(reverse("accounts:leave"))

    assert body.owner == colleague
    assert gone.headers["Location"] == reverse("portal:desk")
    assert "先将负责人移交" not in words_of(as_(colleague).get(reverse("accounts:leave")))
