"""On officers' pages a contact is masked until the officer asks; the asking leaves one trace, and whose it is sees it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.suppliers.models import Confirmation
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once
from greenbridge.testing.world import World, a_world

pytestmark = pytest.mark.usefixtures("ground")

SAID = {"contact_name": "钱多多", "contact_phone": "0512-61234567"}
KINDS: dict[str, tuple[Callable[[World], Any], str]] = {
    "verification": (lambda world: world.case, "accounts:applied"),
    "demand": (lambda world: world.waiting, "demands:record"),
    "demand_check": (lambda world: world.check, "demands:record"),
    "listing": (lambda world: world.listing, "suppliers:mine"),
    "feedback": (lambda world: world.feedback, "suppliers:mine"),
    "likeness_first": (lambda world: world.likeness, "suppliers:mine"),
    "edits": (lambda world: world.lab, "suppliers:mine"),
    "unconfirmed": (lambda world: _late(world), "suppliers:mine"),
}
"""The row that stands on each page, and where who is asked about reads of it."""


def _late(world: World) -> Confirmation:
    asked_for, _ = Confirmation.objects.update_or_create(
        supplier=world.lab, defaults={"due_on": clock.today() - dt.timedelta(days=1)}
    )
    return asked_for


def stands(world: World, kind: str) -> tuple[Any, str, str]:
    """The row, the officer's page and the address for asking; whoever it is about has said whom to call."""
    row = KINDS[kind][0](world)
    subject = next(
        (getattr(row, name) for name in ("demand", "supplier", "first") if hasattr(row, name)), row
    )
    type(subject).objects.filter(pk=subject.pk).update(**SAID)
    return row, contacts.address(kind, row), reverse("accounts:see_contact", args=[kind, row.pk])


def reader_of(world: World, kind: str, row: Any) -> tuple[User, str]:
    route = KINDS[kind][1]
    if route == "suppliers:mine":
        return cast.owner_of(world.lab.organisation), reverse(route)
    name = row.demand.number if route == "demands:record" else row.pk
    return cast.owner_of(world.dyer), reverse(route, args=[name])


@pytest.mark.parametrize("kind", KINDS)
def test_an_officer_sees_a_contact_when_they_ask_and_whose_it_is_sees_who_asked(kind: str) -> None:
    world = a_world()
    row, page, ask = stands(world, kind)
    officer = as_(world.people["officer"])
    before = words_of(officer.get(page))
    assert '钱** <b class="num nowrap">051****4567</b>' in before
    assert "61234567" not in before
    assert "钱多多" not in before
    assert not AuditRecord.objects.filter(action="contact.seen").exists()

    with clock.stopped_at(dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)):
        contacts.see(kind, row, officer=cast.officer("32"))
    assert officer.post(ask).headers["Location"] == page

    after = words_of(officer.get(page))
    assert "钱多多" in after
    assert SAID["contact_phone"] in after
    trace = AuditRecord.objects.get(action="contact.seen")
    association = str(cast.officer("32").associations[0])
    assert (trace.actor, trace.after) == (world.people["officer"], {"association": association})
    reader, where = reader_of(world, kind, row)
    assert f"{association} 于 2026年11月24日 18:30 查看了您的联系方式。" in words_of(as_(reader).get(where))


def test_who_reported_a_record_is_masked_too_and_only_they_read_who_asked() -> None:
    world = a_world()
    row, reporter = world.feedback, cast.owner_of(world.dyer)
    email = str(reporter.email)
    officer, page = as_(world.people["officer"]), reverse("feedback:answer", args=[row.pk])
    record = reverse("feedback:record", args=[row.pk])
    assert email not in words_of(officer.get(page))

    officer.post(reverse("accounts:see_contact", args=["reporter", row.pk]))

    assert email in words_of(officer.get(page))
    assert "查看了您的联系方式" in words_of(as_(reporter).get(record))
    body = as_(cast.owner_of(world.lab.organisation))
    assert not any("查看了您" in words_of(body.get(where)) for where in (record, reverse("suppliers:mine")))


def test_who_asks_to_have_a_notice_removed_is_masked_and_nothing_is_promised_to_them() -> None:
    world = a_world()
    row = world.removal
    officer, page = as_(world.people["officer"]), reverse("notices:removal", args=[row.pk])
    before = words_of(officer.get(page))
    assert row.contact not in before
    assert str(row.asked_by) not in before
    assert "查看会留下记录。" in before

    officer.post(reverse("accounts:see_contact", args=["removal", row.pk]))

    after = words_of(officer.get(page))
    assert row.contact in after
    assert f"登录账号：{row.asked_by}" in after
    assert AuditRecord.objects.get(action="contact.seen").target_id == str(row.pk)


def test_with_whom_to_call_stands_where_the_applicant_gets_letters() -> None:
    world = a_world()
    email, page = str(world.case.applicant.email), reverse("accounts:review", args=[world.case.pk])
    officer = as_(world.people["officer"])
    assert email not in words_of(officer.get(page))

    shown = officer.post(
        reverse("accounts:see_contact", args=["verification", world.case.pk]), headers={"HX-Request": "true"}
    )

    assert email in words_of(shown)


def test_what_is_typed_on_the_page_stays_and_a_colleague_asks_for_themselves() -> None:
    world = a_world()
    _, page, ask = stands(world, "verification")

    shown = words_of(as_(world.people["officer"]).post(ask, headers={"HX-Request": "true"}))

    assert SAID["contact_phone"] in shown
    assert "autofocus" in shown  # the button is gone: who came by keyboard goes on from here
    assert "<html" not in shown
    assert "<form" not in shown
    assert SAID["contact_phone"] not in words_of(as_(cast.scorer(2, "32")).get(page))


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_asks_for_what_they_do_not_decide(kind: str) -> None:
    world = a_world()
    _, _, ask = stands(world, kind)

    for who in ("officer 33", "operator", "editor", "audit admin", "supplier", "buyer"):
        assert as_(world.people[who]).post(ask).status_code == 404, who
    assert as_(world.people["officer"]).get(ask).status_code == 405
    assert as_(world.people["officer"]).post(ask.replace(kind, "anything")).status_code == 404
    assert not AuditRecord.objects.filter(action="contact.seen").exists()


def test_of_a_report_about_something_else_there_is_no_contact_to_ask_for() -> None:
    world = a_world()
    row, _, ask = stands(world, "feedback")
    type(row).objects.update(kind="other")

    assert as_(world.people["officer"]).post(ask).status_code == 404


def test_where_nobody_said_whom_to_call_there_is_nothing_to_ask_for() -> None:
    world = a_world()
    row, page, ask = stands(world, "listing")
    type(row.supplier).objects.update(contact_name="", contact_phone="")

    said = words_of(as_(world.people["officer"]).get(page))

    assert "未填写" in said
    assert ask not in said


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_masks_nothing_is_noticed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    _, page, _ = stands(world, kind)
    monkeypatch.setattr(contacts, "masked_number", lambda number: number)

    assert SAID["contact_phone"] in words_of(as_(world.people["officer"]).get(page))


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_moment_one_is_recorded() -> None:
    row = cast.application(cast.person())

    def ask() -> None:
        contacts.see("verification", row, officer=cast.officer("32"))

    cast.officer("32")
    at_once(ask, ask)

    assert AuditRecord.objects.filter(action="contact.seen").count() == 1
