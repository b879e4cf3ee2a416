"""Roles: who gets them, which exclude each other, and how the first administrator comes in."""

import io
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

from greenbridge.accounts import exclusion, queries, services
from greenbridge.accounts.errors import AdministratorConflict, ApplicationWaiting, StaffActForNobody
from greenbridge.accounts.models import ADMINISTRATORS, Association, Role, RoleGrant, User, VerificationCase
from greenbridge.accounts.services import sign_in
from greenbridge.accounts.views import entering
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import without_constraint

pytestmark = pytest.mark.usefixtures("ground")

NEW_PASSWORD = {"new_password1": "heron-lake-41", "new_password2": "heron-lake-41"}


def first_administrator() -> str:
    return createadmin("jiang@admin.example", "江衡")


def createadmin(email: str, name: str, **options: str) -> str:
    """The path that the command prints."""
    printed = io.StringIO()
    call_command("createadmin", email, name, stdout=printed, **options)
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


class Undying(PasswordResetTokenGenerator):
    """Signs for whom and when, and not for the password that stands."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk}{timestamp}"


def test_the_story_notices_a_link_that_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: whoever finds the link later chooses a password anew."""
    for module in (queries, entering):
        monkeypatch.setattr(module, "default_token_generator", Undying())

    with pytest.raises(AssertionError, match="200 == 410"):
        test_the_first_administrator_comes_in_through_a_link_that_dies_with_its_use()


def test_the_link_of_an_invitation_dies_after_a_day(settings: Any) -> None:
    link = first_administrator()
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 3600
    assert as_(None).get(link).status_code == 200

    settings.PASSWORD_RESET_TIMEOUT = -1  # as if the day had passed

    assert as_(None).get(link).status_code == 410


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
    body = cast.dyer()
    owner = cast.owner_of(body)
    invitation = services.invite_member(body, "han@ops.example", owner=owner)

    with pytest.raises(StaffActForNobody):
        services.grant(owner, Role.OPERATOR, by=None)
    with pytest.raises(StaffActForNobody):
        cast.application(cast.officer("31"))
    with pytest.raises(StaffActForNobody):
        services.check_may_join(invitation, cast.operator())

    assert not owner.grants.exists()
    assert not VerificationCase.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EXPERT])
def test_who_has_asked_to_act_for_a_body_is_given_no_role_until_that_is_over(role: str) -> None:
    case = cast.application()
    person = case.applicant
    association = Association.objects.get(province="32") if role == Role.OFFICER else None

    with pytest.raises(ApplicationWaiting, match="请对方先撤回申请"):
        services.propose_grant(str(person.email), "", role, by=cast.admin(), reason="新入职。")
    with pytest.raises(ApplicationWaiting):
        services.grant(person, role, by=None, association=association)
    assert services.obstacles(person)[role] == "对方申请代表单位，正在审核"

    services.withdraw_case(case, applicant=person)
    services.grant(person, role, by=None, association=association)
    assert person.grants.get().role == role


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


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_the_database_would_let_somebody_be() -> None:
    """The control of the story above."""
    with without_constraint(User, "nobody_is_superuser"):
        User.objects.create(email="root@mail.example", name="根", is_superuser=True)

        assert User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize(
    "facts", [{"role": Role.OFFICER}, {"role": Role.EDITOR, "association": "31"}, {"role": Role.EDITOR}]
)
def test_the_database_knows_where_officers_belong_and_grants_once(facts: dict[str, Any]) -> None:
    province = facts.pop("association", None)
    association = Association.objects.get(province=province) if province else None
    editor = cast.editor()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=editor, association=association, granted_at=clock.now(), **facts)


def test_an_officer_without_an_association_is_refused_and_nobody_is_invited() -> None:
    page = as_(cast.admin()).post(
        reverse("accounts:staff"), {"email": "new@zj.example", "name": "陆源", "role": "officer"}
    )

    assert "请选择审核员所属的协会。" in words_of(page)
    assert not User.objects.filter(email="new@zj.example").exists()


def test_a_role_that_is_taken_back_ends_with_the_next_request() -> None:
    officer, admin, guard = cast.officer("32"), cast.admin(), cast.security_admin()
    browser = as_(officer)
    queue = reverse("portal:queue", args=["verification"])
    change = services.propose_revocation(officer.grants.get(), by=admin, reason="离职")
    assert browser.get(queue).status_code == 200

    services.confirm_change(change, by=guard)

    assert browser.get(queue).status_code == 404
    assert AuditRecord.objects.filter(action="role.revoked", actor=guard).count() == 1


def test_an_editor_who_is_none_any_more_loses_the_back_office() -> None:
    editor = cast.editor()
    assert editor.groups.exists()

    services.revoke(editor.grants.get(), by=cast.admin())

    assert not editor.groups.exists()


def test_before_its_tables_are_there_the_command_says_what_to_do() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(
        "accounts", max(name for app, name in recorder.applied_migrations() if app == "accounts")
    )

    with pytest.raises(CommandError, match="migrate"):
        call_command("createadmin", "first@admin.example", "甲")

    assert not User.objects.exists()


def test_the_command_gives_links_until_somebody_of_the_kind_can_sign_in_and_then_refuses() -> None:
    """Also when a link was lost or has run out: an installation must not stay without an administrator."""
    lost = createadmin("first@admin.example", "甲", kind="security")
    link = createadmin("First@Admin.example", "王甲", kind="security")
    assert User.objects.get().name == "王甲"
    assert User.objects.get().grants.get().role == Role.SECURITY_ADMIN

    as_(None).post(link, NEW_PASSWORD)

    assert as_(None).get(lost).status_code == as_(None).get(link).status_code == 410
    for email in ("first@admin.example", "second@admin.example"):
        with pytest.raises(CommandError, match="已有安全管理员"):
            createadmin(email, "乙", kind="security")
    assert RoleGrant.objects.count() == 1
    createadmin("second@admin.example", "乙", kind="audit")  # another kind has nobody yet


def test_a_wrong_address_gives_way_to_the_right_one_and_its_link_is_dead() -> None:
    wrong = createadmin("frist@admin.example", "甲")

    link = createadmin("first@admin.example", "甲")

    assert as_(None).get(wrong).status_code == 410
    assert as_(None).get(link).status_code == 200
    assert RoleGrant.objects.get().user.email == "first@admin.example"
    assert not User.objects.filter(email="frist@admin.example").exists()
    assert AuditRecord.objects.get(action="role.revoked").actor is None


@pytest.mark.parametrize("way", ["password", "address", "passkey"])
def test_whoever_has_one_way_in_keeps_the_kind(way: str) -> None:
    createadmin("first@admin.example", "甲")
    holder = User.objects.get()
    if way == "password":
        holder.set_password("heron-lake-41")
        holder.save()
    elif way == "address":
        sign_in.vouch_for_email(holder)
    else:
        Authenticator.objects.create(user=holder, type=Authenticator.Type.WEBAUTHN, data={})

    with pytest.raises(CommandError, match="已有系统管理员"):
        createadmin("second@admin.example", "乙")


def test_the_only_administrator_who_was_away_too_long_comes_back_through_the_command() -> None:
    link = createadmin("first@admin.example", "甲")
    User.objects.update(is_active=False, dormant_since=clock.now())
    assert as_(None).get(link).status_code == 410

    assert as_(None).get(createadmin("first@admin.example", "甲")).status_code == 200
    assert AuditRecord.objects.filter(action="account.woke_up").count() == 1

    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="请换一个邮箱"):
        createadmin("first@admin.example", "甲")


@pytest.mark.parametrize(
    ("email", "name"), [("notanemail", "王"), ("a@b", "王"), ("", "王"), ("wang@x.example", "长" * 41)]
)
def test_what_is_no_address_or_no_name_is_refused_and_nobody_is_made(email: str, name: str) -> None:
    with pytest.raises(CommandError, match=r"。$"):
        createadmin(email, name)

    assert not User.objects.exists()


@pytest.mark.parametrize("administers", ADMINISTRATORS)
@pytest.mark.parametrize("business", [Role.OPERATOR, Role.EDITOR, Role.EXPERT, Role.OFFICER])
def test_the_database_lets_no_administrator_do_business(administers: str, business: str) -> None:
    person = cast.person()
    where = Association.objects.get(leads=True) if business == Role.OFFICER else None
    for first, then in (((administers, None), (business, where)), ((business, where), (administers, None))):
        RoleGrant.objects.all().delete()
        RoleGrant.objects.create(user=person, role=first[0], association=first[1], granted_at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(user=person, role=then[0], association=then[1], granted_at=clock.now())
        assert person.grants.count() == 1


def test_the_database_lets_no_business_role_become_an_administrators() -> None:
    cast.editor()
    person = cast.operator()
    RoleGrant.objects.create(user=person, role=Role.EXPERT, granted_at=clock.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        person.grants.filter(role=Role.EXPERT).update(role=Role.AUDIT_ADMIN)
    person.grants.filter(role=Role.EXPERT).update(role=Role.EDITOR)


def test_without_the_trigger_the_database_would_let_it_happen() -> None:
    """The control of the three stories above."""
    operator = cast.operator()
    connection.check_constraints()
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        exclusion.uninstall(None, editor)
        RoleGrant.objects.create(user=operator, role=Role.AUDIT_ADMIN, granted_at=clock.now())
        connection.check_constraints()
        exclusion.install(None, editor)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=operator, role=Role.EXPERT, granted_at=clock.now())
