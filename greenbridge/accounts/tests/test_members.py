"""The owner of a body decides who acts for it."""

import pytest
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import NotOwner
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_a_colleague_who_is_removed_acts_for_nobody() -> None:
    dyer = cast.dyer()
    colleague, owner = cast.member_of(dyer), cast.owner_of(dyer)

    services.remove_member(dyer, colleague, owner=owner)

    assert fresh(colleague).organisation is None
    assert "不再是" in colleague.inbox.latest("id").text
    assert AuditRecord.objects.filter(action="member.removed", actor=owner).count() == 1


def test_only_the_owner_removes_members_and_stays() -> None:
    dyer = cast.dyer()
    colleague, owner = cast.member_of(dyer), cast.owner_of(dyer)

    with pytest.raises(NotOwner):
        services.remove_member(dyer, owner, owner=colleague)
    with pytest.raises(NotOwner):
        services.remove_member(dyer, owner, owner=owner)
    assert dyer.memberships.count() == 2


def test_nobody_removes_the_members_of_another_body() -> None:
    dyer, lab = cast.dyer(), cast.lab()

    answer = as_(cast.owner_of(lab.organisation)).post(
        reverse("accounts:remove_member", args=[cast.owner_of(dyer).pk])
    )

    assert answer.status_code == 404
    assert dyer.memberships.count() == 1
