"""Edits of a published record are kept with before and after, and can be taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.accounts.paging import ROWS_A_PAGE
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers import services
from greenbridge.suppliers.edits import errors, kept, queries
from greenbridge.suppliers.edits import services as edits
from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, RecordPart, Replaced, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


def owner_of(supplier: Supplier) -> User:
    return cast.owner_of(supplier.organisation)


def latest(supplier: Supplier) -> queries.Edit:
    return queries.of(supplier)[0]


def undo(supplier: Supplier, edit: queries.Edit | None = None, by: User | None = None) -> None:
    edits.undo(supplier, edit or latest(supplier), by=by or owner_of(supplier), reason="写错了。")


def described(supplier: Supplier, **facts: Any) -> queries.Edit:
    services.describe(supplier, editor=owner_of(supplier), **facts)
    return latest(supplier)


def set_activity(supplier: Supplier, code: str, serves: str, capability: str = "") -> queries.Edit:
    services.set_activity(
        supplier,
        ServiceType.objects.get(code=code),
        serves=list(Region.objects.filter(code__in=serves.split())),
        capability=capability,
        editor=owner_of(supplier),
    )
    return latest(supplier)


def activities(supplier: Supplier) -> dict[str, tuple[set[str], str]]:
    rows = Activity.objects.filter(supplier=supplier).prefetch_related("serves")
    return {a.service_type_id: ({r.code for r in a.serves.all()}, a.capability) for a in rows}


def test_an_edit_taken_back_is_as_it_was_and_leaves_its_own_trace() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    made = described(lab, intro="写错的简介。", website="https://lab.example")

    undo(lab, by=officer)

    lab.refresh_from_db()
    assert (lab.intro, lab.website) == ("面向印染和电镀企业。", "")
    trace = AuditRecord.objects.get(action="supplier.edit_undone")
    assert (trace.actor, trace.note) == (officer, "写错了。")
    assert trace.before == {"intro": "写错的简介。", "website": "https://lab.example"}
    assert trace.after == {
        "intro": "面向印染和电镀企业。",
        "website": "",
        "undoes": made.trace.pk,
        "of": "supplier.described",
    }
    told = owner_of(lab).inbox.latest("id").text
    assert told.startswith("协会撤销了")
    assert "写错了。" in told


def test_an_activity_that_was_changed_added_or_dropped_comes_back_as_it_was() -> None:
    lab = cast.lab()
    before = activities(lab)

    set_activity(lab, "S01", "310118", "只做废水")
    undo(lab)
    assert activities(lab) == before

    set_activity(lab, "S02", "")
    undo(lab)
    assert activities(lab) == before

    services.drop_activity(lab.activities.get(), editor=owner_of(lab))
    undo(lab)
    assert activities(lab) == before


def test_a_part_that_was_changed_is_again_what_it_was_for_its_officer_too() -> None:
    lab = cast.lab()
    part = cast.part(lab, "membership", name="环保协会", detail="会员单位", year=None, state="verified")
    services.change_part(part, editor=owner_of(lab), name="环保协会", detail="理事单位")

    [change] = latest(lab).changes
    assert (change.old, change.new) == (
        "协会名称：环保协会；会员类别：会员单位；有效期至：长期",
        "协会名称：环保协会；会员类别：理事单位；有效期至：长期",
    )
    undo(lab)

    part.refresh_from_db()
    assert (part.detail, part.state) == ("会员单位", RecordPart.State.VERIFIED)


def test_what_was_edited_again_is_not_taken_back_and_the_later_one_is() -> None:
    lab = cast.lab()
    first = described(lab, intro="第一次。", website="https://lab.example")
    second = described(lab, intro="第二次。")
    other = set_activity(lab, "S02", "")

    with pytest.raises(errors.EditedSince):
        undo(lab, first)
    undo(lab, second)

    lab.refresh_from_db()
    assert (lab.intro, lab.website) == ("第一次。", "https://lab.example")
    undo(lab, first)  # what came after it is taken back itself
    undo(lab, other)
    lab.refresh_from_db()
    assert (lab.intro, set(activities(lab))) == ("面向印染和电镀企业。", {"S01"})


def test_what_came_back_by_a_later_edit_is_still_edited_again() -> None:
    """From A to B, back to A, and to B: the first is not what is shown now."""
    lab = cast.lab()
    was = lab.intro
    first = described(lab, intro="乙")
    described(lab, intro=was)
    described(lab, intro="乙")

    with pytest.raises(errors.EditedSince):
        undo(lab, first)


def test_what_changed_without_a_trace_is_noticed_too() -> None:
    lab = cast.lab()
    made = described(lab, intro="新的简介。")
    Supplier.objects.filter(pk=lab.pk).update(intro="别处改的。")

    with pytest.raises(errors.EditedSince):
        undo(lab, made)


def test_what_the_form_would_not_take_any_more_does_not_come_back() -> None:
    lab = cast.lab()
    Supplier.objects.filter(pk=lab.pk).update(contact_phone="")
    made = described(lab, contact_phone="0512-61234567")

    with pytest.raises(errors.NotValid, match="请填写业务电话。请直接修改机构资料。"):
        undo(lab, made)

    lab.refresh_from_db()
    assert lab.contact_phone == "0512-61234567"


def test_an_officer_reads_a_contact_among_the_edits_when_they_have_asked_and_the_body_always() -> None:
    lab = cast.lab()
    made = described(lab, contact_name="钱多多", contact_phone="0512-61234567")
    pages = [
        reverse("suppliers:edits", args=[lab.code]),
        reverse("suppliers:undo", args=[lab.code, made.trace.pk]),
    ]
    officer, owner = as_(cast.officer("32")), as_(owner_of(lab))

    def shows(browser: Client) -> list[bool]:
        return ["钱多多" in words_of(browser.get(page)) for page in pages]

    assert shows(owner) == [True, True]
    assert shows(officer) == [False, False]
    assert "业务电话" in words_of(officer.get(pages[1]))
    assert "查看联系方式" not in words_of(owner.get(pages[0]))
    officer.post(reverse("accounts:see_contact", args=["edits", lab.pk]))
    assert shows(officer) == [True, True]


def test_no_decision_of_an_officer_is_taken_back() -> None:
    lab = cast.lab()
    cast.credential(lab, "cnas", verified_at=None)
    review = services.submit(lab, editor=owner_of(lab))
    services.approve_listing(review, officer=cast.officer("32"))
    with pytest.raises(errors.NotAnEdit):
        undo(lab)

    described(lab, intro="写错的简介。")
    undo(lab, by=cast.officer("32"))
    with pytest.raises(errors.NotAnEdit):
        undo(lab)


def test_of_old_edits_the_trail_keeps_too_little() -> None:
    lab = cast.lab()
    with transaction.atomic():
        services.touched(lab, "supplier.described", owner_of(lab), {"intro": "从前的记法"})

    with pytest.raises(errors.NothingKept):
        undo(lab)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_back_at_once_one_is_told_that_it_is_done() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    made = described(lab, intro="写错的简介。")
    owner = owner_of(lab)

    results = at_once(lambda: undo(lab, made, owner), lambda: undo(lab, made, officer))

    assert sorted(type(one).__name__ for one in results) == ["AlreadyUndone", "NoneType"]
    assert AuditRecord.objects.filter(action="supplier.edit_undone").count() == 1


def test_the_body_reads_of_the_association_and_not_of_its_officer() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    described(lab, intro="写错的简介。")
    undo(lab, by=officer)

    undone, made = queries.of(lab)

    assert (undone.who, made.who) == ("协会审核员", str(owner_of(lab)))
    assert str(officer) not in words_of(as_(owner_of(lab)).get(reverse("suppliers:edits", args=[lab.code])))


def test_the_page_shows_before_and_after_to_the_body_and_its_officers_alone() -> None:
    lab = cast.lab()
    owner, member = owner_of(lab), cast.person("何平", "ping@firm.example")
    member.memberships.create(organisation=lab.organisation, role="member", joined_at=clock.now())
    edit = described(lab, intro="改过的简介。")
    page, button = reverse("suppliers:edits", args=[lab.code]), "撤销这次修改"
    way = reverse("suppliers:undo", args=[lab.code, edit.trace.pk])

    for person in (owner, cast.officer("32")):
        words = words_of(as_(person).get(page))
        assert "面向印染和电镀企业。" in words
        assert "改过的简介。" in words
        assert button in words
    assert button not in words_of(as_(member).get(page))
    assert as_(member).get(way).status_code == 404
    for stranger in (cast.officer("33"), cast.owner_of(cast.dyer()), owner_of(cast.rival())):
        assert as_(stranger).get(page).status_code == 404
        assert as_(stranger).post(way, {"reason": "写错了。"}).status_code == 404


def test_through_the_page_an_edit_goes_back_and_the_record_tells_everybody() -> None:
    lab = cast.lab()
    edit = described(lab, intro="改过的简介。")
    way = reverse("suppliers:undo", args=[lab.code, edit.trace.pk])
    browser = as_(owner_of(lab))

    assert "请填写撤销的理由。" in words_of(browser.post(way, {"reason": ""}))
    answer = browser.post(way, {"reason": "写错了。"}, follow=True)

    assert "修改已撤销" in words_of(answer)
    public = words_of(as_(None).get(lab.get_absolute_url()))
    assert "撤销一次修改" in public
    assert "面向印染和电镀企业。" in public
    assert "写错了。" not in public
    assert "这次修改已经撤销" in words_of(browser.get(way))


# --- Credentials and certified people, from the rows that were kept ----------------------------------------------


def add_paper(supplier: Supplier, number: str = "N1", **facts: Any) -> Credential:
    oil = WasteCategory.objects.get(code="HW08")
    usual: dict[str, Any] = {"issuer": "认证机构", "scan": cast.checked(), "wastes": {oil: Covered(30, {})}}
    kind = CredentialKind.objects.get(code="iso9001")
    return services.add_credential(
        supplier, editor=owner_of(supplier), kind=kind, number=number, **usual | facts
    )


def test_a_credential_that_was_dropped_comes_back_with_its_scan_and_what_officers_had_seen() -> None:
    lab = cast.lab()
    paper = add_paper(lab)
    paper.verified_at = clock.now()
    paper.save()
    was, wastes = vars(Credential.objects.get(pk=paper.pk)), paper.wastes.get()
    services.drop_credential(paper, editor=owner_of(lab))
    [change] = latest(lab).changes
    assert (change.word, change.new) == ("删除", "")
    assert "认证机构" in change.old

    undo(lab, by=cast.officer("32"))

    back = Credential.objects.get(pk=was["id"])
    assert {**vars(back), "_state": None} == {**was, "_state": None}
    assert (back.wastes.get(), back.scan.state) == (wastes, "clean")  # type: ignore[union-attr]
    assert back.is_valid_on(clock.today())
    assert not Replaced.objects.filter(before__0__number="N1").exists()


def test_a_credential_that_was_entered_again_says_what_it_said_and_the_newer_scan_goes() -> None:
    lab = cast.lab()
    first = add_paper(lab)
    scan = first.scan
    again = add_paper(lab, issuer="另一家机构", wastes={})
    newer = again.scan
    assert scan
    assert newer

    assert latest(lab).changes[0].new.endswith("（文件已更换）")
    undo(lab)

    first.refresh_from_db()
    newer.refresh_from_db()
    scan.refresh_from_db()
    assert (first.issuer, first.scan, first.wastes.get().category_id) == ("认证机构", scan, "HW08")
    assert (scan.state, newer.state) == ("clean", "destroyed")
    added = queries.of(lab)[2]
    undo(lab, added)
    assert not lab.credentials.filter(kind="iso9001").exists()


def test_a_certified_person_who_was_changed_or_dropped_is_there_again_by_name() -> None:
    lab = cast.lab()
    person = cast.part(lab, "staff", name="上岗证", person="王静", number="A1", year=None, state="declared")
    services.change_part(person, editor=owner_of(lab), person="王敏")
    [change] = latest(lab).changes
    assert "王静" in change.old
    assert "王敏" in change.new
    undo(lab)
    key = person.pk
    services.drop_part(person, editor=owner_of(lab))
    undo(lab)

    back = lab.parts.get()
    assert (back.pk, back.person, back.number, back.state) == (key, "王静", "A1", "declared")
    traces = AuditRecord.objects.exclude(before=None)
    assert "王" not in "".join(f"{trace.before}{trace.after}" for trace in traces)


def test_what_a_list_changed_meanwhile_is_not_overwritten() -> None:
    lab = cast.lab()
    dropped = add_paper(lab)
    services.drop_credential(dropped, editor=owner_of(lab))
    gone = latest(lab)
    cast.credential(lab, "iso9001", number="N1", source="省名单")
    with pytest.raises(errors.EditedSince):
        undo(lab, gone)

    made = add_paper(lab, "N2")
    Credential.objects.filter(pk=made.pk).update(expires_on="2031-01-01", source="省名单")
    with pytest.raises(errors.EditedSince):
        undo(lab)


def test_after_thirty_days_names_and_scans_of_before_are_gone() -> None:
    lab = cast.lab()
    paper = add_paper(lab)
    scan = paper.scan
    assert scan
    services.drop_credential(paper, editor=owner_of(lab))
    kept.forget_old()
    assert latest(lab).obstacle is None

    with clock.stopped_at(clock.now() + 31 * DAY):
        kept.forget_old()

    scan.refresh_from_db()
    assert scan.state == "destroyed"
    assert not Replaced.objects.exists()
    with pytest.raises(errors.NothingKept):
        undo(lab)


def test_of_a_draft_nothing_is_kept() -> None:
    draft = cast.lab(Supplier.Status.DRAFT)
    paper = add_paper(draft)
    scan = paper.scan
    assert scan

    services.drop_credential(paper, editor=owner_of(draft))

    scan.refresh_from_db()
    assert scan.state == "destroyed"
    assert not Replaced.objects.exists()


def test_older_edits_are_on_the_next_page_and_can_be_taken_back_from_there() -> None:
    lab = cast.lab()
    first = set_activity(lab, "S02", "")
    for n in range(ROWS_A_PAGE):
        described(lab, intro=f"第{n}次。")
    page, browser = reverse("suppliers:edits", args=[lab.code]), as_(owner_of(lab))
    way = reverse("suppliers:undo", args=[lab.code, first.trace.pk])

    assert way not in browser.get(page).content.decode()
    assert way in browser.get(page, {"page": 2}).content.decode()
    assert "修改已撤销" in words_of(browser.post(way, {"reason": "写错了。"}, follow=True))
    assert set(activities(lab)) == {"S01"}


ACTS: dict[str, Callable[[Supplier], object]] = {
    "describe": lambda lab: described(lab, intro=f"{lab.intro}又改。"),
    "site": lambda lab: described(lab, website=f"{lab.website or 'https://lab.example/'}a"),
    "activity": lambda lab: set_activity(lab, "S01", "310118", "只做废水"),
    "other activity": lambda lab: set_activity(lab, "S02", ""),
    "no activity": lambda lab: [
        services.drop_activity(one, editor=owner_of(lab)) for one in lab.activities.all()[:1]
    ],
    "paper": lambda lab: add_paper(lab, issuer=f"第{AuditRecord.objects.count()}家"),
    "no paper": lambda lab: [
        services.drop_credential(one, editor=owner_of(lab)) for one in lab.credentials.order_by("-pk")[:1]
    ],
    "person": lambda lab: services.add_part(
        lab, "staff", editor=owner_of(lab), person="王静", name="上岗证", number="A1"
    ),
    "other person": lambda lab: [
        services.change_part(one, editor=owner_of(lab), person=f"{one.person}敏")
        for one in lab.parts.all()[:1]
    ],
    "nobody": lambda lab: [services.drop_part(one, editor=owner_of(lab)) for one in lab.parts.all()[:1]],
}


def everything(lab: Supplier) -> list[Any]:
    """What the record says, and every row of which the very same is to come back."""
    lab.refresh_from_db()
    return [
        (lab.intro, lab.website, activities(lab)),
        *(list(rows.order_by("pk").values()) for rows in (lab.credentials, lab.parts)),
        list(CredentialWaste.objects.filter(credential__supplier=lab).order_by("pk").values()),
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(ACTS)), min_size=2, max_size=6))
def test_edits_that_are_taken_back_from_the_last_to_the_first_leave_everything_as_it_was(
    acts: list[str],
) -> None:
    with transaction.atomic():
        lab = cast.lab()
        cast.part(lab, "staff", name="环评师", person="何平", number="B1", year=None, state="verified")
        before = everything(lab)

        for act in acts:
            ACTS[act](lab)
        for edit in queries.of(lab):
            undo(lab, edit)

        assert everything(lab) == before
        assert not Replaced.objects.exists()
        transaction.set_rollback(True)
