"""A supplier describes itself, asks to be listed, and an association decides."""

import datetime as dt
import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from greenbridge.accounts.errors import AlreadyDecided, ChangedMeanwhile, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.messaging.models import Message
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers import services
from greenbridge.suppliers.errors import AlreadyWaiting, NothingToCheck, ProfileIncomplete
from greenbridge.suppliers.models import Credential, ListingReview, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of
from greenbridge.testing.races import PATIENCE, at_once

pytestmark = pytest.mark.usefixtures("ground")

Status = Supplier.Status
ADD = reverse("suppliers:add_activity")


def test_approved_supplier_is_listed_told_and_audited() -> None:
    review, officer = cast.listing_review(), cast.officer("32")

    services.approve_listing(review, officer=officer, reasons="资质齐全")

    lab = cast.lab()
    assert list(Supplier.objects.listed()) == [lab]
    assert not lab.credentials.filter(verified_at=None).exists()
    assert "已通过审核" in cast.owner_of(lab.organisation).inbox.latest("id").text
    trace = AuditRecord.objects.get(action="supplier.listed")
    assert (trace.actor, trace.note) == (officer, "资质齐全")


@pytest.mark.parametrize(
    ("decide", "status", "action", "words"),
    [
        (services.return_listing, Status.RETURNED, "supplier.returned", "被退回"),
        (services.refuse_listing, Status.DRAFT, "supplier.refused", "未予通过"),
    ],
)
def test_a_supplier_turned_back_is_told_why_and_not_listed(
    decide: Any, status: str, action: str, words: str
) -> None:
    review = cast.listing_review()

    decide(review, officer=cast.officer("32"), reasons="扫描件不清晰。")

    lab = cast.lab(Status.DRAFT)
    assert lab.status == status
    assert {one.state for one in lab.credentials.all()} == {Credential.State.UNVERIFIED}
    told = cast.owner_of(lab.organisation).inbox.latest("id").text
    assert words in told
    assert "扫描件不清晰。" in told
    assert AuditRecord.objects.get(action=action).note == "扫描件不清晰。"


def test_turning_back_without_a_reason_is_refused_and_changes_nothing() -> None:
    review = cast.listing_review()

    with pytest.raises(ReasonMissing):
        services.return_listing(review, officer=cast.officer("32"), reasons="")

    assert cast.lab(Status.DRAFT).status == Status.SUBMITTED


def test_what_is_missing_is_named_and_nothing_is_submitted() -> None:
    lab = cast.lab(Status.DRAFT)
    lab.credentials.all().delete()
    lab.intro, lab.contact_phone = " ", ""
    lab.save()

    with pytest.raises(ProfileIncomplete) as refusal:
        services.submit(lab, editor=cast.owner_of(lab.organisation))

    assert str(refusal.value) == (
        "还不能提交：请填写机构简介；请填写业务联系人和电话；"
        "“环境监测”须先添加资质：CMA；“环境监测”须先添加资质：监测备案。"
    )
    assert not ListingReview.objects.exists()


def test_a_profile_without_any_activity_is_not_submitted() -> None:
    lab = cast.lab(Status.DRAFT)
    services.drop_activity(lab.activities.get(), editor=cast.owner_of(lab.organisation))

    with pytest.raises(ProfileIncomplete, match="请至少添加一项业务"):
        services.submit(lab, editor=cast.owner_of(lab.organisation))


def test_a_revoked_credential_entitles_to_nothing() -> None:
    lab = cast.lab(Status.DRAFT)
    lab.credentials.update(revoked_on="2026-01-01")

    with pytest.raises(
        ProfileIncomplete, match="“环境监测”须先添加资质：CMA；“环境监测”须先添加资质：监测备案"
    ):
        services.submit(lab, editor=cast.owner_of(lab.organisation))


def test_a_second_submission_while_one_waits_is_refused() -> None:
    review = cast.listing_review()

    with pytest.raises(AlreadyWaiting):
        services.submit(review.supplier, editor=review.submitted_by)

    assert ListingReview.objects.count() == 1


def test_a_listed_supplier_without_changes_has_nothing_to_submit() -> None:
    lab = cast.lab()

    with pytest.raises(NothingToCheck):
        services.submit(lab, editor=cast.owner_of(lab.organisation))


def test_a_listed_supplier_stays_listed_while_a_new_credential_is_checked() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)
    services.add_credential(
        lab,
        editor=owner,
        scan=cast.pdf(),
        wastes={},
        kind=CredentialKind.objects.get(code="cnas"),
        number="L1234",
        issuer="CNAS",
    )
    review = services.submit(lab, editor=owner)
    assert list(Supplier.objects.listed()) == [lab]

    services.return_listing(review, officer=cast.officer("32"), reasons="编号不一致。")

    assert list(Supplier.objects.listed()) == [lab]
    assert lab.credentials.get(kind="cnas").state == Credential.State.UNVERIFIED
    assert lab.credentials.get(kind="cma").state == Credential.State.VALID


def test_entering_again_what_nobody_has_checked_replaces_it() -> None:
    disposer = cast.disposer()
    disposer.credentials.update(verified_at=None)
    licence = disposer.credentials.get()
    oil = WasteCategory.objects.get(code="HW08")

    services.add_credential(
        disposer,
        editor=cast.owner_of(disposer.organisation),
        scan=cast.pdf(),
        wastes={oil: Covered(100, {"900-249-08": None})},
        kind=licence.kind,
        number=licence.number,
        issuer="浙江省生态环境厅",
    )

    again = disposer.credentials.get()
    assert (again.pk, again.verified_at) == (licence.pk, None)
    assert again.wastes_written == "HW08 900-249-08（100吨/年）"


def test_declaring_an_activity_again_replaces_it() -> None:
    lab = cast.lab()
    town = Region.objects.get(code="320583")

    services.set_activity(
        lab,
        ServiceType.objects.get(code="S01"),
        serves=[town],
        capability="夜间采样",
        editor=cast.owner_of(lab.organisation),
    )

    activity = lab.activities.get()
    assert (list(activity.serves.all()), activity.capability) == ([town], "夜间采样")


def test_the_form_of_an_activity_is_filled_with_what_it_says() -> None:
    lab = cast.lab()
    activity = lab.activities.get()
    owner = as_(cast.owner_of(lab.organisation))
    address = f"{ADD}?of={activity.pk}"
    assert address in owner.get("/suppliers/mine/").content.decode()

    shown = owner.get(address).context["form"]
    filled = {name: shown[name].value() for name in shown.fields}
    owner.post(address, filled | {"capability": "三百余项"})

    again = lab.activities.get()
    assert (again.service_type_id, again.capability) == (activity.service_type_id, "三百余项")
    assert set(again.serves.all()) == set(activity.serves.all())
    stranger = as_(cast.owner_of(cast.rival().organisation)).get(address)
    assert stranger.context["form"]["capability"].value() is None


def test_another_type_in_that_form_takes_the_place_of_the_former_one() -> None:
    lab = cast.lab()
    former, owner = lab.activities.get(), as_(cast.owner_of(lab.organisation))
    facts = {"service_type": "S02", "serves": "", "capability": "三百余项"}

    told = words_of(owner.post(f"{ADD}?of={former.pk}", facts, follow=True))

    assert "业务已保存" in told
    assert [(one.service_type_id, one.capability) for one in lab.activities.all()] == [("S02", "三百余项")]
    traces = AuditRecord.objects.filter(action__startswith="supplier.activity_").order_by("pk")
    assert [(one.action, one.after["type"]) for one in traces] == [
        ("supplier.activity_dropped", former.service_type_id),
        ("supplier.activity_set", "S02"),
    ]


def test_what_the_body_says_of_another_activity_is_not_written_over() -> None:
    lab = cast.lab()
    former, owner = lab.activities.get(), as_(cast.owner_of(lab.organisation))
    lab.activities.create(service_type_id="S02", capability="自有")

    facts = {"service_type": "S02", "serves": "", "capability": "三百余项"}
    refused = words_of(owner.post(f"{ADD}?of={former.pk}", facts))

    assert "已登记过。请修改那一项" in refused
    assert 'value="三百余项"' in refused
    said = {one.service_type_id: one.capability for one in lab.activities.all()}
    assert said == {former.service_type_id: former.capability, "S02": "自有"}


@pytest.mark.parametrize("act", ["approve_listing", "return_listing", "refuse_listing"])
def test_what_the_body_changes_while_the_word_is_on_its_way_is_not_decided_unseen(
    act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, officer, decide = cast.listing_review(), cast.officer("32"), getattr(services, act)

    def late(*args: Any, **facts: Any) -> Supplier:
        with clock.stopped_at(clock.now() + dt.timedelta(minutes=1)):
            services.describe(review.supplier, editor=review.submitted_by, intro="改过的简介。")
        decided: Supplier = decide(*args, **facts)
        return decided

    monkeypatch.setattr(services, act, late)
    decision = {"approve_listing": "passed", "return_listing": "returned", "refuse_listing": "refused"}[act]
    url = reverse("suppliers:review", args=[review.pk])
    facts = {"decision": decision, "note": "请补充。", "version": version_seen_by(officer, review)}
    told = words_of(as_(officer).post(url, facts))

    assert "在您查看之后更新了资料" in told
    review.refresh_from_db()
    assert review.is_waiting


@pytest.mark.django_db(transaction=True)
def test_a_decision_waits_for_the_body_that_is_changing_its_record() -> None:
    review, officer = cast.listing_review(), cast.officer("32")
    seen, is_written = Supplier.objects.get(pk=review.supplier_id).updated_at, threading.Event()

    def change() -> None:
        with transaction.atomic():
            services.describe(review.supplier, editor=review.submitted_by, intro="改过的简介。")
            is_written.set()
            time.sleep(0.5)

    def decide() -> Supplier:
        is_written.wait(PATIENCE)
        return services.approve_listing(review, officer=officer, seen=seen)

    _, refusal = at_once(change, decide)

    assert isinstance(refusal, ChangedMeanwhile)
    review.refresh_from_db()
    assert review.is_waiting


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides_and_the_other_is_told_by_whom() -> None:
    review, first = cast.listing_review(), cast.officer("32")
    second = cast.staff("officer", "余音", "yu@js.example", review.association)

    outcomes = at_once(
        lambda: services.approve_listing(review, officer=first),
        lambda: services.return_listing(review, officer=second, reasons="编号不一致。"),
    )

    review.refresh_from_db()
    [refusal] = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, AlreadyDecided)
    assert f"已由{review.decided_by}办理" in str(refusal)
    assert AuditRecord.objects.filter(action__in=("supplier.listed", "supplier.returned")).count() == 1
    assert Message.objects.filter(recipient=review.submitted_by).count() == 2


def test_scans_are_read_by_colleagues_the_officer_in_charge_and_once_checked_by_who_is_signed_in() -> None:
    lab = cast.lab(Status.DRAFT)
    owner, stranger = cast.owner_of(lab.organisation), cast.person()
    lab.credentials.update(scan=cast.file(owner))
    scan = lab.credentials.get(kind="cma").scan
    assert scan is not None
    url = reverse("files:download", args=[scan.stored_as])
    officer, other = cast.officer("32"), cast.officer("33")
    review = services.submit(lab, editor=owner)

    assert [fetch(who, url).status_code for who in (owner, officer, other, stranger, None)] == [
        200,
        200,
        404,
        404,
        404,
    ]
    services.approve_listing(review, officer=officer)
    assert [fetch(who, url).status_code for who in (other, stranger, None)] == [200, 200, 404]


def test_an_officer_unfolds_a_scan_that_is_a_picture() -> None:
    lab = cast.lab(Status.DRAFT)
    owner = cast.owner_of(lab.organisation)
    photo = files.store(files.check(cast.upload("证书.png", cast.picture("png"))), owner=owner)
    paper = files.store(files.check(cast.pdf("备案.pdf")), owner=owner)
    lab.credentials.update(scan=paper)
    lab.credentials.filter(kind="cma").update(scan=photo)
    review = services.submit(lab, editor=owner)

    with CaptureQueriesContext(connection) as asked:
        page = words_of(as_(cast.officer("32")).get(reverse("suppliers:review", args=[review.pk])))

    files_read = [query for query in asked if query["sql"].startswith('SELECT "files_file"')]
    assert (lab.credentials.count(), len(files_read)) == (2, 1), "of all papers at once"
    assert page.count("查看扫描件：") == 1
    assert f'<img src="{reverse("files:download", args=[photo.stored_as])}" alt="扫描件影像"' in page


def test_from_an_empty_profile_through_the_pages_to_the_shelf() -> None:
    lab = cast.supplier(1, "江澄检测技术有限公司", "320509105", person="何静")
    lab.intro = lab.contact_name = lab.contact_phone = ""
    lab.save()
    browser, officer = as_(cast.owner_of(lab.organisation)), cast.officer("32")
    mine = words_of(browser.get(reverse("suppliers:mine")))
    assert f'<a href="{reverse("suppliers:edit")}">请填写机构简介</a>' in mine
    assert f'<a href="{reverse("suppliers:add_activity")}">请至少添加一项业务</a>' in mine

    browser.post(
        reverse("suppliers:edit"),
        {"intro": "水气声监测。", "contact_name": "何静", "contact_phone": "0512-63000000", "size": "small"},
    )
    browser.post(
        reverse("suppliers:add_activity"),
        {"service_type": "S01-1", "serves": "吴江区、青浦", "capability": ""},
    )
    cma = {"kind": "cma", "number": "231012340001", "issuer": "江苏省市场监督管理局", "scan": cast.pdf()}
    browser.post(reverse("suppliers:add_credential"), cma)
    browser.post(reverse("suppliers:submit"))
    assert not ListingReview.objects.exists(), "since 2026 CMA alone is not enough"
    filing = {"kind": "monitoring-filing", "number": "苏监备1", "issuer": "生态环境厅", "scan": cast.pdf()}
    browser.post(reverse("suppliers:add_credential"), filing)
    browser.post(reverse("suppliers:submit"))
    review = ListingReview.objects.get()
    decide(officer, review, version_seen_by(officer, review))

    page = words_of(as_(None).get(reverse("suppliers:record", args=[lab.code])))
    for told in (
        "江澄检测技术有限公司",
        "废水监测",
        "青浦区、吴江区",
        "231012340001",
        "小型",
        "水气声监测。",
    ):
        assert told in page
    assert "0512-63000000" not in page
    assert "何静" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "waste-licence"}, "请填写许可证载明的危废类别。"),
        ({"kind": "waste-licence", "wastes": "HW41 100吨"}, "没有 HW41 这一类别"),
        ({"grade": "甲级"}, "实验室认可证书不分等级"),
        ({"kind": "design-water"}, "请选择证书上的等级：甲级、乙级。"),
        ({"kind": "design-water", "grade": "一级"}, "请选择证书上的等级：甲级、乙级。"),
        ({"expires_on": "2020-01-01"}, "证书已过期"),
        ({"issued_on": "2027-01-02", "expires_on": "2027-01-01"}, "有效期至不能早于发证日期"),
    ],
)
def test_a_credential_that_cannot_be_is_refused_and_not_kept(changes: dict[str, str], sentence: str) -> None:
    lab = cast.lab()
    before = lab.credentials.count()
    form = {"kind": "cnas", "number": "L1", "issuer": "CNAS", "scan": cast.pdf()} | changes

    page = words_of(as_(cast.owner_of(lab.organisation)).post(reverse("suppliers:add_credential"), form))

    assert sentence in page
    assert lab.credentials.count() == before


def test_a_grade_stands_beside_its_credential() -> None:
    lab = cast.lab()
    form = {"kind": "design-water", "grade": "乙级", "number": "A1", "issuer": "住建厅", "scan": cast.pdf()}

    as_(cast.owner_of(lab.organisation)).post(reverse("suppliers:add_credential"), form)

    page = words_of(as_(None).get(lab.get_absolute_url()))
    assert "环境工程设计专项资质（水污染防治）乙级" in page


def test_nobody_drops_what_belongs_to_another() -> None:
    lab, rival = cast.lab(), as_(cast.owner_of(cast.rival().organisation))

    for url in (
        reverse("suppliers:drop_activity", args=[lab.activities.get().pk]),
        reverse("suppliers:drop_credential", args=[lab.credentials.get(kind="cma").pk]),
    ):
        assert rival.post(url).status_code == 404
    assert (lab.activities.count(), lab.credentials.count()) == (1, 2)


def version_seen_by(officer: User, review: ListingReview) -> str:
    """What the officer's page says is being judged."""
    page = words_of(as_(officer).get(reverse("suppliers:review", args=[review.pk])))
    return page.partition('name="version" value="')[2].partition('"')[0]


def decide(officer: User, review: ListingReview, version: str) -> str:
    url = reverse("suppliers:review", args=[review.pk])
    return words_of(as_(officer).post(url, {"decision": "passed", "version": version}))


def test_what_changed_after_the_officer_looked_is_not_passed_unseen() -> None:
    review, officer = cast.listing_review(), cast.officer("32")
    lab = review.supplier
    seen = version_seen_by(officer, review)
    services.describe(
        lab,
        editor=cast.owner_of(lab.organisation),
        intro="改了简介。",
        website="",
        contact_name="何静",
        contact_phone="0512-63000000",
        size="small",
    )

    page = decide(officer, review, seen)

    assert "更新了资料" in page
    review.refresh_from_db()
    assert review.is_waiting
    decide(officer, review, version_seen_by(officer, review))
    assert list(Supplier.objects.listed()) == [lab]
