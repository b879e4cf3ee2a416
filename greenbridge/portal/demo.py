"""Demo data (演示数据): people, bodies, suppliers and demands that do not exist, always the same ones.

Everything goes through the rooms' services where something happens, so that queues, messages and traces are as in life.
"""

import datetime as dt
import random
import secrets
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.hashers import get_hasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.functional import cached_property
from stdnum.cn import uscc

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Association, Membership, Organisation, Role, User
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.demands import services as demands
from greenbridge.demands.clarification import services as clarification
from greenbridge.demands.conduct.queries import rules_in_force
from greenbridge.demands.models import (
    Demand,
    DemandReview,
    ProcurementLimit,
    Project,
    Scenario,
)
from greenbridge.demands.reviewing.marks import Remark
from greenbridge.demands.specification import services as specification
from greenbridge.files import services as files
from greenbridge.portal import (
    demo_duties,
    demo_library,
    demo_notices,
    demo_parts,
    demo_readers,
    demo_talks,
    demo_writings,
)
from greenbridge.portal import demo_words as words
from greenbridge.portal.demo_affairs import Affairs
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.search import services as search
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    RecordPart,
    Supplier,
)

SEED = 20221230
SUPPLIERS = 60
DEMANDS = 40
MARK = "（演示）"
OF_PUBLIC_MONEY = {
    "publisher_kind": Demand.Publisher.INSTITUTION,
    "off_platform": Demand.OffPlatform.PART,
}


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


def _hashed(password: str) -> str:
    """Quickly: nobody guesses 72 bits of chance, however little a guess costs. The first sign-in hashes it like any other."""
    hasher: Any = copy(get_hasher())
    hasher.iterations = 1
    return str(hasher.encode(password, hasher.salt()))


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
        affairs = Affairs(self)
        affairs.before_demands()
        self.buyers = [self._buyer(*row) for row in words.BUYERS]
        self._limits()
        for n in range(DEMANDS):
            self._demand(n)
        self._past_demands()
        self._demand_from_a_scenario()
        self._waiting_cases()
        affairs.after_demands()
        demo_talks.seed(self.officers)
        demo_notices.seed()
        demo_library.seed()
        demo_readers.seed()
        demo_writings.seed()
        demo_library.seed_ledger(User.objects.get(name=demo_writings.FIRST))
        demo_library.seed_correction(User.objects.get(name="韩松"))
        demo_parts.seed(self)
        demo_duties.seed(self)
        return self.accounts

    def paper(self, name: str) -> files.Checked:
        """The one page that stands for every paper of the demo world, under the name of that paper."""
        return replace(self._page, name=name, notes={})

    @cached_property
    def _page(self) -> files.Checked:
        """Looked through once: that takes a process of its own."""
        return files.check(SimpleUploadedFile("演示.pdf", words.LICENCE))

    # --- people ---------------------------------------------------------------------------------------
    def scorers(self) -> dict[str, User]:
        """One of those who score in each province, by its code."""
        return {province: User.objects.get(email=email) for _, email, province in words.SCORERS}

    def person(self, name: str, email: str, part: str, *, shown: bool = True) -> User:
        password = secrets.token_urlsafe(9)
        user = User.objects.create_user(email, name=name, is_demo=shown)
        user.phone = f"0512-{self.random.randint(60000000, 69999999)}"
        if shown:
            user.password, user.password_changed_at = _hashed(password), clock.now()
        user.save(update_fields=["phone", "password", "password_changed_at"])
        accounts.agree(user)
        sign_in.vouch_for_email(user)
        if shown:
            self.accounts.append(Account(name, email, password, part))
        return user

    def _staff(self) -> dict[str, User]:
        officers = {}
        for name, email, province in words.OFFICERS:
            association = Association.objects.get(province_id=province)
            officers[province] = self.person(name, email, f"{association.name}审核员")
            accounts.grant(officers[province], Role.OFFICER, by=None, association=association)
        for name, email, role in words.STAFF:
            person = self.person(name, email, Role(role).label)
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
        person = self.person(
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
            self.credential(supplier, kind, n)
        RecordPart.objects.bulk_create(
            RecordPart(
                supplier=supplier, kind=kind, name=part, detail=detail, stated_at=clock.now(), **columns
            )
            for kind, part, detail, columns in words.PARTS[n % 2 :]
        )
        self._list(supplier, n)
        return supplier

    def credential(self, supplier: Supplier, kind: str, n: int) -> None:
        days = words.EXPIRES_IN[n % len(words.EXPIRES_IN)]
        issued = self.today - dt.timedelta(days=self.random.randint(400, 900))
        credential = Credential.objects.create(
            supplier=supplier,
            kind=self.kinds[kind],
            grade=(self.kinds[kind].grades or [""])[n % 2 if self.kinds[kind].grades else 0],
            number=f"演示字第{n:03d}号",
            issuer="演示发证机关",
            issued_on=issued,
            expires_on=self.today + dt.timedelta(days=days),
        )
        if self.kinds[kind].covers_waste:
            own = words.WASTE_SETS[n % len(words.WASTE_SETS)]
            codes = {*own, *(words.SEVEN if n in words.TAKES_SEVEN else ())}
            CredentialWaste.objects.bulk_create(
                CredentialWaste(
                    credential=credential,
                    category=category,
                    tonnes_per_year=1000 * (n + 3),
                    codes=dict.fromkeys(words.LIMITED.get((n, category.code), ())),
                )
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

    # --- buyers and demands ---------------------------------------------------------------------------
    def _buyer(self, person: str, email: str, name: str, region: str) -> tuple[Organisation, User]:
        body = self._body(name, region, is_buyer=True)
        user = self.person(person, email, body.name)
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
            **(OF_PUBLIC_MONEY if "园" in body.name and fate == "submitted" else {}),
            "is_masked": n % 5 == 1,
            "is_urgent": n % 7 == 2,
            "is_demo": True,
        }
        demand = demands.save(demand, facts, editor=author)
        self._lead(demand, author, fate, n)

    def _limits(self) -> None:
        """In 吴江 a limit has been recorded; elsewhere the page says that none has."""
        for kind in ProcurementLimit.Kind.values:
            ProcurementLimit.objects.create(
                region=self.regions["320509"],
                kind=kind,
                procurement=20_000_000,
                tender=400_000_000,
                document="演示数据，不是真实的限额标准",
                effective_from=dt.date(self.today.year, 1, 1),
            )

    def _past_demands(self) -> None:
        """Monitoring that was asked for and closed last year, so that the form can say what it usually costs."""
        for n, wan in enumerate(words.PAST_BUDGETS):
            body, author = self.buyers[n % len(self.buyers)]
            place = self.regions[words.SITES[n % len(words.SITES)]]
            facts = {
                "title": f"{place.name}年度例行监测",
                "description": "废水、废气和厂界噪声每季度监测一次（演示）。",
                "service_types": [self.types["S01"]],
                "region": place,
                "deadline": clock.end_of_day(self.today + dt.timedelta(days=10)),
                "budget_kind": Demand.BudgetKind.RANGE,
                "budget_max": wan * 1_000_000,
                "is_demo": True,
            }
            demand = demands.save(demands.start(body, author=author), facts, editor=author)
            self._lead(demand, author, "closed", n)
            last_year = clock.now() - dt.timedelta(days=300 + n)
            Demand.objects.filter(pk=demand.pk).update(
                published_at=last_year, deadline=last_year + dt.timedelta(days=20), closed_at=last_year
            )

    def _demand_from_a_scenario(self) -> None:
        """A dye works that did not know what to ask for has answered the questions of a scenario."""
        body, author = self.buyers[1]
        scenario = Scenario.objects.get(loaded_as=words.SCENARIO)
        demand = specification.start(scenario, body, author=author)
        ends = self.today + dt.timedelta(days=365)
        specification.answer(demand, words.ANSWERS | {"截止日": ends.isoformat()}, editor=author)
        facts = {"deadline": clock.end_of_day(self.today + dt.timedelta(days=16)), "is_demo": True}
        self._lead(demands.save(demand, facts, editor=author), author, "published", 13)
        self._questions(demand, author)

    def _questions(self, demand: Demand, author: User) -> None:
        """One was answered, and the answer put right the day after."""
        asker = self.suppliers[0]
        body, member = asker.organisation, asker.people[0]
        asked, first, corrected = words.QUESTION
        question = clarification.ask(demand, body, member=member, text=asked)
        question = clarification.answer(question, member=author, text=first)
        clarification.correct(question, member=author, text=corrected, seen="0")

    def _lead(self, demand: Demand, author: User, fate: str, n: int) -> None:
        """Take the demand to the state it is to show."""
        if fate == "draft":
            return
        review = self.submit(demand, author)
        demand = review.demand
        if review.is_waiting:
            if not self._review(review, fate):
                if fate == "resubmitted":
                    self._submit_again(demand, author)
                return
            demand.refresh_from_db()
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

    def submit(self, demand: Demand, author: User) -> DemandReview:
        terms = rules_in_force()
        return demands.submit(demand, editor=author, agreed_to=terms.number if terms else None)

    def _review(self, review: DemandReview, fate: str) -> bool:
        """What the officer of the site's province says; whether the demand was published."""
        officer = self.officers[review.association.province_id]
        if fate in {"returned", "resubmitted"}:
            demands.return_for_changes(
                review,
                officer=officer,
                reasons="需求说明不够具体，请补充现状、工作量和验收方式。",
                remarks=[Remark(*remark) for remark in words.REMARKS],
            )
        elif fate != "submitted":
            demands.approve(review, officer=officer)
        return fate not in {"submitted", "returned", "resubmitted"}

    def _submit_again(self, demand: Demand, author: User) -> None:
        """The officer sees what has changed since."""
        more = f"{demand.description}每季度一次，提交报告后由我单位组织验收（演示）。"
        demand = demands.save(demand, {"description": more, "is_urgent": True}, editor=author)
        self.submit(demand, author)

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
        self.person("周新", "new@demo.example", "刚注册，尚未认证单位")
        for n, (person, name, region, side) in enumerate(words.APPLICANTS):
            user = self.person(person, f"applicant{n}@demo.example", name, shown=False)
            statement = accounts.Statement(
                side=side,
                credit_code=credit_code_for(region, 900 + n),
                name=name + MARK,
                region=self.regions[region],
                address="演示路1号",
                contact_name=person,
                contact_phone="0512-60000000",
            )
            accounts.apply(user, statement, self.paper("营业执照（演示）.pdf"))


def announce() -> None:
    """Everything the demo made reaches the index: what was moved in time by hand as well."""
    with transaction.atomic():
        search.changed(
            "supplier", *Supplier.objects.listed().values_list("organisation__credit_code", flat=True)
        )
        search.changed("demand", *Demand.objects.public().values_list("number", flat=True))
        search.changed("demand", *Project.objects.public().values_list("number", flat=True))
