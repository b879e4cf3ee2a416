"""Every POST that changes something leaves its trace, once, in the name of who did it."""

import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts import services as accounts
from greenbridge.audit.models import AuditRecord
from greenbridge.connectors.forms import SettingsForm
from greenbridge.core import clock
from greenbridge.demands.models import Demand, NoticeReview
from greenbridge.library.duties.queries import calendar_of
from greenbridge.library.models import ComplianceProfile
from greenbridge.portal.tests.test_access import MATRIX
from greenbridge.reference.models import OpeningPhase
from greenbridge.suppliers.confirmation.queries import key_facts
from greenbridge.suppliers.merging.queries import version_of as state_of
from greenbridge.suppliers.merging.queries import waiting_for
from greenbridge.suppliers.models import (
    Activity,
    Feedback,
    ListingReview,
    PaperDispute,
    RecordPart,
    Sighting,
    SpotCheck,
    Statement,
)
from greenbridge.suppliers.papers import queries as papers
from greenbridge.suppliers.provenance.queries import version_of
from greenbridge.suppliers.redeclaring.services import redeclare
from greenbridge.testing import cast
from greenbridge.testing.matrix import LETTING_IN, everybody
from greenbridge.testing.pages import as_
from greenbridge.testing.world import World, a_world, routes

pytestmark = pytest.mark.usefixtures("ground")

Act = tuple[str, dict[str, Any], list[str]]
CONTACT = {"contact_name": "陈敏", "contact_phone": "021-59888888"}
PROFILE = {"intro": "水气声监测。", "size": "small", "website": ""} | CONTACT
ANSWERED = {"q0": "染整车间", "q1": ["废气"], "q3": "每年", "q5": "2099-12-31"}
WHAT = {"title": "监测", "service_types": ["S01"], "description": "每季度一次。"}
SIZE = {"industry": "M7461", "year": "2025", "employees": "60"}
CREDENTIAL = {"kind": "iso9001", "number": "Q1", "issuer": "认证机构"}
GOOD = {f"points_{code}": "80" for code in ("licence", "staff", "record")}
CERTIFIED = {"person": "王静", "name": "监测上岗证", "number": "A1"}
SUSPENDED = {"reason": "记录不符。", "ground": "规则第十二条", "since": "2098-01-01", "until": "2098-02-01"}
LATE = {"fact": "name", "changed_on": "2025-01-01", "reported_on": "2025-03-01", "note": "公示系统。"}
CHANGED = {"value": "江澄检测股份有限公司", "changed_on": "2026-01-02"}
ENTRY = {"kind": "implements", "by": "示例固体废物条例", "target": "示例法典"}
DRAWN = {"year": "2027", "quarter": "1", "due_on": "2098-01-01", "n_32-S01": "1"}
PROJECT = {"name": "废水监测", "detail": "某印染企业", "year": "2025"}
PASTED = {
    "title": "金泽镇河道水质监测公开招标公告",
    "address": "https://notices.example/1",
    "published": "2026-11-02 10:00",
    "text": "采购人：金泽镇人民政府",
}
STAFF = {"email": "x@ops.example", "name": "新人", "role": "operator", "reason": "新入职"}
COMPLIANCE = {"industry": "C1713", "region": "310118107", "permit": "permit-simple"}
SITE = {"name": "二厂区", "region": "310118107", "need": "废水监测"}
LOT = {"title": "监测", "service_types": ["S01"], "budget_kind": "negotiable"}
PASSWORDS = {"new_password1": "heron-lake-41", "new_password2": "heron-lake-41"}

OF_A_LIST = {
    "name": "示范区名录",
    "authority": "执委会",
    "date_rule": "typed",
    "columns": "企业名称＝单位名称\n统一社会信用代码＝统一社会信用代码",
}
HELD = {"title": "示例办法", "kind": "ministerial", "promulgated_on": "2026-01-02", "issuers": "生态环境部"}
# Route → who, with what, and the actions that are written down. A file that is kept is an act of its own.
ACTS: dict[str, Act] = {
    "suppliers:keep": ("buyer", {"watch": "1"}, ["favourite.kept"]),
    "suppliers:drop_favourite": ("buyer", {}, ["favourite.dropped"]),
    "suppliers:edit": ("supplier", PROFILE, ["supplier.described"]),
    "suppliers:size": ("supplier", SIZE, ["supplier.size_stated"]),
    "suppliers:add_activity": ("supplier", {"service_type": "S02"}, ["supplier.activity_set"]),
    "suppliers:drop_activity": ("supplier", {}, ["supplier.activity_dropped"]),
    "suppliers:add_credential": ("supplier", CREDENTIAL, ["file.stored", "supplier.credential_added"]),
    "suppliers:drop_credential": ("supplier", {}, ["supplier.credential_dropped"]),
    "suppliers:add_part": ("supplier", CERTIFIED, ["supplier.part_added"]),
    "suppliers:change_part": ("supplier", PROJECT, ["supplier.part_changed"]),
    "suppliers:drop_part": ("supplier", {}, ["supplier.part_dropped"]),
    "suppliers:verify_part": ("officer", {}, ["supplier.part_verified"]),
    "suppliers:confirm": ("supplier", {}, ["supplier.confirmed"]),
    "suppliers:late": ("officer", LATE, ["supplier.late_report_noted"]),
    "suppliers:withdraw_late": ("officer", {"reason": "日期记错。"}, ["supplier.late_report_withdrawn"]),
    "suppliers:report_change": ("supplier", CHANGED, ["file.stored", "supplier.change_reported"]),
    "suppliers:withdraw_change": ("supplier", {}, ["supplier.change_withdrawn"]),
    "suppliers:key_change": ("officer", {"decision": "passed"}, ["supplier.change_passed"]),
    "suppliers:undo": ("supplier", {"reason": "写错了。"}, ["supplier.edit_undone"]),
    "suppliers:submit": ("supplier", {}, ["supplier.submitted"]),
    "suppliers:bulk": (
        "officer",
        {"step": "confirm", "decision": "returned", "note": "请补充。"},
        ["supplier.returned"],
    ),
    "feedback:bulk": (
        "officer",
        {"step": "confirm", "decision": "refused", "reasons": "电话可以打通。"},
        ["supplier.feedback_answered"],
    ),
    "suppliers:review": ("officer", {"decision": "passed"}, ["supplier.listed"]),
    "suppliers:dispute": (
        "officer",
        {"choice": "none", "reason": "两处都在用"},
        ["supplier.dispute_settled"],
    ),
    "suppliers:paper_dispute": (
        "officer",
        {"source": "县名单", "reason": "与证书原件核对。"},
        ["supplier.paper_settled"],
    ),
    "suppliers:former_type": (
        "officer",
        {"other": "S01", "reason": "名单载明废水监测。"},
        ["supplier.activity_redeclared"],
    ),
    "imports:gone_bulk": (
        "officer",
        {"step": "confirm", "decision": "settled", "note": "资质已注销。"},
        ["supplier.gone_settled"],
    ),
    "suppliers:former_types_bulk": (
        "officer",
        {"step": "confirm", "decision": "redeclared", "other": "S01", "reason": "名单载明。"},
        ["supplier.activity_redeclared"],
    ),
    "suppliers:former_types_done": ("officer", {}, ["supplier.redeclaring_undone"]),
    "suppliers:propose": ("officer", {"remark": "更名。"}, ["supplier.likeness_proposed"]),
    "suppliers:likeness": ("officer", {"reason": "同一份营业执照", "confirmed": "on"}, ["supplier.merged"]),
    "suppliers:merge": ("officer", {"reason": "其实是两家"}, ["supplier.merge_undone"]),
    "assessment:open": ("supplier", {"kind": "S01"}, ["assessment.opened"]),
    "assessment:starts": (
        "operator",
        {"province": "31", "starts_on": "2099-01-01"},
        ["admission.start_moved"],
    ),
    "assessment:edit": ("supplier", {"points_licence": "80"}, ["assessment.saved"]),
    "assessment:submit": ("supplier", {}, ["assessment.submitted"]),
    "assessment:score": ("officer", GOOD, ["assessment.scored"]),
    "assessment:recuse": ("officer", {"reason": "去年在机构任职。"}, ["assessment.recused"]),
    "imports:settle": ("officer", {"note": "名称已变更。"}, ["supplier.gone_settled"]),
    "imports:profiles": ("officer", OF_A_LIST, ["suppliers.import_profile_added"]),
    "imports:profile": ("officer", OF_A_LIST, ["suppliers.import_profile_changed"]),
    "imports:credit": ("officer", {"source": "信用中国", "handed_on": "2026-01-02"}, ["file.stored"]),
    "imports:credit_confirm": ("officer", {}, ["suppliers.credit_imported"]),
    "imports:credit_stop": ("officer", {}, ["suppliers.credit_stopped"]),
    "imports:credit_undo": ("officer", {}, ["suppliers.credit_undone"]),
    "credit:submit": (
        "supplier",
        {"issued_on": clock.today().isoformat()},
        ["file.stored", "supplier.credit_report_submitted"],
    ),
    "credit:check": (
        "officer",
        {"looked_on": clock.today().isoformat(), "finding_credit-china": "clear"},
        ["supplier.credit_checked"],
    ),
    "credit:anomaly": (
        "officer",
        {"outcome": "dropped", "note": "已修复。"},
        ["supplier.credit_anomaly_dropped"],
    ),
    "credit:report": ("officer", {"decision": "passed"}, ["supplier.credit_report_passed"]),
    "credit:object": ("supplier", {"statement": "不是我单位。"}, ["supplier.credit_objected"]),
    "credit:objection": (
        "officer",
        {"decision": "refused", "reasons": "与网站一致。"},
        ["supplier.credit_record_kept"],
    ),
    "intake:list": ("editor", {}, ["file.stored", "library.text_received"]),
    "intake:facts": ("operator", HELD, ["library.facts_revised"]),
    "intake:publish": ("editor", {"checked": "on"}, ["library.text_published"]),
    "intake:check": ("editor", {"checked": "on"}, ["library.doubts_checked"]),
    "intake:set_aside": ("editor", {"reason": "是征求意见稿。"}, ["library.text_set_aside"]),
    "intake:take_up": ("operator", {}, ["library.text_taken_up"]),
    "intake:correct": (
        "editor",
        {"text": "示例固体废物条例\n第一条 改。", "reason": "漏字。"},
        ["library.correction_proposed"],
    ),
    "intake:correction": ("operator", {"outcome": "approved"}, ["library.text_corrected"]),
    "ledger:new": ("editor", ENTRY, ["ledger.recorded"]),
    "ledger:change": ("editor", ENTRY | {"note": "改。"}, ["ledger.changed"]),
    "ledger:confirm": ("operator", {"basis": "废止清单", "basis_note": "属实。"}, ["ledger.confirmed"]),
    "ledger:articles": (
        "editor",
        {"new-art-1": "第一条", "is-art-1": "on"},
        ["ledger.clauses_mapped"],
    ),
    "ledger:withdraw": ("editor", {"reason": "看错了。"}, ["ledger.withdrawn"]),
    "ledger:recheck": ("editor", {"outcome": "revised", "note": "已改。"}, ["recheck.settled"]),
    "spotcheck:new": ("operator", DRAWN, ["spotcheck.drawn"]),
    "spotcheck:find": ("officer 33", {"finding": "good", "findings": "齐全。"}, ["spotcheck.found"]),
    "spotcheck:correct": ("supplier", {"correction": "已补。"}, ["spotcheck.corrected"]),
    "spotcheck:close": ("officer 33", {"result": "corrected", "note": "属实。"}, ["spotcheck.closed"]),
    "suspension:suspend": ("officer", SUSPENDED, ["supplier.suspended"]),
    "suspension:lift": ("officer", {"reason": "已经改正。"}, ["supplier.suspension_ended"]),
    "suspension:appeal": ("supplier", {"statement": "事实不符。"}, ["supplier.suspension_appealed"]),
    "suspension:answer": (
        "officer",
        {"decision": "refused", "reasons": "事实清楚。"},
        ["supplier.suspension_upheld"],
    ),
    "feedback:report": (
        "buyer",
        {"kind": "closed", "text": "大门已锁。"},
        ["supplier.feedback_given"],
    ),
    "feedback:answer": (
        "officer",
        {"decision": "refused", "reasons": "电话可以打通。"},
        ["supplier.feedback_answered"],
    ),
    "notes:list": ("officer", {"text": "请再看一遍。"}, ["supplier.note_written"]),
    "notes:take_back": ("officer", {}, ["supplier.note_taken_back"]),
    "notices:ask": (
        "buyer",
        {"reason": "写有我的电话。", "name": "陈敏", "contact": "chen@dye.example"},
        ["notice.removal_asked"],
    ),
    "notices:review": (
        "officer",
        {"decision": "passed", "reasons": "是环境监测。"},
        ["notice.published"],
    ),
    "notices:bulk": (
        "officer",
        {"step": "confirm", "decision": "refused", "reasons": "与环境治理无关。"},
        ["notice.left_out"],
    ),
    "notices:removal": ("officer", {"decision": "passed", "reasons": "属实。"}, ["notice.hidden"]),
    "subscriptions:new": ("person", {"pace": "daily"}, ["subscription.asked"]),
    "subscriptions:confirm": ("person", {}, ["subscription.confirmed"]),
    "subscriptions:stop": ("person", {}, ["subscription.stopped"]),
    "follows:new": ("person", {"pace": "daily"}, ["subscription.asked"]),
    "follows:new_of_work": ("person", {"pace": "daily"}, ["subscription.asked"]),
    "follows:new_of_topic": ("person", {"pace": "daily"}, ["subscription.asked"]),
    "follows:confirm": ("person", {}, ["subscription.confirmed"]),
    "follows:stop": ("person", {}, ["subscription.stopped"]),
    "text_feedback:report": ("person", {"kind": "link", "text": "打不开。"}, ["library.feedback_given"]),
    "text_feedback:answer": (
        "editor",
        {"state": "kept", "answer": "与原文一致。"},
        ["library.feedback_answered"],
    ),
    "duties:profile": ("buyer", COMPLIANCE, ["duties.profile_kept"]),
    "duties:forget": ("buyer", {}, ["duties.profile_forgotten"]),
    "duties:renew": ("buyer", {}, ["duties.feed_renewed"]),
    "duties:done": ("buyer", {}, ["duties.done"]),
    "duties:reminders": ("buyer", {}, ["duties.reminders_stopped"]),
    "demands:new": ("buyer", {}, ["demand.started"]),
    "demands:copy": ("buyer", {}, ["demand.started"]),
    "specification:start": ("buyer", {}, ["demand.started"]),
    "specification:answers": ("buyer", ANSWERED, ["demand.answered"]),
    "specification:clauses": (
        "buyer",
        {"text0": "按许可证监测。", "text2": "协助填报。"},
        ["demand.specified"],
    ),
    "specification:drop": ("buyer", {}, ["demand.unspecified"]),
    "demands:step": ("buyer", WHAT, ["demand.saved"]),
    "demands:add_site": ("buyer", SITE, ["demand.site_added"]),
    "demands:site": ("buyer", SITE, ["demand.site_changed"]),
    "demands:drop_site": ("buyer", {}, ["demand.site_dropped"]),
    "demands:add_lot": ("buyer", LOT, ["demand.lot_added"]),
    "demands:lot": ("buyer", LOT, ["demand.lot_changed"]),
    "demands:drop_lot": ("buyer", {}, ["demand.lot_dropped"]),
    "demands:take_sum": ("buyer", {}, ["demand.saved"]),
    "demands:files": ("buyer", {}, ["demand.attached", "file.stored"]),
    "demands:detach": ("buyer", {}, ["demand.detached"]),
    "demands:check": ("buyer", {"agreed": "1"}, ["demand.submitted"]),
    "conduct:impose": (
        "officer",
        {"kind": "warning", "ground": "other", "reason": "说明不实。"},
        ["buyer.warned"],
    ),
    "conduct:appeal": ("buyer", {"statement": "事实不符。"}, ["buyer.sanction_appealed"]),
    "conduct:answer": (
        "officer",
        {"decision": "refused", "reasons": "事实清楚。"},
        ["buyer.sanction_upheld"],
    ),
    "conduct:lift": ("officer", {"reason": "已经改正。"}, ["buyer.sanction_ended"]),
    "conduct:complain": (
        "supplier",
        {"kind": "false", "statement": "厂区已停产。"},
        ["complaint.made"],
    ),
    "conduct:reply": ("buyer", {"statement": "二号线仍在生产。"}, ["complaint.replied"]),
    "conduct:handle": (
        "officer",
        {"decision": "refused", "reasons": "需求属实。"},
        ["complaint.unfounded"],
    ),
    "conduct:check": ("officer", {"finding": "good", "note": "属实。"}, ["demand.checked"]),
    "demands:withdraw": ("buyer", {"note": "延期"}, ["demand.withdrawn"]),
    "clarification:ask": ("supplier", {"text": "何时进场？"}, ["question.asked"]),
    "clarification:answer": ("buyer", {"text": "三个。"}, ["question.answered"]),
    "clarification:correct": ("buyer", {"text": "四个。", "seen": "0"}, ["question.corrected"]),
    "clarification:hide": ("officer", {"reason": "含单位名称。"}, ["question.hidden"]),
    "amendments:new": ("buyer", {}, ["amendment.published"]),
    "amendments:withdraw": ("buyer", {}, ["amendment.withdrawn"]),
    "amendments:review": (
        "officer",
        {"decision": "returned", "note": "请写明理由。"},
        ["amendment.returned"],
    ),
    "demands:review": ("officer", {"decision": "returned", "note": "请补充。"}, ["demand.returned"]),
    "deals:invite": ("buyer", {}, ["deal.invited"]),
    "deals:contact": ("buyer", {}, ["deal.contacts_seen"]),
    "deals:respond": ("supplier", {"message": "可以。"} | CONTACT, ["deal.interest_expressed"]),
    "deals:decline": ("supplier", {"reason": "其他"}, ["deal.declined"]),
    "deals:survey": ("buyer", {"kind": "none", "satisfaction": "4"}, ["deal.outcome_marked"]),
    "deals:outcome": ("buyer", {"kind": "dropped"}, ["deal.outcome_marked", "demand.closed"]),
    "accounts:apply": ("visitor with an account", {}, ["file.stored", "verification.submitted"]),
    "accounts:see_contact": ("officer", {}, ["contact.seen"]),
    "accounts:withdraw": ("buyer", {}, ["verification.withdrawn"]),
    "accounts:organisation": ("buyer", {"address": "liu@mail.example"}, ["member.invited"]),
    "accounts:invitation": ("person", {}, ["member.joined"]),
    "accounts:withdraw_invitation": ("buyer", {}, ["member.invitation_withdrawn"]),
    "accounts:remove_member": ("buyer", {}, ["member.removed"]),
    "accounts:offer_ownership": ("buyer", {}, ["ownership.offered"]),
    "accounts:answer_offer": ("buyer member", {"answer": "accept"}, ["ownership.accepted"]),
    "accounts:leave": ("buyer member", {}, ["member.left"]),
    "accounts:succeed": (
        "buyer member",
        {"grounds": "负责人已离职。", "contact_phone": "021-59888888"},
        ["file.stored", "file.stored", "verification.submitted"],
    ),
    "accounts:review": ("officer", {"decision": "refused", "note": "不一致。"}, ["verification.refused"]),
    "accounts:terms": ("buyer", {}, ["terms.agreed"]),
    "accounts:withdraw_consent": ("buyer", {}, ["terms.consent_withdrawn"]),
    "accounts:staff": ("admin", STAFF, ["role.change_proposed"]),
    "accounts:revoke": ("admin", {"reason": "离职"}, ["role.change_proposed"]),
    "accounts:opening": ("operator", {"opens_on": "2099-01-01"}, ["opening.moved"]),
    "accounts:waiting": ("person", {}, ["opening.no_longer_waited_for"]),
    "accounts:role_change": ("security admin", {"decision": "confirmed"}, ["role.granted"]),
    "accounts:account": ("security admin", {"reason": "本人申请"}, ["account.disabled"]),
    "accounts:my_data": ("buyer", {"name": "陈敏", "phone": "021-59880000"}, ["person.corrected"]),
    "accounts:export_my_data": ("buyer", {}, ["data.exported"]),
    "accounts:enter": ("visitor", PASSWORDS, ["account.entered", "account.signed_in"]),
    "accounts:end_session": ("buyer", {}, ["account.session_ended"]),
    "accounts:end_other_sessions": ("buyer", {}, ["account.session_ended"]),
    "connectors:settings": ("operator", {"reason": "换了版式。"}, ["connectors.changed"]),
    "connectors:sync": ("operator", {}, ["connectors.visit_asked"]),
    "connectors:file": ("operator", {}, ["connectors.list_brought", "file.stored"]),
    "connectors:paste": ("operator", PASTED, ["connectors.pasted"]),
    "operations:run_job": (
        "admin",
        {"job": "greenbridge.accounts.tasks.tell_opened"},
        ["job.started"],
    ),
    "operations:check_trail": ("audit admin", {}, ["trail.check_asked"]),
    "operations:export_trail": ("audit admin", {"kind": "csv", "purpose": "抽查"}, ["trail.exported"]),
    "messaging:read_all": ("buyer", {}, ["messages.read"]),
}

# Each of them leads to the next: suppliers/tests/test_import_pages.py.
IMPORTS = {f"imports:{act}" for act in ("list", "mapping", "confirm", "stop", "resume", "undo")}
# Pages of django-allauth, sign-in, sign-out, passwords, addresses: accounts/tests/test_door_traces.py.
SIGNING_IN = {route for route in routes() if route.startswith(("account_", "mfa_"))}
# Who has done it is nobody any more: accounts/tests/test_closing.py.
LAST_ACTS = {"accounts:close"}
READ_ONLY = {
    "portal:search",
    "portal:figures",
    "portal:privacy_register",
    "portal:desk",
    "portal:queue",
    "portal:workload",
    "portal:robots",
    "portal:sitemap",
    "suppliers:sitemap",
    "demands:sitemap",
    "portal:classroom",
    "portal:answers",
    "health:status",
    "ui:theme",
    "ui:guide",
    "ui:shape",
    "imports:run",
    "credit:due",
    "credit:objections",
    "imports:credit_run",
    "imports:credit_faults",
    "imports:preview",
    "imports:issues",
    "imports:compare",
    "imports:gone",
    "intake:record",
    "ledger:list",
    "ledger:entry",
    "spotcheck:list",
    "spotcheck:draw",
    "spotcheck:population",
    "spotcheck:check",
    "feedback:mine",
    "feedback:record",
    "suspension:list",
    "suspension:record",
    "assessment:mine",
    "assessment:criteria",
    "assessment:criteria_set",
    "assessment:record",
    "suppliers:directory",
    "suppliers:compare",
    "writings:list",
    "writings:record",
    "writings:topics",
    "writings:topic",
    "writings:terms",
    "writings:defined",
    "guides:list",
    "law:hall",
    "law:suggest",
    "guides:guide",
    "library:work",
    "library:version",
    "library:clause",
    "library:table",
    "library:compare",
    "library:json",
    "library:akoma_ntoso",
    "library:pdf",
    "library:sitemap",
    "suppliers:favourites",
    "suppliers:mine",
    "suppliers:record",
    "suppliers:restrictions",
    "suppliers:former_types",
    "suppliers:disputes",
    "suppliers:paper_disputes",
    "suppliers:likenesses",
    "suppliers:merges",
    "suppliers:unconfirmed",
    "suppliers:edits",
    "suppliers:changes",
    "notices:record",
    "conduct:buyers",
    "conduct:buyer",
    "conduct:mine",
    "conduct:sanction",
    "conduct:complaints",
    "conduct:complaint",
    "conduct:draws",
    "conduct:draw",
    "demands:hall",
    "demands:feed",
    "demands:calendar",
    "demands:deadline",
    "duties:calendar",
    "follows:choose",
    "follows:feed",
    "follows:feed_of_topic",
    "follows:feed_of_work",
    "follows:mine",
    "follows:one",
    "text_feedback:mine",
    "text_feedback:record",
    "duties:feed",
    "duties:list",
    "duties:look",
    "subscriptions:mine",
    "subscriptions:one",
    "deals:surveys",
    "demands:mine",
    "demands:parts",
    "demands:record",
    "demands:submitted",
    "deals:opportunities",
    "deals:choose",
    "deals:overview",
    "accounts:applied",
    "accounts:role_changes",
    "accounts:heard",
    "accounts:people",
    "accounts:reported",
    "accounts:security",
    "accounts:resume",
    "accounts:terms_version",
    "accounts:set_up",
    "messaging:inbox",
    "connectors:list",
    "connectors:source",
    "connectors:differences",
    "operations:system",
    "files:download",
    "reference:regions",
    # They write down that the trail was read: operations/tests/test_trail.py; of accounts: accounts/tests/test_disabling.py.
    "operations:events",
    "operations:event",
    "operations:trail",
    "operations:trace",
    "operations:trail_file",
}


def test_every_route_is_known_to_change_something_or_not() -> None:
    assert sorted([*ACTS, *IMPORTS, *SIGNING_IN, *LAST_ACTS, *READ_ONLY]) == sorted(routes())


def test_each_act_leaves_exactly_its_trace_also_when_it_is_sent_twice() -> None:
    world = a_world()
    world.people["visitor with an account"] = newcomer = cast.person("刘洋", "liu@mail.example")
    services.agree(newcomer)
    world.arguments("")  # asked for once, with whatever has to be made for them
    kept = pickle.dumps(world)

    for route in ACTS:
        with transaction.atomic():  # each begins in the same world, which is laid once
            _leaves_its_trace(pickle.loads(kept), route)
            transaction.set_rollback(True)


def _leaves_its_trace(world: World, route: str) -> None:
    who, data, actions = ACTS[route]
    person = world.people[who]
    url = _url(world, route)
    sent = data | BESIDE.get(route, dict)()
    browser, beside = as_(person), as_(None)
    if person is None:
        browser.get(url)  # a visitor's key goes with the token of the page
    beside.cookies.update(browser.cookies)
    before = set(AuditRecord.objects.values_list("pk", flat=True))

    answers = [_send(window, url, sent) for window in (browser, beside)]

    traces = AuditRecord.objects.exclude(pk__in=before).order_by("action")
    assert answers[0] == answers[1], route
    assert answers[0][0] in {200, 302}, route
    assert [trace.action for trace in traces] == actions, route
    assert {trace.actor for trace in traces} == {person or world.invited}, route
    assert {trace.address for trace in traces} == {"127.0.0.1"}, route


def _send(browser: Client, url: str, data: dict[str, Any], key: str = "once") -> tuple[int, str]:
    """The answer to a form, as it is sent again by who did not see the first answer."""
    for value in data.values():
        if isinstance(value, UploadedFile):
            value.seek(0)
    response = browser.post(url, data, headers={"Idempotency-Key": key})
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("route", ["demands:new", "demands:files", "suppliers:add_credential"])
def test_the_same_act_with_another_key_is_done_again(route: str) -> None:
    """The control: were the key not heeded, the traces above would double."""
    world = a_world()
    who, data, actions = ACTS[route]
    sent = data | BESIDE.get(route, dict)()
    browser = as_(world.people[who])
    before = AuditRecord.objects.count()

    for key in ("one", "other"):
        _send(browser, world.url(route), sent, key)

    assert AuditRecord.objects.count() == before + 2 * len(actions)


def _url(world: World, route: str) -> str:
    if route == "deals:invite":
        return world.url(route).replace(world.lab.code, cast.rival().code)
    if route == "accounts:terms":
        services.withdraw_consent(cast.owner_of(world.dyer))
    if route == "accounts:answer_offer":
        accounts.offer_ownership(world.dyer, world.colleague, owner=cast.owner_of(world.dyer))
    if route == "suppliers:former_types_done":
        officer = world.people["officer"]
        assert officer
        redeclare(world.former, types=[], reason="名单载明。", officer=officer, go="a1")
    if route == "spotcheck:new":
        SpotCheck.objects.all().delete()
    if route == "suspension:suspend":
        world.objected_to.delete()
    if route == "credit:submit":
        world.credit_report.delete()
    if route == "suppliers:submit":
        world.listing.delete()
    return world.url(route)


def _a_listing_picked() -> dict[str, Any]:
    row = ListingReview.objects.get()
    return {"pick": row.pk, f"seen-{row.pk}": row.supplier.updated_at.isoformat()}


def _a_gone_body_picked() -> dict[str, Any]:
    gone = Sighting.objects.get(gone_since__isnull=False)
    return {"pick": gone.pk, f"seen-{gone.pk}": f"{gone.gone_since} {gone.seen_at.isoformat()}"}


def _a_former_type_picked() -> dict[str, Any]:
    former = Activity.objects.get(service_type__is_current=False)
    return {"pick": former.pk, f"seen-{former.pk}": former.supplier.updated_at.isoformat()}


def _the_first_of_a_pair() -> dict[str, Any]:
    pair = waiting_for(cast.officer("32")).get()
    return {"choice": pair.first_id, "version": state_of(pair)}


def _settings_of_a_source() -> dict[str, Any]:
    form = SettingsForm(source=cast.source())
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)} | {
        "pace": 5,
        "reason": "换了版式。",
    }


# What a form sends beside its words.
BESIDE: dict[str, Callable[[], dict[str, Any]]] = {
    "suppliers:review": lambda: {"version": ListingReview.objects.get().supplier.updated_at.isoformat()},
    "suppliers:confirm": lambda: {"version": key_facts(ListingReview.objects.get().supplier).version},
    "suppliers:bulk": _a_listing_picked,
    "duties:done": lambda: {"period": calendar_of(ComplianceProfile.objects.get()).items[0].due.period},
    "imports:gone_bulk": _a_gone_body_picked,
    "suppliers:former_types_bulk": _a_former_type_picked,
    "suppliers:former_types_done": lambda: {"go": "a1"},
    "feedback:bulk": lambda: {"pick": Feedback.objects.get().pk},
    "notices:bulk": lambda: {"pick": NoticeReview.objects.get().pk},
    "suppliers:dispute": lambda: {"version": version_of(Statement.objects.filter(field="address"))},
    "suppliers:paper_dispute": lambda: {
        "version": papers.version_of(papers.words_of(PaperDispute.objects.get()))
    },
    "suppliers:propose": lambda: {"first": cast.lab().code, "second": cast.twin(cast.lab(), 7).code},
    "suppliers:likeness": _the_first_of_a_pair,
    "suppliers:verify_part": lambda: {"seen": RecordPart.objects.get().stated_at.isoformat()},
    "intake:list": lambda: {"file": cast.word_law()},
    "suppliers:report_change": lambda: {"proof": cast.pdf("变更通知书.pdf")},
    "suppliers:add_credential": lambda: {"scan": cast.pdf()},
    "assessment:open": lambda: {"province": cast.criteria_set("31").province_id},
    "credit:submit": lambda: {"file": cast.pdf("信用报告.pdf")},
    "imports:credit": lambda: {"file": cast.credit_file(cast.lab())},
    "connectors:settings": _settings_of_a_source,
    "connectors:file": lambda: {"file": SimpleUploadedFile("清单.csv", "公告标题,网址\n".encode())},
    "amendments:new": lambda: cast.extension_form(Demand.objects.filter(status="published").earliest("pk")),
    "demands:files": lambda: {"file": cast.pdf()},
    "accounts:opening": lambda: {"phase": OpeningPhase.objects.get(number=2).pk},
    "accounts:succeed": lambda: {"licence": cast.pdf(), "proof": cast.pdf("授权书.pdf")},
    "accounts:apply": lambda: vars(cast.statement()) | {"region": "310118107", "licence": cast.pdf()},
}


@pytest.mark.parametrize("route", ["suppliers:edit", "demands:withdraw", "deals:respond", "accounts:review"])
def test_a_form_that_is_refused_leaves_no_trace(route: str) -> None:
    """But that an officer read the page with which it came back."""
    world = a_world()
    acts = AuditRecord.objects.exclude(action="case.opened")
    before = acts.count()

    as_(world.people[ACTS[route][0]]).post(world.url(route), {"nothing": "of use"})

    assert acts.count() == before


def test_what_is_sent_without_a_key_lies_where_the_proxy_sends_nothing_twice() -> None:
    """nginx must not send one again that a process died over: those of visitors who sign in, and the back office's."""
    proxy = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text("utf-8")
    once = re.search(r"location ~ (\S+) \{[^}]*proxy_next_upstream error timeout http_502 http_503;", proxy)
    assert once

    world = a_world()
    forms = [route for route, row in MATRIX.items() if row.post is not None and everybody in row.who]
    keyless = [
        route
        for route in forms
        if 'name="once"'
        not in as_(None).get(world.url(re.sub("confirm|stop", "one", route))).content.decode()
    ]
    assert len(forms) > len(keyless)
    for path in ["/backoffice/", *map(reverse, LETTING_IN), *map(world.url, keyless)]:
        assert re.match(once[1], path), path
