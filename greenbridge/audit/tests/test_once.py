"""A form that arrives twice is one act."""

import re
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord, SentForm
from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.suppliers.models import Activity
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

KEY = "k" * 64


def buyer() -> User:
    return cast.owner_of(cast.dyer())


def start_demand(person: User, key: str = KEY) -> tuple[int, str]:
    response = as_(person).post(reverse("demands:new"), headers={"Idempotency-Key": key} if key else {})
    return response.status_code, response.headers["Location"]


def key_on(page: Any) -> str:
    """Of the last form on the page; the first is for signing out."""
    keys = re.findall(r'name="once" value="(\w{64})"', page.content.decode())
    assert len(set(keys)) == len(keys) > 1
    return str(keys[-1])


def test_the_same_again_gets_the_same_answer_and_changes_nothing() -> None:
    person = buyer()

    first, second = start_demand(person), start_demand(person)

    assert first == second
    assert first[0] == 302
    assert Demand.objects.count() == 1
    assert AuditRecord.objects.filter(action="demand.started").count() == 1


def test_the_key_comes_with_the_form_and_a_second_click_is_told_so() -> None:
    browser = as_(buyer())
    key = key_on(browser.get(reverse("demands:new")))

    browser.post(reverse("demands:new"), {"once": key})
    page = browser.post(reverse("demands:new"), {"once": key}, follow=True)

    assert Demand.objects.count() == 1
    assert "没有重复办理" in page.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("key", "demands"), [(KEY, 1), ("", 5)])
def test_of_five_at_the_same_moment_one_acts_and_all_get_its_answer(key: str, demands: int) -> None:
    """And the control: without a key each of them is an act."""
    person = buyer()

    answers = at_once(*[lambda: start_demand(person, key)] * 5)

    assert Demand.objects.count() == demands
    assert len(set(answers)) == demands


def test_what_was_refused_may_be_sent_again_with_its_key() -> None:
    lab = cast.lab()
    browser = as_(cast.owner_of(lab.organisation))
    url, head = reverse("suppliers:add_activity"), {"Idempotency-Key": KEY}

    refused = browser.post(url, {"service_type": "none"}, headers=head)
    taken = browser.post(url, {"service_type": "S02"}, headers=head)

    assert (refused.status_code, taken.status_code) == (200, 302)
    assert Activity.objects.filter(supplier=lab, service_type="S02").count() == 1


def test_who_goes_back_and_corrects_the_form_is_heard_each_time() -> None:
    lab = cast.lab()
    browser = as_(cast.owner_of(lab.organisation))
    profile = {"size": "small", "website": "", "contact_name": "何静", "contact_phone": "021-59888888"}

    for intro in ("水", "气", "水"):
        form = profile | {"intro": intro, "once": KEY}
        assert browser.post(reverse("suppliers:edit"), form).status_code == 302
        lab.refresh_from_db()
        assert lab.intro == intro


def test_a_key_is_good_for_one_person_and_one_address() -> None:
    lab = cast.lab()
    supplier = cast.owner_of(lab.organisation)
    colleague = cast.person()
    colleague.memberships.create(organisation=cast.dyer(), role="member", joined_at=clock.now())

    start_demand(buyer())
    start_demand(colleague)
    as_(supplier).post(reverse("suppliers:add_activity"), {"service_type": "S02", "once": KEY})

    assert Demand.objects.count() == 2
    assert Activity.objects.filter(service_type="S02").exists()


def test_a_draft_saved_while_one_types_is_never_a_repetition() -> None:
    draft = cast.demand()
    browser = as_(buyer())
    url = reverse("demands:step", args=[draft.number, "what"])

    for title in ("甲", "乙", "甲"):
        browser.post(url, {"title": title, "once": KEY}, headers={"X-Autosave": "1"})

    draft.refresh_from_db()
    assert draft.title == "甲"


def test_keys_are_forgotten_after_two_days() -> None:
    start_demand(buyer())

    with clock.stopped_at(clock.now() + audit.REMEMBERED / 2):
        audit.forget_sent_forms()
    assert SentForm.objects.count() == 1

    with clock.stopped_at(clock.now() + audit.REMEMBERED * 2):
        audit.forget_sent_forms()
    assert not SentForm.objects.exists()
