"""Listed suppliers with activities, credentials and waste categories, in bulk."""

import datetime as dt
import random

from django.db import transaction
from stdnum.cn import uscc

from bench.bulk import Table
from bench.words import ABOUT, FORMS, ISSUERS, ROADS, STEMS, TRADES, Trade
from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.reference.models import CredentialKind, Region, WasteCategory
from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, Supplier

SEED = 20221230
BATCH = 5_000
ZONE = ("310118", "320509", "330421")
SIZES = ("large", "medium", "medium", "small", "small", "small", "micro", "unknown")
REACHES = (
    ("310118", "320509", "330421"), ("31", "32", "33"), ("3205", "310118"), ("31", "330421"), ("33",), ("32",), (), (),
)  # fmt: skip


def fill(count: int, *, brief: bool = False) -> None:
    """Store ``count`` listed suppliers with everything that hangs on them; brief ones say nothing of themselves."""
    maker = Maker(brief=brief)
    for begin in range(0, count, BATCH):
        with transaction.atomic():
            for number in range(begin, min(begin + BATCH, count)):
                maker.add(number)
            for table in maker.tables:
                table.store()
    for table in maker.tables:
        table.finish()


def credit_code(region: str, number: int) -> str:
    """A code that passes the check and counts up: 91, county, eight digits, a fixed character, check digit."""
    stem = f"91{region[:6]:0<6}{number:08d}M"
    return f"{stem}{uscc.calc_check_digit(stem)}"


class Places:
    """Where bodies sit: one in three in the demonstration zone, one in three elsewhere in its provinces."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        lowest = Region.objects.current().filter(level__gte=Region.Level.COUNTY).order_by("code")
        everywhere = list(lowest.values_list("code", "name"))
        self._zone = [place for place in everywhere if place[0].startswith(ZONE)]
        self._around = [place for place in everywhere if place[0][:2] in {"31", "32", "33"}]
        self._everywhere = everywhere

    def pick(self) -> tuple[str, str]:
        """Code and name of a county or town."""
        return self._rng.choice(self._rng.choice((self._zone, self._around, self._everywhere)))


class Maker:
    """Makes the rows in an order that one seed fixes."""

    def __init__(self, *, brief: bool = False) -> None:
        self._brief = brief
        self._rng = random.Random(SEED)
        self._places = Places(self._rng)
        self._weights = [trade.weight for trade in TRADES]
        self._today, self._now = clock.today(), clock.now()
        self._wastes = list(WasteCategory.objects.values_list("code", flat=True))
        self._covering = set(CredentialKind.objects.filter(covers_waste=True).values_list("code", flat=True))
        self._bodies, self._suppliers = Table(Organisation), Table(Supplier)
        self._activities, self._serves = Table(Activity), Table(Activity.serves.through)
        self._credentials, self._licensed = Table(Credential), Table(CredentialWaste)

    @property
    def tables(self) -> list[Table]:
        """In the order in which they can be stored."""
        return [
            self._bodies,
            self._suppliers,
            self._activities,
            self._serves,
            self._credentials,
            self._licensed,
        ]

    def add(self, number: int) -> None:
        rng = self._rng
        trade = rng.choices(TRADES, self._weights)[0]
        listed_at = self._now - dt.timedelta(minutes=rng.randrange(3 * 365 * 24 * 60))
        supplier = self._suppliers.add(
            organisation_id=self._add_body(number, trade),
            status=Supplier.Status.LISTED.value,
            intro=self._intro(trade),
            contact_name="联系人",
            contact_phone=f"0512-6{rng.randrange(10**7):07d}",
            listed_at=listed_at,
            updated_at=listed_at,
        )
        self._add_activities(supplier, trade)
        for kind in trade.credentials:
            self._add_credential(supplier, kind)

    def _intro(self, trade: Trade) -> str:
        rng = self._rng
        if self._brief:
            return ""
        return "".join([*rng.sample(trade.sentences, 2), rng.choice(ABOUT).format(rng.randint(12, 98))])

    def _add_body(self, number: int, trade: Trade) -> int:
        rng, (code, place) = self._rng, self._places.pick()
        stem = "".join(rng.sample(STEMS, 2))
        return self._bodies.add(
            credit_code=credit_code(code, number),
            name=f"{place[:2]}{stem}{trade.suffix}{rng.choice(FORMS)}",
            region_id=code,
            address=f"{rng.choice(ROADS)}{rng.randint(1, 999)}号",
            size=rng.choice(SIZES),
            established_on=self._today - dt.timedelta(days=rng.randrange(900, 9000)),
            scope="" if self._brief else "；".join(rng.choice(TRADES).sentences),
            is_supplier=rng.random() < 0.3,
            is_buyer=number % 50 == 0,
            verified_at=self._now,
        )

    def _add_activities(self, supplier: int, trade: Trade) -> None:
        """Two to four things the body does, each with the regions it serves."""
        rng = self._rng
        for kind in rng.sample(trade.types, min(rng.randint(2, 4), len(trade.types))):
            activity = self._activities.add(supplier_id=supplier, service_type_id=kind)
            for region in rng.choice(REACHES):
                self._serves.add(activity_id=activity, region_id=region)

    def _add_credential(self, supplier: int, kind: str) -> None:
        """Nine in ten are verified; some have run out, some are about to."""
        rng = self._rng
        credential = self._credentials.add(
            supplier_id=supplier,
            kind_id=kind,
            number=f"{kind[:4].upper()}-{supplier:08d}",
            issuer=rng.choice(ISSUERS),
            issued_on=self._today - dt.timedelta(days=rng.randrange(400, 1400)),
            expires_on=self._today + dt.timedelta(days=rng.randrange(-100, 1800)),
            verified_at=self._now if rng.random() < 0.9 else None,
        )
        if kind in self._covering:
            for code in rng.sample(self._wastes, rng.randint(2, 9)):
                tonnes = rng.randrange(100, 30_000)
                self._licensed.add(credential_id=credential, category_id=code, tonnes_per_year=tonnes)
