"""A person closes their account: they are gone, what others rely on stays without their name."""

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import CannotClose
from greenbridge.accounts.models import Organisation, User, VerificationCase, WaitingBuyer
from greenbridge.accounts.reviews import Decision
from greenbridge.audit.models import AuditRecord
from greenbridge.core import privacy
from greenbridge.core.privacy import Keep
from greenbridge.demands import services as demands
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

CLOSE = "/accounts/close/"
LEFT = {None, "", services.closing.NOBODY}


def full_account() -> User:
    """陈敏 of the dye works, with something in every drawer."""
    for kind in ("rules", "privacy"):
        services.announce_terms(kind, "<p>第一版。</p>", by=None)
    chen = cast.owner_of(cast.dyer())
    services.agree(chen)
    chen.mobile, chen.unconfirmed_mobile = "+8613812345678", "+8613912345678"
    chen.save()
    chen.past_passwords.create(digest="x", set_at=chen.date_joined)
    cast.session_of(chen)
    WaitingBuyer.objects.create(
        user=chen, region=cast.dyer().region, contact_name="陈敏", contact_phone="1", since=chen.date_joined
    )
    cast.application(chen, side="supplier", credit_code=cast.dyer().credit_code, name=cast.dyer().name)
    return chen


def what_is_left(person: User) -> list[str]:
    """Every column that the register says goes with the account, and that still says something of the person."""
    return [
        f"{table.label}.{name}"
        for table in privacy.register().values()
        if table.whose
        for row in _rows_of(table, person)
        for name, column in table.columns.items()
        if column.keep == Keep.ACCOUNT and _says_something(row, name)
    ]


def _rows_of(table: privacy.Table, person: User) -> models.QuerySet[models.Model]:
    rows: models.QuerySet[models.Model] = apps.get_model(table.label)._default_manager.filter(
        **{table.whose: person.pk}
    )
    return rows


def _says_something(row: models.Model, name: str) -> bool:
    value = getattr(row, name)
    return value not in LEFT and not (name == "password" and str(value).startswith("!"))


def test_who_closes_the_account_is_gone_and_the_body_stays_verified_without_an_owner() -> None:
    chen = full_account()
    email = str(chen.email)
    assert what_is_left(chen)

    services.close_account(chen)

    body = Organisation.objects.get()
    assert what_is_left(chen) == []
    assert str(User.objects.get(pk=chen.pk)) == "已注销用户"
    assert VerificationCase.objects.get().decision == Decision.WITHDRAWN
    assert body.is_buyer
    assert body.owner is None
    assert not chen.inbox.exists()
    trace = AuditRecord.objects.get(action="account.closed")
    assert (trace.actor, trace.actor_name) == (chen, "陈敏")
    assert User.objects.create_user(email, "heron-lake-2026", name="陈敏").pk != chen.pk


@pytest.mark.parametrize("hole", ["_forget", "_delete_what_is_theirs"])
def test_what_would_be_forgotten_to_delete_is_noticed(hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same walk through the register against a service with a hole in it."""
    chen = full_account()
    monkeypatch.setattr(services.closing, hole, lambda person: None)

    services.close_account(chen)

    assert what_is_left(chen)


def test_nobody_signs_in_with_a_closed_account_and_the_open_session_is_over() -> None:
    chen = full_account()
    email, here, elsewhere = str(chen.email), as_(chen), as_(chen)

    answer = here.post(CLOSE, {"password": PASSWORD})

    assert answer.headers["Location"] == "/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "账号已注销" in words_of(here.get("/accounts/login/"))
    for browser in (here, elsewhere):
        assert browser.get("/accounts/data/").status_code == 302
    again = here.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert again.status_code == 200
    assert here.get("/accounts/data/").status_code == 302


def test_a_wrong_password_is_refused_and_changes_nothing() -> None:
    chen = full_account()

    page = words_of(as_(chen).post(CLOSE, {"password": "wrong"}))

    assert "密码不对，请重新输入。" in page
    assert User.objects.get(pk=chen.pk).is_active
    assert AuditRecord.objects.filter(action="account.step_up_refused").exists()


def test_who_has_no_password_writes_the_word() -> None:
    person = cast.person()
    person.set_unusable_password()
    person.save()
    browser = as_(person)
    assert "请写下“注销”两个字。" in words_of(browser.post(CLOSE, {"word": "好"}))

    browser.post(CLOSE, {"word": "注销"})

    assert not User.objects.get(pk=person.pk).is_active


def test_the_owner_of_a_body_with_other_members_is_refused_and_changes_nothing() -> None:
    chen = full_account()
    cast.member_of(cast.dyer())

    refused_with("单位还有其他成员", chen)


def test_staff_are_refused_while_they_hold_a_role() -> None:
    refused_with("收回角色", cast.operator())
    refused_with("收回角色", cast.expert())


def test_the_last_member_is_refused_while_a_demand_of_the_body_runs() -> None:
    demand = cast.published()
    refused_with(f"“{demand}”还在审核或公开征集", demand.author)

    demands.withdraw(demand, editor=demand.author)
    services.close_account(User.objects.get(pk=demand.author.pk))

    assert not User.objects.get(pk=demand.author.pk).is_active


def refused_with(words: str, person: User) -> None:
    with pytest.raises(CannotClose, match=words):
        services.close_account(person)
    assert User.objects.get(pk=person.pk).is_active
    assert not AuditRecord.objects.filter(action="account.closed").exists()
    assert words in words_of(as_(person).get(CLOSE))


def test_my_data_offers_to_take_the_agreement_back_or_to_give_it_again() -> None:
    chen = full_account()
    browser = as_(chen)
    assert reverse("accounts:withdraw_consent") in words_of(browser.get("/accounts/data/"))

    browser.post(reverse("accounts:withdraw_consent"))

    page = words_of(browser.get("/accounts/data/"))
    assert reverse("accounts:withdraw_consent") not in page
    assert "重新同意" in page
    assert CLOSE in page
    assert browser.get(CLOSE).status_code == 200
