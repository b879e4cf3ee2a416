"""What comes round once a year, in a directory of 200,000: passes that end, confirmations, official sites to look at.

Only by name (``ONLY=yearly``). The world is made once in SQLite and kept under ``var/bench``; each run works on a copy,
and on another one in a PostgreSQL of its own. Steps run as ``python -m bench.yearly STEP`` in processes of their own.
"""

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figure, milliseconds, percentile, say, timed
from bench.flat import worlds
from bench.world import ROOT, NoWorld, environment
from greenbridge.testing.postgres import private_cluster

ROWS = 200_000
SPOKEN_FOR = 10  # one body in so many has somebody who is told
ASKED = 9
PAYLOAD = "x" * 400  # about what a trace or a message weighs


def figures(register: Path, rows: int = ROWS) -> dict[str, Figure]:
    """``yearly_DATABASE_WORK``: milliseconds by the wall clock; the peer asks or writes the same in bare SQL."""
    kept = worlds.made("yearly", "fill_suppliers", rows, register)
    found: dict[str, Figure] = {}
    for database in ("sqlite", "postgres"):
        with _copied(kept, database) as (world, url):
            for name, (value, peer) in _asked(world, url).items():
                found[f"yearly_{database}_{name}"] = Figure(value, "ms", {"bare_sql": peer})
    return found


@contextmanager
def _copied(kept: Path, database: str) -> Iterator[tuple[Path, str]]:
    """A world to write in: today's tables, and somebody in every tenth body, all of them passed and confirmed."""
    with tempfile.TemporaryDirectory(prefix="yearly-", dir=kept.parent) as folder:
        world = Path(folder) / "var"
        shutil.copytree(kept, world, symlinks=True)
        _step("prepare", world)
        if database == "sqlite":
            yield world, ""
            return
        with private_cluster() as url:
            worlds.run("copy", world, str(world / worlds.FILE), url=url)
            yield world, url


def _asked(world: Path, url: str) -> dict[str, tuple[float, float]]:
    say(f"a year's work on {'PostgreSQL' if url else 'SQLite'}")
    answers: dict[str, tuple[float, float]] = json.loads(_step("ask", world, url))
    return answers


def _step(step: str, world: Path, url: str = "") -> bytes:
    surroundings = environment(world, DATABASE_URL=url, GREENBRIDGE_KEPT_PAGES_MB="0")
    done = subprocess.run(
        [sys.executable, "-m", "bench.yearly", step], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE
    )
    if done.returncode:
        raise NoWorld(f"The step “{step}” failed; any message stands above.")
    return done.stdout


# --- Steps -------------------------------------------------------------------------------------------------


def prepare() -> None:
    """Every body passed on one of the last 365 days and confirms on one of the next; all are due to be looked at."""
    from django.core.management import call_command
    from django.db import connection

    from greenbridge.core import clock
    from greenbridge.suppliers.assessment import criteria
    from greenbridge.suppliers.models import Supplier

    call_command("migrate", verbosity=0, interactive=False)
    criteria.load()
    today = clock.today()
    bodies = list(Supplier.objects.order_by("pk").values_list("pk", "organisation_id"))
    opened_by = _speak_for(bodies[::SPOKEN_FOR])
    _give_officers()
    _pass([pk for pk, _ in bodies], opened_by, today)
    _will_confirm([pk for pk, _ in bodies], today)
    Supplier.objects.update(credit_due_on=today - dt.timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _speak_for(bodies: Sequence[tuple[int, int]]) -> int:
    """Each of them has somebody to speak for it; the first of the new people."""
    from greenbridge.accounts.models import Membership, User
    from greenbridge.core import bulk, clock

    now = clock.now()
    spoken_for = set(Membership.objects.values_list("organisation_id", flat=True))
    mute = [body for _, body in bodies if body not in spoken_for]
    first = (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    people = range(first, first + len(mute))
    bulk.insert(
        User,
        ["id", "email", "name", "date_joined", "password"],
        ((n, f"p{n}@bench.example", "成员", now, "!") for n in people),
    )
    bulk.insert(
        Membership,
        ["organisation_id", "user_id", "role", "joined_at"],
        ((body, person, "owner", now) for body, person in zip(mute, people, strict=True)),
    )
    return first


def _give_officers() -> None:
    from greenbridge.accounts.models import Association, Role, RoleGrant, User
    from greenbridge.core import clock

    for association in Association.objects.all():
        officer = User.objects.create(email=f"o{association.pk}@bench.example", name="审核员")
        RoleGrant.objects.create(
            user=officer, role=Role.OFFICER, association=association, granted_at=clock.now()
        )


def _pass(suppliers: Sequence[int], opened_by: int, today: dt.date) -> None:
    from greenbridge.accounts.models import Association
    from greenbridge.core import bulk, clock
    from greenbridge.suppliers.models import Assessment, CriteriaSet

    now = clock.now()
    alike = {
        "service_type_id": "S01",
        "province_id": "32",
        "association_id": Association.objects.get(province="32").pk,
        "criteria_set_id": CriteriaSet.objects.in_force(today).get(province="32", service_type="S01").pk,
        "state": "passed",
        "opened_by_id": opened_by,
        "total": 16_000,
        **dict.fromkeys(("opened_at", "submitted_at", "due_at", "concluded_at"), now),
    }
    ends = ((pk, n % 365) for n, pk in enumerate(suppliers))
    bulk.insert(
        Assessment,
        ["supplier_id", "valid_until", "reminded"],
        ((pk, today + dt.timedelta(days=left - 1), _told(left)) for pk, left in ends),
        always=alike,
    )


def _will_confirm(suppliers: Sequence[int], today: dt.date) -> None:
    from greenbridge.core import bulk
    from greenbridge.suppliers.models import Confirmation

    ends = ((pk, n % 365) for n, pk in enumerate(suppliers))
    bulk.insert(
        Confirmation,
        ["supplier_id", "due_on", "reminded"],
        ((pk, today + dt.timedelta(days=left), _reminded(left)) for pk, left in ends),
    )


def _told(left: int) -> int | None:
    """What was reminded of on the days before: a pass that ends in ``left`` - 1 days."""
    return next((days for days in (7, 30, 60) if left - 1 < days), None)


def _reminded(left: int) -> int | None:
    return next((days for days in (0, 7, 30) if left < days), None)


def ask() -> None:
    """Print, by name, milliseconds of the house and of bare SQL."""
    from greenbridge.accounts.models import Association, User
    from greenbridge.suppliers.assessment import services as assessment
    from greenbridge.suppliers.confirmation import services as confirmation
    from greenbridge.suppliers.credit import queries as credit

    found: dict[str, tuple[float, float]] = {}
    for code, where in PROVINCES.items():
        association = Association.objects.get(province=code)
        officer = User.objects.get(email=f"o{association.pk}@bench.example")
        found[f"due_list_{code}"] = _both(
            lambda officer=officer: list(credit.due(officer)), DUE_LIST.format(where=where)
        )
        found[f"due_count_{code}"] = _both(
            lambda association=association: credit.load_of_due(association), DUE_COUNT.format(where=where)
        )
    for name, work, bare in (
        ("assessment", assessment.run_clock, ASSESSMENTS),
        ("confirmation", confirmation.follow, CONFIRMATIONS),
    ):
        done: list[int] = []
        spent = milliseconds(lambda work=work, done=done: done.append(work()))
        say(f"{name}: {done[0]} acts of one day")
        each = f"{name}_each_act"
        found[each] = (spent / done[0], _acts(done[0]) / done[0])
        found[f"{name}_idle"] = _both(work, bare)
    print(json.dumps(found))


PROVINCES = {
    "31": "(o.region_id LIKE '31%' OR substr(o.region_id, 1, 2) NOT IN ('31', '32', '33'))",
    "32": "o.region_id LIKE '32%'",
}
_DUE = """FROM suppliers_supplier s JOIN accounts_organisation o ON o.id = s.organisation_id
WHERE s.status = 'listed' AND s.merged_into_id IS NULL AND s.credit_due_on <= CURRENT_DATE AND {where}"""
DUE_LIST = f"SELECT s.*, o.* {_DUE} ORDER BY s.credit_due_on LIMIT 501"
DUE_COUNT = f"SELECT s.credit_due_on {_DUE} ORDER BY s.credit_due_on LIMIT 501"
ASSESSMENTS = """SELECT id FROM suppliers_assessment WHERE state = 'passed' AND valid_until <= '{soon}'
AND (reminded IS NULL OR reminded > 60)"""
CONFIRMATIONS = """SELECT c.id FROM suppliers_confirmation c JOIN suppliers_supplier s ON s.id = c.supplier_id
JOIN accounts_organisation o ON o.id = s.organisation_id
WHERE c.confirmed_at IS NULL AND c.due_on BETWEEN CURRENT_DATE AND '{month}'"""


def _both(work: Callable[[], object], bare: str) -> tuple[float, float]:
    """The middle of several, the house and the bare statement in turn."""
    from greenbridge.core import clock

    today = clock.today()
    statement = bare.format(soon=today + dt.timedelta(days=60), month=today + dt.timedelta(days=30))
    mine, peer = [], []
    for _ in range(ASKED):
        mine.append(milliseconds(work))
        peer.append(milliseconds(lambda: _fetched(statement)))
    return percentile(mine, 0.5), percentile(peer, 0.5)


def _fetched(statement: str) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _acts(count: int) -> float:
    """As many transactions that change a row and write a trace and a message, into tables without an index."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id integer, text varchar(500))")
        keys = _fetched(f"SELECT id FROM suppliers_assessment ORDER BY id LIMIT {count}")

        def act(key: int) -> None:
            with transaction.atomic():
                cursor.execute("UPDATE suppliers_assessment SET reminded = reminded WHERE id = %s", [key])
                for _ in range(2):
                    cursor.execute("INSERT INTO bare VALUES (%s, %s)", [key, PAYLOAD])

        spent = milliseconds(lambda: [act(key) for (key,) in keys])
        cursor.execute("DROP TABLE bare")
    return spent


if __name__ == "__main__":
    import django

    django.setup()
    with timed(sys.argv[1], {}):
        {"prepare": prepare, "ask": ask}[sys.argv[1]]()
