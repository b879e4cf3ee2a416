"""Roles: who gets them, which exclude each other, and how the first administrator comes in."""

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import AdministratorConflict, StaffActForNobody
from greenbridge.accounts.models import ADMINISTRATORS, Association, Role, RoleGrant, User, VerificationCase
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

NEW_PASSWORD = {"new_password1": "heron-lake-41", "new_password2": "heron-lake-41"}


def first_administrator() -> str:
    """The path that the command prints."""
    printed = io.StringIO()
    call_command("createadmin", "jiang@admin.example", "江衡", stdout=printed)
    return printed.getvalue().strip().removeprefix("http://127.0.0.1:8000")


def test_the_first_administrator_comes_in_through_a_link_that_dies_with_its_use() -> None:
    link = first_administrator()
    browser = as_(None)

    assert browser.get(link).status_code == 200
    assert browser.post(link, NEW_PASSWORD).headers["Location"] == reverse("portal:desk")
    assert browser.get(reverse("accounts:staff")).headers["Location"] == reverse("accounts:set_up")

    assert as_(None).get(link).status_code == 410
    assert as_(None).post(link, NEW_PASSWORD).status_code == 410
    assert User.objects.get().check_password("heron-lake-41")
    assert AuditRecord.objects.get(action="role.granted").actor is None


def test_a_password_that_is_too_common_is_refused_and_the_link_lives_on() -> None:
    link = first_administrator()

    page = as_(None).post(link, {"new_password1": "password12", "new_password2": "password12"})

    assert page.status_code == 200
    assert not User.objects.get().has_usable_password()
    assert as_(None).get(link).status_code == 200


@pytest.mark.parametrize("link", ["/accounts/enter/x/y/", "/accounts/enter/MTIz/set-password/"])
def test_a_link_that_was_never_given_is_dead(link: str) -> None:
    assert as_(None).get(link).status_code == 410


@pytest.mark.parametrize("held", ADMINISTRATORS)
@pytest.mark.parametrize("wanted", [*ADMINISTRATORS, Role.OPERATOR, Role.EDITOR])
def test_an_administrator_holds_one_role_and_does_no_business(held: str, wanted: str) -> None:
    person = cast.staff(held, "江衡", "jiang@admin.example")
    if held == wanted:
        services.grant(person, wanted, by=None)
    else:
        with pytest.raises(AdministratorConflict):
            services.grant(person, wanted, by=None)

    assert [grant.role for grant in person.grants.all()] == [held]


def test_who_decides_on_companies_acts_for_none() -> None:
    owner = cast.owner_of(cast.dyer())

    with pytest.raises(StaffActForNobody):
        services.grant(owner, Role.OPERATOR, by=None)
    with pytest.raises(StaffActForNobody):
        cast.application(cast.officer("31"))
    with pytest.raises(StaffActForNobody):
        services.add_member(cast.dyer(), cast.operator().email or "", owner=owner)

    assert not owner.grants.exists()
    assert not VerificationCase.objects.exists()


def test_an_operator_cannot_become_an_administrator() -> None:
    with pytest.raises(AdministratorConflict):
        services.grant(cast.operator(), Role.AUDIT_ADMIN, by=None)


@pytest.mark.parametrize("second", ADMINISTRATORS[1:])
def test_the_database_too_keeps_the_three_administrators_apart(second: str) -> None:
    admin = cast.admin()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=admin, role=second, granted_at=clock.now())


def test_the_database_lets_nobody_be_superuser() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="root@mail.example", name="根", is_superuser=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.person().pk).update(is_superuser=True)


@pytest.mark.parametrize(
    "facts", [{"role": Role.OFFICER}, {"role": Role.EDITOR, "association": "31"}, {"role": Role.EDITOR}]
)
def test_the_database_knows_where_officers_belong_and_grants_once(facts: dict[str, Any]) -> None:
    province = facts.pop("association", None)
    association = Association.objects.get(province=province) if province else None
    editor = cast.editor()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=editor, association=association, granted_at=clock.now(), **facts)


def test_the_administrator_invites_an_officer_who_works_on_that_queue_only() -> None:
    admin, association = cast.admin(), Association.objects.get(province="33")
    facts = {"email": "New@zj.example", "name": "陆源", "role": "officer", "association": association.pk}

    page = words_of(as_(admin).post(reverse("accounts:staff"), facts, follow=True))

    invited = User.objects.get(email="new@zj.example")
    link = re.search(r"/accounts/enter/[^<\s]+", page)
    assert link
    assert as_(None).get(link[0]).status_code == 200
    assert invited.associations == [association]
    assert AuditRecord.objects.get(action="role.granted", target_id=str(invited.pk)).actor == admin


def test_an_officer_without_an_association_is_refused_and_nobody_is_invited() -> None:
    page = as_(cast.admin()).post(
        reverse("accounts:staff"), {"email": "new@zj.example", "name": "陆源", "role": "officer"}
    )

    assert "请选择审核员所属的协会。" in words_of(page)
    assert not User.objects.filter(email="new@zj.example").exists()


def test_a_role_that_is_taken_back_ends_with_the_next_request() -> None:
    officer, admin = cast.officer("32"), cast.admin()
    browser = as_(officer)
    queue = reverse("portal:queue", args=["verification"])
    assert browser.get(queue).status_code == 200

    as_(admin).post(reverse("accounts:revoke", args=[officer.grants.get().pk]))

    assert browser.get(queue).status_code == 404
    assert AuditRecord.objects.filter(action="role.revoked", actor=admin).count() == 1


def test_an_editor_who_is_none_any_more_loses_the_back_office() -> None:
    editor = cast.editor()
    assert editor.groups.exists()

    services.revoke(editor.grants.get(), by=cast.admin())

    assert not editor.groups.exists()
