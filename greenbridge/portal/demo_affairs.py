"""What became of the suppliers of the demo world (演示数据): papers that ended, assessments, suspensions, checks, merges."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Association, Organisation, Role, User
from greenbridge.connectors import services as connectors
from greenbridge.connectors.testing import replica
from greenbridge.core import clock, links
from greenbridge.portal import demo_words as words
from greenbridge.portal.demo_conduct import Conduct
from greenbridge.portal.demo_credit import Credit
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import queries as assessment
from greenbridge.suppliers.assessment import recusal
from greenbridge.suppliers.assessment import services as admission
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.changes import services as changes
from greenbridge.suppliers.changes.queries import Said as Reported
from greenbridge.suppliers.confirmation import services as confirmation
from greenbridge.suppliers.feedback import services as feedback
from greenbridge.suppliers.guides import services as guides
from greenbridge.suppliers.imports import rereading
from greenbridge.suppliers.merging import finding
from greenbridge.suppliers.merging import services as merging
from greenbridge.suppliers.merging.queries import version_of
from greenbridge.suppliers.models import (
    Activity,
    Assessment,
    Confirmation,
    Guide,
    LateReport,
    Likeness,
    RecordPart,
    Sighting,
    Statement,
    Supplier,
    Suspension,
)
from greenbridge.suppliers.notes import services as notes
from greenbridge.suppliers.papers import own
from greenbridge.suppliers.provenance import services as provenance
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.spotcheck import queries as spot_population
from greenbridge.suppliers.spotcheck import services as spotcheck
from greenbridge.suppliers.suspension import services as suspension
from greenbridge.suppliers.suspension.queries import Decided

if TYPE_CHECKING:
    from greenbridge.portal.demo import Seeder


class Affairs:
    """What happens to the suppliers that a seeder has made, each story to others than the one before."""

    def __init__(self, world: "Seeder") -> None:
        self.world = world
        self.suppliers, self.officers, self.today = world.suppliers, world.officers, world.today

    def before_demands(self) -> None:
        """What decides whom a demand is shown to."""
        self._papers_end()
        self._papers_differ()
        self._sources_differ()
        self._edits()
        self._work_is_verified()
        self._confirmations()

    def after_demands(self) -> None:
        """What buyers and officers do once there are demands."""
        self._assessments()
        self._suspensions()
        self._spot_checks()
        Conduct(self.world).follow()
        self._feedback()
        Credit(self.world).follow()
        self._notes()
        self._changes()
        self._doubles()
        self._guides()
        self._notices()

    def _papers_end(self) -> None:
        """Some have let their papers run out, and are restricted as on any morning after."""
        for n in words.LAPSED:
            self.suppliers[n].credentials.update(expires_on=self.today - dt.timedelta(days=3))
        care.follow_papers()

    def _sources_differ(self) -> None:
        """A list states another address, another one a size; both wait for an officer of the province."""
        for n, (field, raw, value) in words.LISTED_OTHERWISE.items():
            supplier, region = self.suppliers[n], None
            if field == Statement.Field.ADDRESS:
                region = supplier.organisation.region_id
            row = {"单位名称": str(supplier), Statement.Field(field).label: raw}
            Sighting.objects.create(
                supplier=supplier, source=words.LIST, listed_on=self.today, seen_at=clock.now(), raw=row
            )
            size = supplier.organisation.get_size_display()
            provenance.state_size(supplier, supplier.organisation.size, size)
            statements.hear(
                [statements.Said(supplier.pk, field, raw, value, region)],
                statements.Source(Statement.Kind.OFFICIAL.value, words.LIST, clock.now()),
                known=[supplier.pk],
            )
        for n, capitals in words.CAPITALS.items():
            self._capitals_differ(self.suppliers[n], capitals)

    def _capitals_differ(self, supplier: Supplier, capitals: Mapping[str, str]) -> None:
        for source, capital in capitals.items():
            row = {"单位名称": str(supplier), "注册资本": capital}
            Sighting.objects.create(
                supplier=supplier, source=source, listed_on=self.today, seen_at=clock.now(), raw=row
            )
            Organisation.objects.filter(supplier=supplier).update(capital=capital)
        rereading.hold_together([supplier.pk])

    def _papers_differ(self) -> None:
        """The list gives a credential of some a year more than they do."""
        for n in words.PAPERS:
            supplier = self.suppliers[n]
            paper = supplier.credentials.select_related("kind").exclude(expires_on=None)[0]
            last = paper.expires_on or self.today
            row = {
                "单位名称": str(supplier),
                "资质名称": paper.kind.name,
                "证书编号": paper.number,
                "发证机关": paper.issuer,
                "有效期至": last.replace(year=last.year + 1, day=1).isoformat(),
            }
            Sighting.objects.create(
                supplier=supplier, source=words.LIST, listed_on=self.today, seen_at=clock.now(), raw=row
            )
            own.follow(supplier, paper.kind_id, paper.number)

    def _edits(self) -> None:
        """The first has rewritten its introduction; another asks for a look at what it has changed since."""
        lab, asking = self.suppliers[0], self.suppliers[words.ASKS_AGAIN]
        suppliers.describe(lab, editor=lab.people[0], intro=f"{lab.intro}{words.ADDED_INTRO}")
        person = asking.people[0]
        suppliers.describe(asking, editor=person, intro=f"{asking.intro}{words.ADDED_INTRO}")
        activity = asking.activities.all()[0]
        serves = list(activity.serves.all())[1:]
        suppliers.set_activity(
            asking, activity.service_type, serves=serves, capability=words.ADDED_CAPABILITY, editor=person
        )
        self.world.credential(asking, "iso9001", words.ASKS_AGAIN)
        suppliers.submit(asking, editor=person)

    def _work_is_verified(self) -> None:
        """An officer has held the first one's earlier work against its contract."""
        lab = self.suppliers[0]
        contract = self.world.paper("合同首页（演示）.pdf")
        project = lab.parts.filter(kind=RecordPart.Kind.PROJECT)[0]
        stated = suppliers.change_part(project, editor=lab.people[0], evidence=contract)
        officer = self.officers[lab.organisation.region.province_code]
        suppliers.verify_part(stated, officer=officer, seen=stated.stated_at.isoformat())

    def _confirmations(self) -> None:
        """One is to confirm soon, another has not in time, a third nobody can remind; one reported a change late."""
        User.objects.filter(memberships__organisation=self.suppliers[words.LEFT].organisation).update(
            is_active=False
        )
        for n, days in words.CONFIRM_IN.items():
            begun = clock.now() - dt.timedelta(days=365 - days)
            Supplier.objects.filter(pk=self.suppliers[n].pk).update(listed_at=begun)
            due_on = self.today + dt.timedelta(days=days)
            Confirmation.objects.create(supplier=self.suppliers[n], due_on=due_on)
        late = self.suppliers[words.REPORTED_LATE]
        confirmation.record_late(
            late,
            fact=LateReport.Fact.ADDRESS,
            changed_on=self.today - dt.timedelta(days=100),
            reported_on=self.today - dt.timedelta(days=10),
            note="登记机关公示的变更记录（演示）。",
            officer=self.officers[late.organisation.region.province_code],
        )
        confirmation.follow()

    # --- admission ------------------------------------------------------------------------------------
    def _assessments(self) -> None:
        """Some have passed, some have not, some wait for a scorer or a third; the first works on another one."""
        scorers = self._scorers()
        for n, marks in (words.ADMITTED | words.NOT_ADMITTED | words.TO_BE_SETTLED).items():
            if submitted := self._assessed(self.suppliers[n]):
                for scorer, mark in zip(scorers[submitted.province_id], marks, strict=True):
                    self._score(submitted, scorer, mark)
        waiting = [self._assessed(self.suppliers[n]) for n in words.TO_BE_SCORED]
        for submitted in filter(None, waiting[:1]):
            tied = scorers[submitted.province_id][0]
            recusal.declare(submitted, officer=tied, reason="两年前在这家机构任职（演示）。")
        lab = self.suppliers[0]
        for choice in [one for one in assessment.choices(lab) if one.act][:1]:
            first = choice.criteria_set
            person = lab.people[0]
            admission.open_assessment(lab, first.service_type, first.province, by=person)

    def _scorers(self) -> dict[str, list[User]]:
        """The two officers of each province who have scored already; 沈清, 顾澄 and 陆源 have it before them."""
        scorers: dict[str, list[User]] = {}
        for name, email, province in words.SCORERS:
            association = Association.objects.get(province_id=province)
            person = self.world.person(name, email, f"{association.name}评分人")
            accounts.grant(person, Role.OFFICER, by=None, association=association)
            scorers.setdefault(province, []).append(person)
        return scorers

    def _assessed(self, supplier: Supplier) -> Assessment | None:
        """Submitted where the body is at home, or else in the first province that it goes to; None of an unlisted one."""
        supplier.refresh_from_db()  # an officer may have listed it since
        home = supplier.organisation.region.province_code
        choices = assessment.choices(supplier) if supplier.is_listed else []
        choices.sort(key=lambda one: one.criteria_set.province_id != home)
        if not choices:
            return None
        criteria_set, person = choices[0].criteria_set, supplier.people[0]
        opened = admission.open_assessment(
            supplier, criteria_set.service_type, criteria_set.province, by=person
        )
        said = {
            one: admission.Said(88, f"{one}：材料齐全，详见机构资料（演示）。")
            for one in criteria_set.criteria.all()
        }
        admission.save_answers(opened, said, by=person)
        return admission.submit(opened, by=person)

    def _score(self, submitted: Assessment, scorer: User, mark: int) -> None:
        criteria = submitted.criteria_set.criteria.all()
        notes = {one.code: "材料不足，请补充（演示）。" for one in criteria if mark < one.threshold}
        admission.score(submitted, officer=scorer, points={one.code: mark for one in criteria}, notes=notes)

    # --- suspensions ----------------------------------------------------------------------------------
    def _suspensions(self) -> None:
        """One that the body objects to, before another officer; one of a single type; one that is over."""
        scorers = self.world.scorers()
        objects, partly, over = (self.suppliers[n] for n in words.SUSPENDED)
        whole = self._suspend(objects, scorers, None)
        suspension.appeal(whole, member=objects.people[0], statement="原始记录已经补正（演示）。", file=None)
        self._suspend(partly, scorers, partly.activities.all()[0].service_type)
        lifted = self._suspend(over, scorers, None)
        suspension.lift(lifted, officer=lifted.imposed_by, reason="机构已经改正（演示）。")

    def _suspend(self, body: Supplier, officers: dict[str, User], kind: ServiceType | None) -> Suspension:
        officer = officers[body.organisation.region.province_code]
        decided = Decided(
            service_type=kind,
            reason="现场核查发现报告与原始记录不符（演示）。",
            ground="平台规则第十二条（演示）",
            since=self.today,
            until=self.today + dt.timedelta(days=29),
        )
        return suspension.suspend(body, decided, officer=officer)

    # --- spot checks ----------------------------------------------------------------------------------
    def _spot_checks(self) -> None:
        """The quarter's drawing: one body is good, one is to correct something, one has, the others wait."""
        plan = dict.fromkeys([stratum for stratum, _ in spot_population.strata(self.today)], 1)
        made = spotcheck.draw(
            self.today.year,
            (self.today.month + 2) // 3,
            plan,
            due_on=self.today + dt.timedelta(days=30),
            by=User.objects.get(email=words.STAFF[0][1]),
        )
        lab = self.suppliers[0]
        rows = list(made.checks.exclude(supplier=lab).select_related("supplier", "association"))
        for n, row in enumerate(rows[:3]):
            officer = self.officers[row.association.province_id]
            finding = "correcting" if n else "good"
            until = self.today + dt.timedelta(days=20) if n else None
            said = "原始记录缺两页，请补齐（演示）。" if n else "资质、人员和记录齐全（演示）。"
            spotcheck.find(row, officer=officer, finding=finding, findings=said, correct_by=until)
        spotcheck.correct(
            rows[2], member=rows[2].supplier.people[0], correction="已补齐（演示）。", file=None
        )

    # --- feedback -------------------------------------------------------------------------------------
    def _feedback(self) -> None:
        """One waits in each province, one is answered, one was handed to the body."""
        for n, (buyer, kind, text, answer) in words.FEEDBACK.items():
            reporter, body = self.world.buyers[buyer][1], self.suppliers[n]
            row = feedback.report(body, kind=kind, text=text, file=None, reporter=reporter)
            if answer:
                officer = self.officers[row.association.province_id]
                feedback.answer(row, officer=officer, decision=answer[0], reasons=answer[1])

    # --- notes and changes ----------------------------------------------------------------------------
    def _notes(self) -> None:
        """What a scorer leaves for the officer of the province, on a record and on a listing that waits."""
        scorers = self.world.scorers()
        for n, text in words.NOTES.items():
            province = self.suppliers[n].organisation.region.province_code
            officer = self.officers[province]
            notes.write(self.suppliers[n], text=text, colleague=officer, officer=scorers[province])

    def _changes(self) -> None:
        """What bodies say has changed: one stands on its record, one came back, the others wait; one of them is late."""
        for n, (fact, value, days, fate) in words.CHANGES.items():
            body = self.suppliers[n]
            region = body.organisation.region if fact == LateReport.Fact.ADDRESS else None
            said = Reported(fact, value, self.today - dt.timedelta(days=days), region)
            proof = self.world.paper("变更通知书（演示）.pdf")
            row = changes.report(body, said, proof=proof, member=body.people[0])
            officer = self.officers[row.association.province_id]
            if fate == "passed":
                changes.approve(row, officer=officer)
            elif fate == "returned":
                changes.send_back(row, officer=officer, reasons="变更日期与通知书不一致（演示）。")

    # --- records of one body --------------------------------------------------------------------------
    def _doubles(self) -> None:
        """A list has some bodies under the number that they had before: one has been merged, the others wait, one of
        them because an officer said so.
        """
        for n in words.DOUBLES:
            self._double(self.suppliers[n], n)
        finding.find()
        n, former, remark = words.PROPOSED
        body = self.suppliers[n]
        officer = self.officers[body.organisation.region.province_code]
        merging.propose(body, self._double(body, n, former), remark=remark, officer=officer)
        lab = self.suppliers[words.MERGED]
        pair, province = Likeness.objects.get(first=lab), lab.organisation.region.province_code
        merging.merge(
            pair,
            lab,
            reason="登记机关的变更公示载明原注册号（演示）。",
            version=version_of(pair),
            officer=self.officers[province],
        )

    def _double(self, known: Supplier, n: int, name: str = "") -> Supplier:
        body, moment = known.organisation, clock.now()
        again = Organisation.objects.create(
            credit_code=f"{body.region_id[:6]}000000{n:03d}",
            name=name or body.name,
            region=body.region,
            address=words.ROADS[0],
            is_demo=True,
        )
        listed = {"status": Supplier.Status.LISTED, "listed_at": moment, "updated_at": moment}
        double = Supplier.objects.create(organisation=again, **listed)
        Activity.objects.create(supplier=double, service_type=known.activities.all()[0].service_type)
        if n == words.FORMER_OF:
            former, _ = ServiceType.objects.get_or_create(code=words.FORMER_TYPE, defaults=words.FORMER_FACTS)
            Activity.objects.create(supplier=double, service_type=former, type_version=0)
        row = {"单位名称": again.name, "注册号": again.credit_code}
        Sighting.objects.create(supplier=double, source=words.OLD_LIST, seen_at=moment, raw=row)
        return double

    # --- official systems -----------------------------------------------------------------------------
    def _guides(self) -> None:
        """One whose link opens, and one whose link failed twice: nothing of the kind is said of systems that are real."""
        for region, name, address, results in words.GUIDES:
            now = clock.now()
            facts = {"name": name, "address": address, **words.GUIDE_FACTS}
            guide = Guide(first_published_at=now, last_published_at=now, **facts)
            guide.regions = [self.world.regions[region]]
            guide.save()
            guides.follow(guide)
            for result, answer in results:
                guides.note(guide, links.Finding(result, answer))

    def _notices(self) -> None:
        """Three sources were read last night, another has changed its layout since: all are replicas, and ask nobody."""
        connectors.install()
        with replica.running() as (site, _):
            broken = f"{site}/fault/changed"
            for name, base in (
                ("ccgp", site),
                ("flk", site),
                ("openstd", site),
                ("html", site),
                ("html", broken),
            ):
                connectors.sync(connectors.find(name), base=base, pace=0)
