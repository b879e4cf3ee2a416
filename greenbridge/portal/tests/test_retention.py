"""What the register promises: a world in which everything has ended keeps its secrets for three years, and no day longer."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import models, transaction

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.privacy import Column, Keep, Keepers, Table, keepers, register
from greenbridge.deals import services as deals
from greenbridge.deals.following import services as following
from greenbridge.deals.models import Invitation
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.clarification import services as clarification
from greenbridge.demands.conduct import checking, complaining, sanctioning
from greenbridge.demands.models import Amendment, Attachment, Complaint, Demand, SanctionAppeal
from greenbridge.demands.notices import doubts, removals
from greenbridge.files.models import File
from greenbridge.library.duties import services as duties
from greenbridge.library.feedback import services as text_feedback
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import recusal
from greenbridge.suppliers.changes import services as changes
from greenbridge.suppliers.confirmation import services as confirmation
from greenbridge.suppliers.credit import checks as credit_checks
from greenbridge.suppliers.credit import objections as credit_objections
from greenbridge.suppliers.credit import reports as credit_reports
from greenbridge.suppliers.feedback import services as feedback
from greenbridge.suppliers.merging import services as merging
from greenbridge.suppliers.merging.queries import version_of as state_of
from greenbridge.suppliers.models import Appeal, Feedback, ImportRun, Likeness, SpotCheck, Supplier
from greenbridge.suppliers.papers import queries as said_now
from greenbridge.suppliers.papers import services as papers
from greenbridge.suppliers.provenance import services as provenance
from greenbridge.suppliers.provenance.queries import version_of
from greenbridge.suppliers.spotcheck import services as spotcheck
from greenbridge.suppliers.suspension import services as suspension
from greenbridge.testing import cast
from greenbridge.testing.world import EXAMINERS, World, a_world

pytestmark = pytest.mark.usefixtures("ground")

TIMED = {Keep.CASE, Keep.TRADE, Keep.BODY, Keep.FILE}
RENEWED = {"radiation_expires_on", "waste_licence_expires_on"}
DAY = dt.timedelta(days=1)


def three_years_on(days: int) -> dt.datetime:
    now = clock.now()
    return now.replace(year=now.year + 3, day=min(now.day, 28)) + days * DAY


def ended_world() -> World:
    """A world with something in every drawer, in which everything has come to its end today."""
    world = a_world()
    officer, buyer = cast.officer("32"), cast.owner_of(world.dyer)
    _fill_the_drawers(world)
    accounts.return_case(world.case, officer=officer, reasons="请补充。")
    accounts.refuse_change(world.change, by=cast.security_admin(), note="不需要。")
    _end_demands(world, officer, buyer)
    _end_deals(world, buyer)
    _end_what_is_asked_of_suppliers(world, officer)
    _end_what_is_asked_of_records(world, officer)
    for member in world.lab.organisation.memberships.exclude(role="owner"):
        accounts.leave(world.lab.organisation, member=member.user)
    accounts.close_account(cast.owner_of(world.lab.organisation))
    text_feedback.answer(world.text_feedback, editor=cast.editor(), state="kept", answer="与原文一致。")
    duties.forget_profile(world.compliance, editor=buyer)
    return world


def _end_demands(world: World, officer: User, buyer: User) -> None:
    demands.refuse(world.waiting, officer=officer, reasons="不属于第三方治理。")
    checking.find(world.check, officer=officer, finding="to_correct", note="已停产。", is_withdrawn=True)
    complaining.reply(world.complaint, member=buyer, statement="二号线仍在生产。")
    complaining.decide(world.complaint, officer=officer, decision="refused", reasons="属实。")
    asked = world.objected.appeal
    sanctioning.answer(asked, officer=officer, decision="refused", reasons="事实清楚。")
    for sanction in (world.sanctioned, world.objected):
        sanctioning.lift(sanction, officer=officer, reason="已经改正。")
    clarification.answer(world.question, member=buyer, text="三个。")
    clarification.correct(world.question, member=buyer, text="四个。", seen="0")
    clarification.hide(world.question, officer=officer, reason="含单位名称。")
    owed = cast.demand_check(cast.published(buyer=world.dyer, region=world.demand.region))
    checking.find(owed, officer=officer, finding="to_correct", note="已停产。", is_withdrawn=False)
    checking.follow_up(owed, officer=officer, note="电话已更正。", is_withdrawn=True)
    amendments.send_back(world.amendment, officer=officer, reasons="请写明理由。")
    demands.close(world.amended, editor=buyer)
    doubts.leave_out(world.doubt, officer=officer, reasons="与环境治理无关。")
    removals.keep(world.removal, officer=officer, reasons="没有个人信息。")


def _end_deals(world: World, buyer: User) -> None:
    deals.decline(world.invitation, member=cast.owner_of(world.lab.organisation), reason="太远")
    demands.close(world.demand, editor=buyer)
    following.answer_survey(world.closed, "none", buyer=buyer, satisfaction=2, words="太慢。")
    deals.mark_outcome(world.answered, "agreed", buyer=buyer, supplier=world.lab, note="已签合同。")


def _end_what_is_asked_of_suppliers(world: World, officer: User) -> None:
    suppliers.return_listing(world.listing, officer=officer, reasons="请补充扫描件。")
    credit_checks.drop(world.anomaly, note="已修复。", officer=officer)
    credit_objections.answer(
        world.credit_objection, officer=officer, decision="refused", reasons="与网站一致。"
    )
    credit_reports.send_back(world.credit_report, officer=officer, reasons="请上传全部页。")
    suspension.answer(world.objected_to.appeal, officer=officer, decision="refused", reasons="事实清楚。")
    changes.send_back(world.key_change, officer=officer, reasons="请补充通知书。")
    confirmation.withdraw_late(world.late_report, reason="日期记错。", officer=officer)
    feedback.answer(world.feedback, officer=officer, decision="passed", reasons="已电话核实并更正。")
    examiner = cast.officer(EXAMINERS[world.province])
    spotcheck.close(world.to_close, officer=examiner, result="corrected", note="属实。")


def _end_what_is_asked_of_records(world: World, officer: User) -> None:
    """What lists say of one body and of two that may be one."""
    said = list(world.lab.statements.filter(field=world.dispute.field))
    provenance.settle(
        world.dispute,
        chosen=None,
        reason="已电话核对。",
        version=version_of(said),
        keeps_names=False,
        officer=officer,
    )
    papers.settle(
        world.paper_dispute,
        source="县名单",
        reason="已电话核对。",
        version=said_now.version_of(said_now.words_of(world.paper_dispute)),
        officer=officer,
    )
    merging.dismiss(world.likeness, reason="两个门牌。", version=state_of(world.likeness), officer=officer)
    merging.undo(world.merge, reason="其实是两家。", officer=officer)


def _fill_the_drawers(world: World) -> None:
    buyer, operator = cast.owner_of(world.dyer), cast.operator()
    Demand.objects.update(
        address="河滨路1号",
        contact_name="陈敏",
        contact_phone="021-59888888",
        off_platform_text="已报财政部门。",
    )
    world.waiting.marks.create(step="what", question="标题", remark="请写明行业。")
    Attachment.objects.create(demand=world.answered, file=cast.file(buyer))
    Amendment.objects.update(file=cast.file(buyer))
    world.case.proof, world.case.grounds = cast.file(buyer), "我是法定代表人。"
    world.case.save()
    member = cast.owner_of(world.lab.organisation)
    world.lab.credentials.update(scan=cast.file(member), offered_scan=cast.file(member))
    world.lab.sightings.create(source="另一份名单", seen_at=clock.now(), raw={"联系人": "何静"})
    ImportRun.objects.update(file=cast.file(operator), finished_at=clock.now())
    cast.file(operator)  # of which nobody made anything
    cast.size_statement(world.lab)
    Supplier.objects.filter(pk=world.lab.pk).update(legal_person="何静")
    world.key_change.before = "何平"
    world.key_change.save()
    world.assessed.answers.update(file=cast.file(cast.owner_of(world.lab.organisation)))
    cast.scored(world.assessed, 1, 80, 80, 80, licence="证书有效。")
    recusal.declare(world.assessed, officer=cast.scorer(2), reason="亲属在机构任职。")
    owner = cast.owner_of(world.lab.organisation)
    Appeal.objects.update(file=cast.file(owner))
    Feedback.objects.update(file=cast.file(buyer))
    SanctionAppeal.objects.update(file=cast.file(buyer))
    Complaint.objects.update(file=cast.file(owner))
    Likeness.objects.update(proposed_at=clock.now(), remark="公示系统载明更名。")
    SpotCheck.objects.filter(pk=world.to_close.pk).update(file=cast.file(owner))
    days = {"permit_expires_on", "plan_filed_on", "audited_on", "built_on"} | RENEWED
    said = {"traits": ["plan"], "waste": "waste-key"} | dict.fromkeys(days, clock.today())
    cast.compliance_profile(world.lab.organisation, **said)
    cast.credit_run(world.lab, file=cast.file(operator))
    cast.part(world.lab, "staff", person="王静", number="A1")
    world.run.entries.create(
        kind="changed",
        credit_code="91320509MA00000770",
        name="名单上的单位",
        fields={"电话": ["1", "2"]},
        before={"x": "y"},
    )
    world.run.issues.create(sheet="1", row=2, column="电话", value="1380000", reason="不是电话")


def told() -> set[str]:
    """Every column that is kept for a time only, and in which something still stands."""
    return {f"{table.label}.{name}" for table, name, column in timed() if _holds(table, name, column)}


def timed() -> list[tuple[Table, str, Column]]:
    return [
        (table, name, column)
        for table in register().values()
        for name, column in table.columns.items()
        if column.keep in TIMED
    ]


def _holds(table: Table, name: str, column: Column) -> bool:
    rows: models.QuerySet[models.Model] = apps.get_model(table.label)._default_manager.all()
    if column.keep == Keep.FILE:  # those of an open draft stay
        rows = rows.exclude(pk__in=Attachment.objects.filter(demand__status="draft").values("file"))
    return any(value not in (None, "", {}, []) for value in rows.values_list(name, flat=True))


def one_night(at: dt.datetime, jobs: Keepers) -> None:
    """Every job of a night, at one moment."""
    with clock.stopped_at(at):
        for job in jobs:
            job()


def test_what_has_ended_stays_three_years_and_is_gone_after_them() -> None:
    ended_world()
    body = {
        "suppliers.Supplier.contact_name",
        "suppliers.Supplier.contact_phone",
        "suppliers.Supplier.legal_person",
        "suppliers.Credential.scan",
        "suppliers.Credential.offered_scan",
        "suppliers.RecordPart.person",
        "suppliers.RecordPart.number",
        "suppliers.RecordPart.evidence",
        "suppliers.SizeStatement.employees",
        "suppliers.SizeStatement.revenue",
        "suppliers.SizeStatement.assets",
        "suppliers.ListingReview.version",
        *(name for name in told() if name.startswith("library.ComplianceProfile.")),
    }
    everything = {f"{table.label}.{name}" for table, name, _ in timed()}
    assert told() == everything

    one_night(three_years_on(-1), keepers())
    assert told() == everything - body

    one_night(three_years_on(2), keepers())
    assert told() == set()
    assert {*File.objects.values_list("state", flat=True)} == {File.State.DESTROYED}
    assert Invitation.objects.exists()
    assert AuditRecord.objects.filter(action="retention.applied").count() >= 5


def test_each_job_left_out_is_noticed() -> None:
    """The control: the same night without one of its jobs leaves something."""
    ended_world()
    responsible = {job: claims for job, claims in keepers().items() if {keep for _, keep in claims} & TIMED}
    assert len(responsible) == 7
    for left_out in responsible:
        mark = transaction.savepoint()
        one_night(three_years_on(2), {job: keepers()[job] for job in responsible if job != left_out})
        assert told(), left_out
        transaction.savepoint_rollback(mark)
