"""People agree to versions of the terms; a change is announced a week before; an agreement can be taken back."""

import datetime as dt

import pytest
from django.conf import settings as installed
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import NothingChanged
from greenbridge.accounts.models import Consent, Terms, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

WEEK = dt.timedelta(days=7)


def first_versions() -> None:
    for kind in Terms.Kind.values:
        services.announce_terms(kind, "<p>第一版。</p>", by=None)


def member() -> User:
    """陈敏 of the dye works, who has agreed to what is in force."""
    first_versions()
    person = cast.owner_of(cast.dyer())
    services.agree(person)
    return person


def test_a_change_is_told_to_everybody_and_comes_into_force_after_seven_days() -> None:
    chen, editor = member(), cast.editor()
    services.agree(editor)

    changed = services.announce_terms("rules", "<p>第二版。</p>", by=editor)

    assert changed.number == 2
    assert changed.effective_at - changed.announced_at == WEEK
    assert "平台规则有修改" in chen.inbox.get(text__contains="新版将于").text
    assert services.lacking_consent(chen) == []
    with clock.stopped_at(clock.now() + WEEK):
        assert services.lacking_consent(chen) == [changed]
    trace = AuditRecord.objects.filter(action="terms.announced").first()
    assert trace
    assert trace.actor == editor


def test_the_same_text_is_refused_and_changes_nothing() -> None:
    first_versions()

    with pytest.raises(NothingChanged):
        services.announce_terms("rules", "<p>第一版。</p>", by=None)

    assert Terms.objects.filter(kind="rules").count() == 1


def test_before_the_day_the_old_version_holds_and_the_new_one_can_be_read() -> None:
    member()
    changed = services.announce_terms("privacy", "<p>第二版说明。</p>", by=None)

    page = words_of(as_(None).get(changed.get_absolute_url()))

    assert "第二版说明。" in page
    assert "这一版尚未生效" in page


def test_from_the_day_on_a_person_is_asked_before_acting_and_led_back_after() -> None:
    chen = member()
    services.announce_terms("rules", "<p>第二版。</p>", by=None)

    with clock.stopped_at(clock.now() + WEEK):
        browser = as_(chen)
        asked = browser.get("/desk/")
        assert asked.headers["Location"] == "/accounts/terms/?next=%2Fdesk%2F"
        assert "第二版。" in words_of(browser.get(asked.headers["Location"]))
        answer = browser.post("/accounts/terms/", {"next": "/desk/"})
        assert answer.headers["Location"] == "/desk/"
        assert browser.get("/desk/").status_code == 200
    assert Consent.objects.filter(user=chen, terms__number=2).count() == 1


def test_agreeing_never_leads_to_another_site() -> None:
    chen = member()

    answer = as_(chen).get("/accounts/terms/?next=https://evil.example/")

    assert answer.headers["Location"] == "/desk/"


def test_who_took_consent_back_may_read_and_take_data_along_and_nothing_else() -> None:
    chen = member()
    browser = as_(chen)

    browser.post(reverse("accounts:withdraw_consent"))

    assert not Consent.objects.filter(user=chen, withdrawn_at=None).exists()
    for url in ("/", "/suppliers/", "/demands/", "/accounts/data/"):
        assert browser.get(url).status_code in {200, 404}, url
    assert browser.post("/accounts/data/export/json/").status_code == 200
    refused = browser.post(reverse("demands:new"))
    assert refused.headers["Location"].startswith("/accounts/terms/")
    assert not Demand.objects.exists()


def test_without_the_middleware_nobody_would_be_asked(settings: object) -> None:
    """The check above can fail: it is this middleware that asks."""
    chen = member()
    services.withdraw_consent(chen)
    asking = "greenbridge.accounts.consent.ask_for_consent"
    settings.MIDDLEWARE = [name for name in installed.MIDDLEWARE if name != asking]  # type: ignore[attr-defined]

    assert as_(chen).post(reverse("demands:new")).headers["Location"].startswith("/demands/")


def test_agreeing_twice_leaves_one_consent_and_one_trace() -> None:
    chen = member()

    services.agree(chen)

    assert Consent.objects.filter(user=chen).count() == 2  # one for each of the terms
    assert AuditRecord.objects.filter(action="terms.agreed", actor=chen).count() == 1


def test_signing_up_is_agreeing_to_what_is_in_force() -> None:
    first_versions()
    facts = {"name": "周新", "login": "zhou@mail.example", "agree": "on"}
    passwords = {"password1": "bamboo-river-2026", "password2": "bamboo-river-2026"}

    as_(None).post(reverse("account_signup"), facts | passwords)

    person = User.objects.get(email="zhou@mail.example")
    assert services.lacking_consent(person) == []
