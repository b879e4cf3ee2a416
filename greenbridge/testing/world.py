"""One of everything, for tests that walk every route of the site."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, reverse
from django.utils.functional import cached_property

from config import urls
from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Organisation, Terms, User
from greenbridge.accounts.queries import entry_link, invitation_link
from greenbridge.accounts.services import invite_staff
from greenbridge.accounts.subscribing import token
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.models import ConductNumbers
from greenbridge.operations.trail import services as trail
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.models import ImportProfile, ImportRun, Supplier
from greenbridge.suppliers.spotcheck import services as spot_checks
from greenbridge.testing import cast
from greenbridge.testing.mould import laid
from greenbridge.testing.passkeys import Device

IMPORT_STEPS = ("run", "mapping", "preview", "confirm", "stop", "resume", "issues", "compare", "undo")


# What the house puts before Wagtail's own doors: portal/tests/test_backoffice_doors.py asks at each.
BEFORE_WAGTAIL = ("backoffice/", "_util/login/")


def routes() -> list[str]:
    """The names of our own rooms' routes, and the addresses of those without one; Wagtail's are its own affair."""
    found = (name for entry in urls.urlpatterns for name in _named(entry))
    return [name for name in found if not name.startswith(BEFORE_WAGTAIL)]


def _named(entry: URLPattern | URLResolver) -> Iterator[str]:
    if isinstance(entry, URLPattern):
        yield entry.name or str(entry.pattern)
    elif str(getattr(entry.urlconf_module, "__name__", "")).startswith("greenbridge."):
        space = f"{entry.namespace}:" if entry.namespace else ""
        yield from (space + name for inner in entry.url_patterns for name in _named(inner))


@dataclass(frozen=True)
class Place:
    """Where a world lies, and who lives in it."""

    site: str
    buyer: str
    supplier: str
    people: tuple[str, str, str, str]


# What waits in a world waits with the officer of its province; what lies in 安徽 with the leading association.
PLACES = {
    "31": Place("310118104", "金泽染整有限公司", "淀山检测有限公司", ("金一", "金二", "金三", "金四")),
    "32": Place("320509105", "", "", ("陈敏", "周新", "何静", "何平")),
    "33": Place("330421103", "西塘染整有限公司", "西塘检测有限公司", ("嘉一", "嘉二", "嘉三", "嘉四")),
    "34": Place("340104", "蜀山染整有限公司", "蜀山检测有限公司", ("皖一", "皖二", "皖三", "皖四")),
}
PROVINCES = tuple(PLACES)
EXAMINERS = {"31": "32", "32": "33", "33": "31", "34": "32"}
"""Whose officer looks into the body of a world that was drawn by lot."""


class World:
    """A buyer with demands, a supplier with its profile, staff, and what waits with the officer of the province."""

    def __init__(self, province: str = "32") -> None:
        self.province, self.place = province, PLACES[province]
        self.dyer, self.lab = self._bodies()
        self._things()
        self.people: dict[str, User | None] = {
            "visitor": None,
            "disabled": self._disabled(),
            "person": cast.waiting_buyer().user,
            "buyer": cast.owner_of(self.dyer),
            "buyer member": self.colleague,
            "supplier": cast.owner_of(self.lab.organisation),
            "supplier member": self._member(self.lab.organisation, 3),
            "officer": cast.officer(province if province in cast.OFFICERS else "31"),
            **{f"officer {code}": cast.officer(code) for code in cast.OFFICERS},
            "operator": cast.operator(),
            "editor": cast.editor(),
            "expert": cast.expert(),
            "admin": cast.admin(),
            "security admin": cast.security_admin(),
            "audit admin": cast.audit_admin(),
        }
        cast.reads_too(cast.person("方立", "fang@mail.example"), self.joining.address)
        self._agreements()

    def _bodies(self) -> tuple[Organisation, Supplier]:
        """青溪染整 and 江澄检测 at home in 江苏, their like elsewhere."""
        if self.province == "32":
            return cast.dyer(), cast.lab()
        site, number = self.place.site, int(self.province) * 10
        buyer, _, supplier, _ = self.place.people
        dyer = cast.verified(
            number, self.place.buyer, site, cast.person(buyer, self._email(0)), is_buyer=True
        )
        lab = cast.supplier(number + 1, self.place.supplier, site, person=supplier, types=("S01",))
        cast.monitoring_papers(lab)
        return dyer, cast.listed(lab)

    def _email(self, number: int) -> str:
        return f"person{number}@p{self.province}.example"

    def _member(self, body: Organisation, number: int) -> User:
        person = cast.person(self.place.people[number], self._email(number))
        person.memberships.create(organisation=body, role="member", joined_at=clock.now())
        return person

    def _disabled(self) -> User:
        """A colleague of the buyer who may not sign in any more."""
        person = cast.person("停用", f"gone@p{self.province}.example")
        person.memberships.create(organisation=self.dyer, role="member", joined_at=clock.now())
        person.is_active = False
        person.save(update_fields=["is_active"])
        return person

    def _things(self) -> None:
        dyer, lab = self.dyer, self.lab
        site = cast.statement(region=self.place.site).region
        self.demand = cast.published(buyer=dyer, region=site)
        self.answered = cast.published(buyer=dyer, region=site)
        cast.interest(self.answered, lab)
        self.waiting = cast.submitted(buyer=dyer, region=site)
        self.draft = cast.demand(buyer=dyer, region=site)
        self.amended = cast.long_open(buyer=dyer, region=site)
        self.amendment = cast.amendment(self.amended)
        cast.specification(self.draft)
        self.question = cast.question(self.demand, lab)
        self.told = cast.answered(cast.question(self.demand, lab))
        self.closed = demands.close(cast.published(buyer=dyer, region=site), editor=cast.owner_of(dyer))
        self._notices()
        self.check = cast.demand_check(cast.published(buyer=dyer, region=site))
        self._sanctions()
        self.complaint = cast.complaint(self.answered, lab, is_accepted=True)
        self.attachment = demands.attach(self.draft, cast.checked(), editor=self.draft.author)
        self.site = cast.site(self.draft)
        self.lot, _ = (cast.lot(self.draft, high=most) for most in (80, 20))
        self.invitation = cast.invitation(self.demand, lab)
        cast.credential(lab, "cnas", verified_at=None)
        people = cast.owner_of(lab.organisation)
        self.part = cast.part(lab, evidence=cast.file(people))
        suppliers.describe(lab, editor=people, website="https://lab.example")
        self.late_report = cast.late_report(lab)
        self.key_change = cast.key_change(lab)
        self.edit = AuditRecord.objects.filter(action="supplier.described").latest("at")
        self.listing = suppliers.submit(lab, editor=people)
        self._assessments()
        self._suspensions()
        self._spot_checks()
        self.feedback = cast.feedback(lab, by=cast.owner_of(dyer))
        home = self.province if self.province in cast.OFFICERS else "31"
        self.note = cast.note(lab, by=cast.officer(home), colleague=cast.scorer(2, home))
        self.duty = cast.duty()
        self.compliance = cast.compliance_profile(dyer)
        self.follow = cast.follow(f"follower@p{self.province}.example")
        self.text_feedback = cast.text_feedback(by=cast.owner_of(dyer))
        self.subscription = cast.subscription(f"reader@p{self.province}.example")
        suppliers.keep_favourite(lab, by=cast.owner_of(dyer), is_watched=False)
        self.case = cast.application(
            cast.owner_of(dyer),
            side="supplier",
            credit_code=dyer.credit_code,
            name=dyer.name,
            region=self.place.site,
        )
        self.colleague = self._member(dyer, 1)
        self.joining = accounts.invite_member(
            dyer, f"joining@p{self.province}.example", owner=cast.owner_of(dyer)
        )
        self.run = ImportRun.objects.create(
            source="名单", started_by=cast.operator(), started_at=clock.now(), status="failed"
        )
        self.credit_report = cast.credit_report(lab)
        self.credit_record = cast.credit_record(lab)
        self.credit_objection = cast.credit_objection(cast.credit_record(lab, "苏环罚〔2025〕10号"))
        self.handed_over = cast.handed_over(lab)
        self.taken_over = cast.credit_run(lab)
        self.gone = lab.sightings.create(source="名单", seen_at=clock.now(), raw={}, gone_since=clock.today())
        self.guide = cast.guide()
        self.law = cast.catalogue(cast.law())
        self.held_text = cast.held_text()
        self.doubted_law = cast.doubted_law()
        self.aside_text = cast.aside_text()
        self.correction = cast.correction()
        self.writing = cast.writing()
        self.effect, self.flag = cast.doubted_effect(), cast.recheck()
        self.topic = cast.topic(self.writing)
        self.dispute = cast.dispute(lab)
        self.paper_dispute = cast.paper_dispute(lab)
        self.former = cast.former_activity(lab)
        officer = cast.officer(self.province if self.province in cast.OFFICERS else "31")
        self.merge = cast.merge(cast.likeness(lab, 1), officer)
        self.likeness = cast.likeness(lab, 2)
        self.profile, _ = ImportProfile.objects.get_or_create(name="名单")
        self.source = cast.source()
        self.trace = AuditRecord.objects.latest("at")
        self.trail_export = trail.export({}, by=cast.audit_admin(), kind="csv", purpose="抽查")
        self.invited = invite_staff("new@ops.example", "新人", "operator", by=None)
        self.change = cast.role_change(f"next@p{self.province}.example")
        self.event = AuditRecord.objects.filter(action="role.change_proposed").latest("at")
        self.elsewhere = cast.session_of(cast.owner_of(self.dyer))
        self.key = cast.passkey(cast.expert(), Device())

    def _notices(self) -> None:
        """A project in the hall, one of its notices to be taken down; and a notice that may not belong there."""
        place = {"region_code": self.place.site, "buyer": f"{self.place.site}水务局"}
        self.notice = cast.notice(**place)
        change = cast.notice(kind="change", **place)
        self.removal = cast.removal(change, asked_by=cast.owner_of(self.dyer))
        self.doubt = cast.doubt(**place)

    def _assessments(self) -> None:
        """One that waits for its scorers in the province of the world, and one that the lab still works on elsewhere."""
        home, elsewhere = {"31": ("31", "32"), "32": ("32", "33"), "33": ("33", "32"), "34": ("31", "32")}[
            self.province
        ]
        self.assessed = cast.assessment(self.lab, home)
        self.self_assessed = cast.self_assessment(self.lab, elsewhere)

    def _suspensions(self) -> None:
        """Decided by a colleague of the officer, and not begun: the lab is still shown. One has been objected to."""
        home = self.province if self.province in cast.OFFICERS else "31"
        cast.officer(home)
        colleague, lab = cast.scorer(2, home), self.lab
        kind = lab.activities.get().service_type
        self.objected_to = cast.suspension(lab, by=colleague, days=1)
        cast.appeal(self.objected_to)
        self.suspended = cast.suspension(lab, by=colleague, days=1, service_type=kind)
        self.anomaly = cast.credit_anomaly(lab, by=colleague)

    def _sanctions(self) -> None:
        """The buyer was warned twice by a colleague of the officer, and has objected once; that does not suspend it."""
        ConductNumbers.objects.get_or_create(pk=1, defaults={"warnings_to_suspend": 9})
        home = self.province if self.province in cast.OFFICERS else "31"
        cast.officer(home)
        self.sanctioned, self.objected = (cast.sanction(self.dyer, by=cast.scorer(2, home)) for _ in range(2))
        cast.sanction_appeal(self.objected)

    def _spot_checks(self) -> None:
        """The lab was drawn three times: to be looked at, to be corrected, and corrected."""
        examiner, year = EXAMINERS[self.province], 2000 + 10 * int(self.province)
        officer, member = cast.officer(examiner), cast.owner_of(self.lab.organisation)
        checks = [cast.spot_check(self.lab, examiner, year=year + n) for n in range(3)]
        tomorrow = clock.today() + dt.timedelta(days=1)
        for check in checks[1:]:
            spot_checks.find(
                check, officer=officer, finding="correcting", findings="补记录。", correct_by=tomorrow
            )
        spot_checks.correct(checks[2], member=member, correction="已补。", file=None)
        self.to_find, self.to_correct, self.to_close = checks

    def _agreements(self) -> None:
        """Everybody has agreed to the terms."""
        if not Terms.objects.exists():
            for kind in Terms.Kind.values:
                accounts.announce_terms(kind, "<p>第一版。</p>", by=None)
        for person in filter(None, self.people.values()):
            accounts.agree(person)

    def _reported(self) -> list[Any]:
        version = self.text_feedback.version
        return [version.work.code, version.dated_on.isoformat()]

    def url(self, route: str) -> str:
        """The address of a route, with the arguments that make sense in this world."""
        if route == "accounts:enter":
            return entry_link(self.invited)
        if route == "accounts:invitation":
            return invitation_link(self.joining)
        return reverse(route, args=self.arguments(route))

    def unknown(self, route: str) -> str:
        """An address of the route at which there is nothing."""
        none = [987654321 if isinstance(part, int) else "9" * len(part) for part in self.arguments(route)]
        return reverse(route, args=none)

    def arguments(self, route: str) -> list[Any]:
        """What names the thing that the route is about; nothing where it is about none."""
        return self._arguments.get(route, [])

    @cached_property
    def _arguments(self) -> dict[str, list[Any]]:
        demand, draft, lab = self.demand.number, self.draft.number, self.lab
        return {
            "portal:queue": ["verification"],
            "accounts:export_my_data": ["json"],
            "accounts:terms_version": ["rules", 1],
            "ui:shape": ["list"],
            **{f"imports:{act}": [self.run.pk] for act in IMPORT_STEPS},
            **{
                f"imports:credit_{act}": [self.handed_over.pk] for act in ("run", "confirm", "stop", "faults")
            },
            "imports:credit_undo": [self.taken_over.pk],
            "credit:check": [lab.code],
            "credit:anomaly": [self.anomaly.pk],
            "credit:object": [self.credit_record.pk],
            "credit:objection": [self.credit_objection.pk],
            "credit:report": [self.credit_report.pk],
            "imports:settle": [self.gone.pk],
            "imports:profile": [self.profile.pk],
            "guides:guide": [self.guide.pk],
            **{f"library:{act}": [self.law.work.code] for act in ("work", "compare")},
            **{
                f"library:{act}": [self.law.work.code, self.law.dated_on.isoformat()]
                for act in ("version", "json", "akoma_ntoso", "pdf", "table")
            },
            "library:clause": [self.law.work.code, self.law.dated_on.isoformat(), "art-2"],
            **{f"intake:{act}": [self.held_text.pk] for act in ("record", "facts", "publish", "set_aside")},
            "intake:check": [self.doubted_law.pk],
            "intake:take_up": [self.aside_text.pk],
            "intake:correct": [self.law.pk],
            "intake:correction": [self.correction.pk],
            "writings:record": [self.writing.pk],
            **{
                f"ledger:{act}": [self.effect.pk]
                for act in ("entry", "change", "confirm", "articles", "withdraw")
            },
            "ledger:recheck": [self.flag.pk],
            "writings:topic": [self.topic.slug],
            "suppliers:drop_activity": [lab.activities.get().pk],
            "suppliers:drop_credential": [lab.credentials.get(kind="cnas").pk],
            "suppliers:add_part": ["staff"],
            **{f"suppliers:{act}_part": [self.part.pk] for act in ("change", "drop", "verify")},
            "suppliers:review": [self.listing.pk],
            **{f"spotcheck:{act}": [self.to_find.draw_id] for act in ("draw", "population")},
            **{f"spotcheck:{act}": [self.to_find.pk] for act in ("check", "find")},
            "spotcheck:correct": [self.to_correct.pk],
            "spotcheck:close": [self.to_close.pk],
            "suspension:suspend": [lab.code],
            **{f"suspension:{act}": [self.suspended.pk] for act in ("record", "lift", "appeal")},
            "suspension:answer": [self.objected_to.pk],
            "feedback:report": [lab.code],
            "notes:list": [lab.code],
            "notes:take_back": [self.note.pk],
            **{f"feedback:{act}": [self.feedback.pk] for act in ("record", "answer")},
            **{f"suppliers:{act}": [lab.code] for act in ("edits", "late")},
            "suppliers:withdraw_late": [self.late_report.pk],
            "suppliers:report_change": ["name"],
            **{f"suppliers:{act}": [self.key_change.pk] for act in ("withdraw_change", "key_change")},
            "suppliers:undo": [lab.code, self.edit.pk],
            "suppliers:former_type": [self.former.pk],
            "suppliers:former_types_bulk": [self.former.service_type_id],
            "suppliers:dispute": [self.dispute.pk],
            "suppliers:paper_dispute": [self.paper_dispute.pk],
            "suppliers:likeness": [self.likeness.pk],
            "suppliers:merge": [self.merge.pk],
            "assessment:record": [self.assessed.pk],
            **{f"assessment:{act}": [self.assessed.pk] for act in ("score", "recuse")},
            "assessment:edit": [self.self_assessed.pk],
            "assessment:submit": [self.self_assessed.pk],
            "assessment:criteria_set": [self.assessed.criteria_set_id],
            **{f"suppliers:{act}": [lab.code] for act in ("record", "keep", "drop_favourite")},
            "notices:record": [self.notice.project.number],
            "notices:ask": [self.notice.project.number, self.notice.pk],
            "notices:review": [self.doubt.pk],
            "notices:removal": [self.removal.pk],
            "conduct:draw": [self.check.draw_id],
            "conduct:check": [self.check.pk],
            **{f"conduct:{act}": [self.dyer.credit_code] for act in ("buyer", "impose")},
            **{f"conduct:{act}": [self.sanctioned.pk] for act in ("sanction", "appeal", "lift")},
            "conduct:answer": [self.objected.pk],
            "conduct:complain": [demand],
            **{f"conduct:{act}": [self.complaint.pk] for act in ("complaint", "reply", "handle")},
            "demands:review": [self.waiting.pk],
            "amendments:new": [demand],
            "clarification:ask": [demand],
            "clarification:correct": [self.told.pk],
            **{f"clarification:{act}": [self.question.pk] for act in ("answer", "hide")},
            **{f"amendments:{act}": [self.amendment.pk] for act in ("review", "withdraw")},
            **{f"demands:{act}": [demand] for act in ("record", "deadline", "copy")},
            **{f"subscriptions:{act}": [token(self.subscription)] for act in ("one", "confirm", "stop")},
            **{f"duties:{act}": [self.duty.pk] for act in ("done", "reminders")},
            **{f"follows:{act}": [token(self.follow)] for act in ("one", "confirm", "stop")},
            "follows:new_of_work": [self.text_feedback.version.work.code],
            **{f"follows:{act}": [self.topic.slug] for act in ("new_of_topic", "feed_of_topic")},
            "follows:feed_of_work": [self.text_feedback.version.work.code],
            "text_feedback:report": self._reported(),
            **{f"text_feedback:{act}": [self.text_feedback.pk] for act in ("record", "answer")},
            "duties:feed": [self.compliance.feed_key],
            "demands:step": [draft, "what"],
            **{f"demands:{act}": [draft] for act in ("parts", "add_site", "add_lot", "take_sum")},
            **{f"demands:{act}": [draft, self.site.pk] for act in ("site", "drop_site")},
            **{f"demands:{act}": [draft, self.lot.pk] for act in ("lot", "drop_lot")},
            "specification:start": [cast.scenario().pk],
            **{f"specification:{act}": [draft] for act in ("answers", "clauses", "drop")},
            "demands:files": [draft],
            "demands:detach": [draft, self.attachment.pk],
            "demands:check": [draft],
            "demands:submitted": [demand],
            "demands:withdraw": [demand],
            "deals:choose": [lab.code],
            "deals:survey": [self.closed.number],
            **{f"deals:{act}": [demand] for act in ("overview", "outcome", "respond", "decline")},
            "deals:invite": [demand, lab.code],
            "deals:contact": [self.answered.number, lab.code],
            "accounts:applied": [self.case.pk],
            "accounts:withdraw": [self.case.pk],
            "accounts:remove_member": [self.colleague.pk],
            "accounts:withdraw_invitation": [self.joining.pk],
            "accounts:offer_ownership": [self.colleague.pk],
            "accounts:review": [self.case.pk],
            "accounts:see_contact": ["verification", self.case.pk],
            "mfa_remove_webauthn": [self.key.pk],
            "accounts:end_session": [self.elsewhere.pk],
            "accounts:role_change": [self.change.pk],
            "accounts:account": [cast.person("方立", "fang@mail.example").pk],
            "accounts:revoke": [cast.editor().grants.get().pk],
            "account_reset_password_from_key": ["1", "x-y"],
            **{
                f"connectors:{act}": [self.source.name]
                for act in ("source", "settings", "sync", "paste", "differences")
            },
            "connectors:file": [cast.source("jiangsu").name],
            "operations:trace": [self.trace.pk],
            "operations:event": [self.event.pk],
            "operations:trail_file": [self.trail_export.mark],
            "files:download": [self.case.licence.stored_as],
        }


def a_world() -> World:
    """The world of 江苏, on ground where nothing else stands yet."""
    return laid(World)
