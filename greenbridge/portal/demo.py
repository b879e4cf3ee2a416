"""Demo data (演示数据): people, bodies, suppliers and demands that do not exist, always the same ones.

Everything goes through the rooms' services where something happens, so that queues, messages and traces are as in life.
"""

import datetime as dt
import json
import random
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from stdnum.cn import uscc

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Association, Membership, Organisation, Role, User
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.portal import demo_words as words
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.search import services as search
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import queries as assessment
from greenbridge.suppliers.assessment import services as admission
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.confirmation import services as confirmation
from greenbridge.suppliers.credit import checks as credit_checks
from greenbridge.suppliers.credit import reports as credit_reports
from greenbridge.suppliers.credit import runs as credit_runs
from greenbridge.suppliers.credit.sites import sites
from greenbridge.suppliers.feedback import services as feedback
from greenbridge.suppliers.merging import finding
from greenbridge.suppliers.merging import services as merging
from greenbridge.suppliers.merging.queries import version_of
from greenbridge.suppliers.models import (
    Activity,
    Assessment,
    Confirmation,
    Credential,
    CredentialWaste,
    CreditRun,
    LateReport,
    Likeness,
    RecordPart,
    Sighting,
    Statement,
    Supplier,
    Suspension,
)
from greenbridge.suppliers.notes import services as notes
from greenbridge.suppliers.provenance import services as provenance
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.spotcheck import queries as spot_population
from greenbridge.suppliers.spotcheck import services as spotcheck
from greenbridge.suppliers.suspension import services as suspension
from greenbridge.suppliers.suspension.queries import Decided

SEED = 20221230
SUPPLIERS = 60
DEMANDS = 40
MARK = "（演示）"


@dataclass(frozen=True)
class Account:
    """A demo account as it is printed once."""

    name: str
    email: str
    password: str
    part: str


def is_seeded() -> bool:
    return User.objects.filter(is_demo=True).exists()


@transaction.atomic
def seed() -> list[Account]:
    """Fill an empty installation; returns the accounts with their passwords, which are stored nowhere else."""
    return Seeder().run()


def credit_code_for(region: str, number: int) -> str:
    """A valid code that no register holds: its body number counts up."""
    body = f"MADEM{number:03d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(c) if c.isdigit() else ord(c) - 55 for c in body]
    digit = (11 - sum(w * v for w, v in zip(weights, values, strict=True)) % 11) % 11
    stem = f"91{region[:6]:0<6}{body}{'X' if digit == 10 else digit}"
    return stem + str(uscc.calc_check_digit(stem))


class Seeder:
    """Makes the demo world once, from one seed."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # noqa: S311 — the same world every time, nothing secret in it
        self.accounts: list[Account] = []
        self.bodies = 0
        self.types = {t.code: t for t in ServiceType.objects.all()}
        self.kinds = {k.code: k for k in CredentialKind.objects.all()}
        self.regions = {r.code: r for r in Region.objects.filter(code__in=words.PLACES)}
        self.today = clock.today()

    def run(self) -> list[Account]:
        self.officers = self._staff()
        self.suppliers = [self._supplier(n) for n in range(SUPPLIERS)]
        self._papers_end()
        self._sources_differ()
        self._edits()
        self._confirmations()
        self.buyers = [self._buyer(*row) for row in words.BUYERS]
        for n in range(DEMANDS):
            self._demand(n)
        self._waiting_cases()
        self._assessments()
        self._suspensions()
        self._spot_checks()
        self._feedback()
        self._credit_records()
        self._notes()
        self._credit_reports()
        self._credit_checks()
        self._doubles()
        return self.accounts

    # --- people ---------------------------------------------------------------------------------------
    def _person(self, name: str, email: str, part: str, *, shown: bool = True) -> User:
        password = secrets.token_urlsafe(9)
        user = User.objects.create_user(email, password if shown else None, name=name, is_demo=shown)
        user.phone = f"0512-{self.random.randint(60000000, 69999999)}"
        user.save(update_fields=["phone"])
        accounts.agree(user)
        sign_in.vouch_for_email(user)
        if shown:
            self.accounts.append(Account(name, email, password, part))
        return user

    def _staff(self) -> dict[str, User]:
        officers = {}
        for name, email, province in words.OFFICERS:
            association = Association.objects.get(province_id=province)
            officers[province] = self._person(name, email, f"{association.name}审核员")
            accounts.grant(officers[province], Role.OFFICER, by=None, association=association)
        for name, email, role in words.STAFF:
            person = self._person(name, email, Role(role).label)
            accounts.grant(person, role, by=None)
        return officers

    def _body(self, name: str, region: str, **facts: Any) -> Organisation:
        self.bodies += 1
        place = self.regions[region]
        return Organisation.objects.create(
            credit_code=credit_code_for(region, self.bodies),
            name=name + MARK,
            region=place,
            address=f"{self.random.choice(words.ROADS)}{self.random.randint(1, 999)}号",
            established_on=self.today - dt.timedelta(days=self.random.randint(900, 9000)),
            verified_at=clock.now(),
            is_demo=True,
            **facts,
        )

    def _join(self, body: Organisation, person: User) -> None:
        Membership.objects.create(
            organisation=body, user=person, role=Membership.Role.OWNER, joined_at=clock.now()
        )

    # --- suppliers ------------------------------------------------------------------------------------
    def _supplier(self, n: int) -> Supplier:
        trade = words.TRADES[(n + n // 6) % len(words.TRADES)] if n > 1 else words.TRADES[n]
        region = words.SUPPLIER_PLACES[n % len(words.SUPPLIER_PLACES)]
        name = f"{words.NAMES[n]}{trade.suffix}"
        body = self._body(name, region, is_supplier=True, size=self.random.choice(words.SIZES))
        named = words.SUPPLIER_PEOPLE.get(n)
        person = self._person(
            *(named or (f"联系人{n}", f"supplier{n}@demo.example")), body.name, shown=bool(named)
        )
        self._join(body, person)
        supplier = suppliers.profile_of(body)
        supplier.intro = trade.intro
        supplier.contact_name, supplier.contact_phone = person.name, person.phone
        supplier.save()
        for code in trade.types:
            activity = Activity.objects.create(
                supplier=supplier, service_type=self.types[code], capability=trade.capability
            )
            reach = words.REACHES[0] if named else self.random.choice(words.REACHES)
            activity.serves.set(Region.objects.filter(code__in=reach))
        for kind in trade.credentials:
            self._credential(supplier, kind, n)
        RecordPart.objects.bulk_create(
            RecordPart(
                supplier=supplier, kind=kind, name=part, detail=detail, stated_at=clock.now(), **columns
            )
            for kind, part, detail, columns in words.PARTS[n % 2 :]
        )
        self._list(supplier, n)
        return supplier

    def _credential(self, supplier: Supplier, kind: str, n: int) -> None:
        days = words.EXPIRES_IN[n % len(words.EXPIRES_IN)]
        issued = self.today - dt.timedelta(days=self.random.randint(400, 900))
        credential = Credential.objects.create(
            supplier=supplier,
            kind=self.kinds[kind],
            number=f"演示字第{n:03d}号",
            issuer="演示发证机关",
            issued_on=issued,
            expires_on=self.today + dt.timedelta(days=days),
        )
        if self.kinds[kind].covers_waste:
            own = words.WASTE_SETS[n % len(words.WASTE_SETS)]
            codes = {*own, *(words.SEVEN if n in words.TAKES_SEVEN else ())}
            CredentialWaste.objects.bulk_create(
                CredentialWaste(credential=credential, category=category, tonnes_per_year=1000 * (n + 3))
                for category in WasteCategory.objects.filter(code__in=codes)
            )

    def _list(self, supplier: Supplier, n: int) -> None:
        """Most are listed; some wait, one came back, one is still a draft."""
        editor = supplier.people[0]
        fate = words.SUPPLIER_FATES.get(n, "listed")
        if fate == "draft":
            return
        review = suppliers.submit(supplier, editor=editor)
        officer = self.officers.get(supplier.organisation.region.province_code, self.officers["31"])
        if fate == "listed":
            listed = suppliers.approve_listing(review, officer=officer)
            listed.listed_at = clock.now() - dt.timedelta(days=n, hours=self.random.randint(0, 20))
            listed.save(update_fields=["listed_at"])
        elif fate == "returned":
            suppliers.return_listing(review, officer=officer, reasons="资质扫描件不清晰，请重新上传。")

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
        self._credential(asking, "iso9001", words.ASKS_AGAIN)
        suppliers.submit(asking, editor=person)

    def _confirmations(self) -> None:
        """One is to confirm soon, another has not in time; of a third a change was reported late."""
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
        for n in words.TO_BE_SCORED:
            self._assessed(self.suppliers[n])
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
            person = self._person(name, email, f"{association.name}评分人")
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
        scorers = {province: User.objects.get(email=email) for _, email, province in words.SCORERS}
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
            reporter, body = self.buyers[buyer][1], self.suppliers[n]
            row = feedback.report(body, kind=kind, text=text, file=None, reporter=reporter)
            if answer:
                officer = self.officers[row.association.province_id]
                feedback.answer(row, officer=officer, decision=answer[0], reasons=answer[1])

    # --- credit information ---------------------------------------------------------------------------
    def _credit_records(self) -> None:
        """A file was taken over; the next one waits for the operator's yes, with a record that is at fault."""
        operator = User.objects.get(email=words.STAFF[0][1])
        taken, waiting = words.CREDIT_RECORDS
        credit_runs.confirm(self._handed_over(taken, operator), by=operator)
        self._handed_over(waiting, operator)

    def _handed_over(self, records: tuple[tuple[int, dict[str, str]], ...], by: User) -> CreditRun:
        rows = [{"统一社会信用代码": self.suppliers[n].code} | record for n, record in records]
        file = SimpleUploadedFile("信用记录（演示）.json", json.dumps(rows, ensure_ascii=False).encode())
        return credit_runs.start(file, source=words.CREDIT_SOURCE, handed_on=self.today, by=by)

    def _notes(self) -> None:
        """What a scorer leaves for the officer of the province, on a record and on a listing that waits."""
        scorers = {province: User.objects.get(email=email) for _, email, province in words.SCORERS}
        for n, text in words.NOTES.items():
            province = self.suppliers[n].organisation.region.province_code
            officer = self.officers[province]
            notes.write(self.suppliers[n], text=text, colleague=officer, officer=scorers[province])

    def _credit_reports(self) -> None:
        """One stands on its record, one will be too old soon, one waits, one came back."""
        for n, (days, fate) in words.CREDIT_REPORTS.items():
            body = self.suppliers[n]
            file = SimpleUploadedFile("信用报告（演示）.pdf", words.LICENCE)
            issued_on = self.today - dt.timedelta(days=days)
            row = credit_reports.submit(body, file=file, issued_on=issued_on, member=body.people[0])
            officer = self.officers[row.association.province_id]
            if fate == "passed":
                credit_reports.approve(row, officer=officer)
            elif fate == "returned":
                reasons = "填写的报告日期与报告不一致（演示）。"
                credit_reports.send_back(row, officer=officer, reasons=reasons)

    def _credit_checks(self) -> None:
        """Some were looked up; of one a site showed an anomaly that waits for a colleague, of one a colleague recorded it."""
        scorers = {province: User.objects.get(email=email) for _, email, province in words.SCORERS}
        for n, anomaly in words.CREDIT_CHECKS.items():
            body = self.suppliers[n]
            province = body.organisation.region.province_code
            findings = dict.fromkeys(sites(), "clear") | ({"credit-china": "anomaly"} if anomaly else {})
            found = [self._found(site, finding) for site, finding in findings.items()]
            made = credit_checks.check(body, found, looked_on=self.today, officer=scorers[province])
            if anomaly == "recorded":
                document = credit_checks.Document(decided_on=self.today, **words.CREDIT_DOCUMENT)
                officer = self.officers[province]
                credit_checks.put_on_record(made[0], document, officer=officer)

    def _found(self, site: str, finding: str) -> credit_checks.Found:
        if finding != "anomaly":
            return credit_checks.Found(site, finding)
        file = SimpleUploadedFile("网页打印（演示）.pdf", words.LICENCE)
        return credit_checks.Found(site, finding, "网站列有一条行政处罚（演示）。", file)

    # --- records of one body --------------------------------------------------------------------------
    def _doubles(self) -> None:
        """A list has some bodies under the number that they had before: one has been merged, the others wait."""
        for n in words.DOUBLES:
            self._double(self.suppliers[n], n)
        finding.find()
        lab = self.suppliers[words.MERGED]
        pair, province = Likeness.objects.get(first=lab), lab.organisation.region.province_code
        merging.merge(
            pair,
            lab,
            reason="登记机关的变更公示载明原注册号（演示）。",
            version=version_of(pair),
            officer=self.officers[province],
        )

    def _double(self, known: Supplier, n: int) -> None:
        body, moment = known.organisation, clock.now()
        again = Organisation.objects.create(
            credit_code=f"{body.region_id[:6]}000000{n:03d}",
            name=body.name,
            region=body.region,
            address=words.ROADS[0],
            is_demo=True,
        )
        listed = {"status": Supplier.Status.LISTED, "listed_at": moment, "updated_at": moment}
        double = Supplier.objects.create(organisation=again, **listed)
        Activity.objects.create(supplier=double, service_type=known.activities.all()[0].service_type)
        row = {"单位名称": again.name, "注册号": again.credit_code}
        Sighting.objects.create(supplier=double, source=words.OLD_LIST, seen_at=moment, raw=row)

    # --- buyers and demands ---------------------------------------------------------------------------
    def _buyer(self, person: str, email: str, name: str, region: str) -> tuple[Organisation, User]:
        body = self._body(name, region, is_buyer=True)
        user = self._person(person, email, body.name)
        self._join(body, user)
        return body, user

    def _demand(self, n: int) -> None:
        body, author = self.buyers[n % len(self.buyers)]
        sketch = words.DEMANDS[(n + n // 10) % len(words.DEMANDS)]
        fate = words.DEMAND_FATES[n % len(words.DEMAND_FATES)]
        place = self.regions[words.SITES[(3 * n + n // 10) % len(words.SITES)]]
        demand = demands.start(body, author=author)
        low = self.random.choice((3, 8, 20, 45, 80, 150)) * 1_000_000
        ranged = n % 3 != 0
        facts = {
            "title": f"{place.name}{sketch.title}",
            "description": sketch.description,
            "service_types": [self.types[code] for code in sketch.types],
            "wastes": list(WasteCategory.objects.filter(code__in=sketch.wastes)),
            "region": place,
            "address": f"{self.random.choice(words.ROADS)}{n + 1}号",
            "deadline": clock.end_of_day(self.today + dt.timedelta(days=3 + n % 30)),
            "budget_kind": Demand.BudgetKind.RANGE if ranged else Demand.BudgetKind.NEGOTIABLE,
            "budget_min": low if ranged else None,
            "budget_max": low * 2 if ranged else None,
            "publisher_kind": Demand.Publisher.PARK if "园" in body.name else Demand.Publisher.FACTORY,
            "is_masked": n % 5 == 1,
            "is_urgent": n % 7 == 2,
            "is_demo": True,
        }
        demand = demands.save(demand, facts, editor=author)
        self._lead(demand, author, fate, n)

    def _lead(self, demand: Demand, author: User, fate: str, n: int) -> None:
        """Take the demand to the state it is to show."""
        if fate == "draft":
            return
        review = demands.submit(demand, editor=author)
        if fate == "submitted":
            return
        officer = self.officers[review.association.province_id]
        if fate == "returned":
            demands.return_for_changes(
                review, officer=officer, reasons="需求说明不够具体，请补充现状、工作量和验收方式。"
            )
            return
        demand = demands.approve(review, officer=officer)
        demand.published_at = clock.now() - dt.timedelta(days=n % 20, hours=n % 9, minutes=7 * n % 60)
        demand.save(update_fields=["published_at"])
        if fate == "answered":
            self._answer(demand)
        if fate == "withdrawn":
            demands.withdraw(demand, editor=author, note="项目延期")
        if fate == "closed":
            demands.close(demand, editor=author, note="已通过其他途径解决")
        if fate == "expired":
            demand.deadline = clock.now() - dt.timedelta(days=1)
            demand.save(update_fields=["deadline"])
            demands.expire_due()

    def _answer(self, demand: Demand) -> None:
        from greenbridge.deals.queries import matches

        for match in [m for m in matches(demand) if m.card.fits][:2]:
            member = match.supplier.people[0]
            deals.express_interest(
                demand,
                match.supplier,
                member=member,
                message="我们做过同类项目，可在三个工作日内到现场勘察。",
                contact_name=member.name,
                contact_phone=member.phone,
            )

    def _waiting_cases(self) -> None:
        """Applications in every officer's queue, and one person who has only just signed up."""
        self._person("周新", "new@demo.example", "刚注册，尚未认证单位")
        for n, (person, name, region, side) in enumerate(words.APPLICANTS):
            user = self._person(person, f"applicant{n}@demo.example", name, shown=False)
            statement = accounts.Statement(
                side=side,
                credit_code=credit_code_for(region, 900 + n),
                name=name + MARK,
                region=self.regions[region],
                address="演示路1号",
                contact_name=person,
                contact_phone="0512-60000000",
            )
            accounts.apply(user, statement, SimpleUploadedFile("营业执照（演示）.pdf", words.LICENCE))


def announce() -> None:
    """Everything the demo made reaches the index: what was moved in time by hand as well."""
    with transaction.atomic():
        search.changed(
            "supplier", *Supplier.objects.listed().values_list("organisation__credit_code", flat=True)
        )
        search.changed("demand", *Demand.objects.public().values_list("number", flat=True))
