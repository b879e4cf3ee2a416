"""The owner of a body lets colleagues act for it."""

import pytest
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import AlreadyMember, MemberUnknown, NotOwner
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_a_colleague_acts_for_the_body_and_is_told() -> None:
    dyer, colleague = cast.dyer(), cast.person()

    services.add_member(dyer, " ZHOU@mail.example", owner=cast.owner_of(dyer))

    assert fresh(colleague).organisation == dyer
    assert "加为“青溪染整有限公司”的成员" in colleague.inbox.get().text
    assert AuditRecord.objects.get(action="member.added").after == {"member": colleague.pk}


def test_a_colleague_who_leaves_acts_for_nobody() -> None:
    dyer, colleague = cast.dyer(), cast.person()
    owner = cast.owner_of(dyer)
    services.add_member(dyer, colleague.email or "", owner=owner)

    services.remove_member(dyer, colleague, owner=owner)

    assert fresh(colleague).organisation is None
    assert "不再是" in colleague.inbox.latest("id").text
    assert AuditRecord.objects.filter(action="member.removed", actor=owner).count() == 1


def test_only_the_owner_changes_the_members_and_stays() -> None:
    dyer, colleague = cast.dyer(), cast.person()
    owner = cast.owner_of(dyer)
    services.add_member(dyer, colleague.email or "", owner=owner)

    with pytest.raises(NotOwner):
        services.add_member(dyer, "liu@mail.example", owner=colleague)
    with pytest.raises(NotOwner):
        services.remove_member(dyer, owner, owner=colleague)
    with pytest.raises(NotOwner):
        services.remove_member(dyer, owner, owner=owner)
    assert dyer.memberships.count() == 2


def test_strangers_to_the_platform_and_members_of_others_cannot_be_added() -> None:
    dyer = cast.dyer()
    owner = cast.owner_of(dyer)

    with pytest.raises(MemberUnknown, match="请对方先注册"):
        services.add_member(dyer, "nobody@mail.example", owner=owner)
    with pytest.raises(AlreadyMember, match="江澄检测"):
        services.add_member(dyer, cast.owner_of(cast.lab().organisation).email or "", owner=owner)
    assert dyer.memberships.count() == 1


def test_nobody_removes_the_members_of_another_body() -> None:
    dyer, lab = cast.dyer(), cast.lab()

    answer = as_(cast.owner_of(lab.organisation)).post(
        reverse("accounts:remove_member", args=[cast.owner_of(dyer).pk])
    )

    assert answer.status_code == 404
    assert dyer.memberships.count() == 1
