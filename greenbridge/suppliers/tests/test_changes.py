"""A body reports a change of its name, legal person or address; an officer checks it, and the record says so."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts.desk import queues_for
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files.services import may_read
from greenbridge.reference.models import Region
from greenbridge.suppliers.changes import errors, services
from greenbridge.suppliers.confirmation import services as confirmation
from greenbridge.suppliers.edits.queries import of as edits_of
from greenbridge.suppliers.models import FormerName, KeyChange, LateReport, Statement, Supplier
from greenbridge.suppliers.provenance.statements import Said, Source, hear
from greenbridge.suppliers.suspension.errors import OwnBody
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
NEW = "江澄检测股份有限公司"
LIST = reverse("suppliers:changes")


def owner_of(supplier: Supplier) -> User:
    return cast.owner_of(supplier.organisation)


def page(fact: str) -> str:
    return reverse("suppliers:report_change", args=[fact])


def tasks_of(user: User) -> list[str]:
    return [
        t.title for queue in queues_for(user) if queue.label.endswith("变更申报") for t in queue.tasks(user)
    ]


def test_a_new_name_that_is_passed_stands_on_the_record_and_the_old_one_stays_findable() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    old = lab.organisation.name
    row = cast.key_change(lab, "name", NEW)
    assert tasks_of(officer) == [f"{old}：名称变更"]

    services.approve(row, officer=officer, reasons="与通知书一致。")

    lab = Supplier.objects.get(pk=lab.pk)
    assert str(lab) == NEW
    assert FormerName.objects.get(supplier=lab).text == old
    said = lab.statements.get(field="name")
    assert (said.value, said.source) == (NEW, Statement.ITSELF)
    trace = AuditRecord.objects.get(action="supplier.change_passed")
    assert (trace.actor, trace.note, trace.before) == (officer, "与通知书一致。", {"value": old})
    assert "名称变更已核对通过" in owner_of(lab).inbox.latest("id").text
    public = words_of(as_(None).get(lab.get_absolute_url()))
    assert "机构申报的变更，协会核对通过" in public
    assert old in public
    [change] = edits_of(lab)[0].changes
    assert (change.label, change.old, change.new) == ("名称", old, NEW)
    assert tasks_of(officer) == []
    assert not LateReport.objects.exists()


def test_lists_that_have_the_old_name_wait_for_nobody_once_an_officer_has_passed_the_new_one() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    old = lab.organisation.name
    heard = Source(Statement.Kind.OFFICIAL.value, "省名单", clock.now())
    hear([Said(lab.pk, Statement.Field.NAME, old, old)], heard, known=[lab.pk])

    services.approve(cast.key_change(lab, "name", NEW), officer=officer)

    dispute = lab.disputes.get()
    assert (dispute.settled_by, dispute.value) == (officer, NEW)
    hear([Said(lab.pk, Statement.Field.NAME, old, old)], heard, known=[lab.pk])
    assert not lab.disputes.filter(settled_at=None).exists()


def test_an_address_brings_its_region_along() -> None:
    lab = cast.lab()
    there = Region.objects.get(code="310118107")

    services.approve(cast.key_change(lab, "address", "康民路9号", region=there), officer=cast.officer("32"))

    body = Supplier.objects.get(pk=lab.pk).organisation
    assert (body.region, body.address) == (there, "康民路9号")
    assert lab.statements.get(field="address").region == there


def test_who_the_legal_person_is_reads_in_full_for_the_body_and_its_officers_alone() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    long_ago = clock.today() - 900 * DAY
    services.approve(cast.key_change(lab, value="欧阳静", changed_on=long_ago), officer=officer)

    words = {who: words_of(as_(who).get(lab.get_absolute_url())) for who in (owner_of(lab), officer)}
    assert all("欧阳静" in text for text in words.values())
    public = words_of(as_(None).get(lab.get_absolute_url()))
    assert "欧**" in public
    assert "欧阳静" not in public
    assert "欧阳静" in words_of(as_(owner_of(lab)).get(reverse("suppliers:confirm")))
    traces = AuditRecord.objects.filter(action__startswith="supplier.change_")
    assert "欧" not in "".join(f"{trace.before}{trace.after}" for trace in traces)
    assert not LateReport.objects.exists()  # nothing was known before that could have been out of date


def test_what_is_reported_after_a_month_is_said_to_be_late_and_noted_once() -> None:
    lab, officer, day = cast.lab(), cast.officer("32"), clock.today() - 60 * DAY
    sent = {"value": NEW, "changed_on": day.isoformat(), "proof": cast.pdf("变更通知书.pdf")}
    answer = as_(owner_of(lab)).post(page("name"), sent, follow=True)
    assert "变更已超过一个月，核对通过后会记录为逾期申报。" in words_of(answer)
    row = KeyChange.objects.get()
    assert "应在" in words_of(as_(officer).get(row.get_absolute_url()))
    assert not LateReport.objects.exists()

    services.approve(row, officer=officer)

    noted = LateReport.objects.get()
    assert (noted.fact, noted.changed_on, noted.reported_on) == ("name", day, clock.today())
    assert "已记录为逾期申报" in owner_of(lab).inbox.latest("id").text
    assert "逾期申报" in words_of(as_(owner_of(lab)).get(LIST))
    assert AuditRecord.objects.filter(action="supplier.late_report_noted").count() == 0


def test_what_an_officer_has_noted_as_late_already_is_not_noted_again() -> None:
    lab, officer, day = cast.lab(), cast.officer("32"), clock.today() - 60 * DAY
    dates = {"changed_on": day, "reported_on": clock.today()}
    confirmation.record_late(lab, fact="name", note="公示系统。", officer=officer, **dates)

    services.approve(cast.key_change(lab, "name", NEW, changed_on=day), officer=officer)

    assert LateReport.objects.get().note == "公示系统。"
    assert "已记录为逾期" not in owner_of(lab).inbox.latest("id").text


def test_what_came_back_and_is_handed_in_again_counts_from_the_first_day() -> None:
    lab, officer, begin = cast.lab(), cast.officer("32"), clock.now()
    first = cast.key_change(lab, "name", NEW)
    services.send_back(first, officer=officer, reasons="通知书看不清。")
    assert tasks_of(owner_of(lab)) == ["名称变更被退回，请按理由重新申报"]
    assert "通知书看不清。" in words_of(as_(owner_of(lab)).get(page("name")))

    with clock.stopped_at(begin + 50 * DAY):
        again = cast.key_change(lab, "name", NEW, changed_on=first.changed_on)
        other = cast.key_change(lab, "address", "康民路9号", region=lab.organisation.region)
        late = cast.key_change(cast.rival(), "name", "朗清", changed_on=first.changed_on)

    assert (again.reported_on, again.is_late) == (first.reported_on, False)
    assert other.is_late is False
    assert late.is_late
    assert tasks_of(owner_of(lab)) == []


def test_a_refusal_leaves_the_record_as_it_was_and_says_why() -> None:
    lab = cast.lab()
    old = lab.organisation.name
    services.refuse(cast.key_change(lab, "name", NEW), officer=cast.officer("32"), reasons="没有核准。")

    lab = Supplier.objects.get(pk=lab.pk)
    assert str(lab) == old
    assert "没有核准。" in owner_of(lab).inbox.latest("id").text
    assert "没有核准。" in words_of(as_(owner_of(lab)).get(LIST))


def test_what_is_no_change_or_waits_already_is_refused() -> None:
    lab = cast.lab()
    with pytest.raises(errors.NothingChanged, match="名称"):
        cast.key_change(lab, "name", lab.organisation.name)
    cast.key_change(lab, "name", NEW)
    with pytest.raises(errors.AlreadyReported, match="名称"):
        cast.key_change(lab, "name", "另一个名称")

    assert KeyChange.objects.count() == 1


def test_the_form_asks_for_a_day_that_has_come_and_for_a_proof() -> None:
    browser = as_(owner_of(cast.lab()))
    tomorrow = (clock.today() + DAY).isoformat()

    words = words_of(browser.post(page("address"), {"value": "", "changed_on": tomorrow}))

    for said in ("请填写变更后的经营地址。", "日期不能晚于今天", "请选择要上传的文件。", "请选择所在地区。"):
        assert said in words
    assert browser.get(page("credential")).status_code == 404
    assert not KeyChange.objects.exists()


def test_the_body_takes_back_what_nobody_has_decided() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    row = cast.key_change(lab, "name", NEW)
    way = reverse("suppliers:withdraw_change", args=[row.pk])
    assert as_(owner_of(cast.rival())).post(way).status_code == 404

    assert "变更申报已撤回" in words_of(as_(owner_of(lab)).post(way, follow=True))
    assert tasks_of(officer) == []
    cast.key_change(lab, "name", NEW)

    with pytest.raises(errors.NoLongerWaiting):
        services.withdraw(row, member=owner_of(lab))


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides() -> None:
    lab, officer, colleague = cast.lab(), cast.officer("32"), cast.scorer(2)
    row = cast.key_change(lab, "name", NEW)

    results = at_once(
        lambda: services.approve(row, officer=officer),
        lambda: services.refuse(row, officer=colleague, reasons="没有核准。"),
    )

    assert sorted(type(one).__name__ for one in results) == ["AlreadyDecided", "KeyChange"]
    assert (
        AuditRecord.objects.filter(action__in=["supplier.change_passed", "supplier.change_refused"]).count()
        == 1
    )


def test_the_proof_and_the_decision_are_for_the_body_and_the_officers_of_its_province() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    row = cast.key_change(lab, "name", NEW)
    proof = row.proof
    assert proof
    for who, reads in (
        (owner_of(lab), True),
        (officer, True),
        (cast.officer("33"), False),
        (owner_of(cast.rival()), False),
    ):
        assert may_read(who, proof) is reads, who
    assert as_(cast.officer("33")).get(row.get_absolute_url()).status_code == 404

    answer = as_(officer).post(row.get_absolute_url(), {"decision": "passed"}, follow=True)
    assert "已办理：通过" in words_of(answer)

    other = cast.key_change(lab, "name", "又一个名称")
    officer.memberships.create(organisation=lab.organisation, role="member", joined_at=clock.now())
    with pytest.raises(OwnBody):
        services.approve(other, officer=officer)
