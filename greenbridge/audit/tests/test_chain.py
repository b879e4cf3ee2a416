"""The trail proves itself: whatever is altered, moved, put in or taken out is found, and found where it is."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from greenbridge.audit import append_only, chain, reading
from greenbridge.audit import services as audit
from greenbridge.audit.errors import WrongKey
from greenbridge.audit.models import AuditRecord, LaneHead
from greenbridge.testing import cast
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

RECORDS = 300
TAMPERINGS = 1000
TABLE = AuditRecord._meta.db_table
BESIDE = ", ".join(f'"{field.column}"' for field in AuditRecord._meta.fields if not field.primary_key)
COLUMNS = ("id", "seal", *chain.FIELDS)


@pytest.fixture(autouse=True)
def heads_file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS_FILE = tmp_path / "heads.jsonl"
    return tmp_path / "heads.jsonl"


def write(count: int) -> None:
    people = [cast.person(), cast.person("刘洋", "liu@mail.example"), None]
    for n in range(count):
        address = ("203.0.113.9", "2001:DB8:0::1", None)[n % 3]
        with audit.coming_from(address), transaction.atomic():
            audit.record(
                f"demand.saved{n % 7}",
                actor=people[n % 3],
                target=people[n % 2],
                note="理由“x”\n" * (n % 4),
                before={"金额": n, "a": [None, 1.5, "é"]} if n % 2 else None,
                after={"z": n, "a": {"b": "=1+1"}} if n % 5 else {},
            )


# --- What holds -----------------------------------------------------------------------------------------------


def test_what_was_written_is_proven_on_this_database() -> None:
    write(50)
    audit.note_heads()
    write(5)

    report = audit.verify()

    assert (report.records, report.broken, report.first_broken, report.notes) == (55, 0, None, 1)


def test_with_another_key_than_before_nothing_is_written(settings: Any) -> None:
    write(3)
    ours, settings.AUDIT_KEY = settings.AUDIT_KEY, "made anew because the file was gone"

    with pytest.raises(WrongKey, match="请联系平台运维"):
        write(1)
    settings.AUDIT_KEY = ours
    write(1)

    assert (AuditRecord.objects.count(), audit.verify().broken) == (4, 0)


def test_the_check_notices_a_trail_that_is_sealed_with_whatever_key_there_is(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "key_fits", lambda: True)
    write(3)
    ours, settings.AUDIT_KEY = settings.AUDIT_KEY, "made anew because the file was gone"
    write(1)
    settings.AUDIT_KEY = ours

    assert audit.verify().broken > 0


def test_numbers_say_lane_and_place_without_gaps() -> None:
    write(3)

    assert [(trace.lane, trace.place) for trace in AuditRecord.objects.order_by("id")] == [
        (0, 1),
        (0, 2),
        (0, 3),
    ]


def test_a_change_that_is_rolled_back_leaves_no_gap() -> None:
    write(1)
    with transaction.atomic():
        audit.record("file.stored", actor=None)
        transaction.set_rollback(True)
    write(1)

    assert [trace.place for trace in AuditRecord.objects.order_by("id")] == [1, 2]
    assert audit.verify().broken == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET note = 'x'",
        f"DELETE FROM {TABLE}",
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"INSERT OR REPLACE INTO {TABLE} (rowid, id, {BESIDE}) SELECT rowid, id + 1000, {BESIDE} FROM {TABLE}",
        f"TRUNCATE {TABLE}",
    ],
)
def test_the_database_refuses_and_nothing_changes(statement: str) -> None:
    if statement.startswith(("TRUNCATE", "INSERT")) and ("OR" in statement) != (
        connection.vendor == "sqlite"
    ):
        pytest.skip("the other database does not know this statement")
    write(2)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert (AuditRecord.objects.count(), audit.verify().broken) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_none_waits_none_is_lost_and_the_chain_holds() -> None:
    def act() -> None:
        with transaction.atomic():
            audit.record("file.stored", actor=None)
            audit.record("demand.attached", actor=None)

    outcomes = at_once(*[act] * 20)

    assert outcomes == [None] * 20
    report = audit.verify()
    assert (report.records, report.broken) == (40, 0)
    assert sum(LaneHead.objects.values_list("length", flat=True)) == 40


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_stays_open_holds_up_nobody_on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time anyway")
    with transaction.atomic():
        audit.record("demand.saved", actor=None)
        (other,) = at_once(_record_alone)

    assert (other, audit.verify().broken) == (1, 0)


def _record_alone() -> int:
    with transaction.atomic():
        return audit.record("file.stored", actor=None).lane


# --- The command and the file of heads ------------------------------------------------------------------------


def command() -> tuple[dict[str, Any], int]:
    out = StringIO()
    try:
        call_command("audit_verify", "--json", stdout=out)
    except SystemExit as ended:
        return json.loads(out.getvalue()), int(ended.code or 0)
    return json.loads(out.getvalue()), 0


def test_the_command_says_how_many_and_where() -> None:
    write(3)
    assert command() == (
        {"records": 3, "broken": 0, "first_broken": None, "heads_checked": 0, "heads_missing": 0},
        0,
    )

    tamper("UPDATE {table} SET note = 'x' WHERE id = %s", [2 * chain.LANES])

    said, code = command()
    assert (said["records"], said["broken"], code) == (3, 1, 1)
    assert said["first_broken"] == {"lane": 0, "place": 2, "id": 2 * chain.LANES, "what": "altered"}


def test_the_file_finds_what_an_old_copy_of_the_heads_would_hide(heads_file: Path) -> None:
    write(10)
    old = LaneHead.objects.values().get()
    write(10)
    audit.note_heads()
    tamper("DELETE FROM {table} WHERE id > %s", [10 * chain.LANES])
    LaneHead.objects.filter(lane=0).update(**old)

    report = audit.verify()

    assert (report.broken, report.first_broken) == (10, chain.Break(11 * chain.LANES, "missing"))
    heads_file.unlink()  # the control: without the file nobody would know which
    assert audit.verify().broken == 0


@pytest.mark.parametrize("damage", [(0, "at"), (1, "at"), (0, "")])
def test_a_line_of_the_file_that_was_altered_or_taken_out_is_named(
    heads_file: Path, damage: tuple[int, str]
) -> None:
    for _ in range(3):
        write(2)
        audit.note_heads()
    number, word = damage
    lines = heads_file.read_text().splitlines(keepends=True)
    lines[number] = lines[number].replace(word, "At") if word else ""

    heads_file.write_text("".join(lines))

    report = audit.verify()
    assert report.broken >= 1
    assert report.first_broken == chain.Break(chain.OUTSIDE, f"heads file, line {number + 1}")


def test_a_key_of_ones_own_is_needed_to_make_a_seal(settings: Any) -> None:
    write(5)

    settings.AUDIT_KEY = "another"

    assert audit.verify().broken == 5 + 1  # and the head


# --- A thousand tamperings ------------------------------------------------------------------------------------


def tamper(statement: str, values: list[Any]) -> None:
    """What somebody does who owns the database and has taken the triggers away."""
    append_only.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=TABLE), values)
    append_only.install(connection)


@dataclass(frozen=True)
class Tampering:
    """Statements with their values, and the number at which the first damage must be found."""

    what: str
    statements: list[tuple[str, list[Any]]]
    first: int


class Tamperer:
    """Makes random tamperings of the trail as it stands, always the same ones."""

    def __init__(self) -> None:
        self.random = random.Random(20221230)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {TABLE} ORDER BY id")
            self.rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
        self.kinds: list[Callable[[], Tampering]] = [
            *[self.alter] * 8,
            self.shift,
            self.swap,
            self.renumber,
            self.delete,
            self.insert,
            self.truncate,
        ]

    def some(self, count: int) -> Iterator[Tampering]:
        for _ in range(count):
            yield self.random.choice(self.kinds)()

    def row(self) -> dict[str, Any]:
        return self.random.choice(self.rows)

    def alter(self) -> Tampering:
        row, name = self.row(), self.random.choice(COLUMNS[1:])
        return self._set(f"alter {name}", row, {name: self._other(name, row[name])})

    def _other(self, name: str, value: Any) -> Any:
        if name in chain.OPTIONAL and value is not None and self.random.random() < 0.3:
            return None
        if name == "actor_id":
            return next(row["actor_id"] for row in self.rows if row["actor_id"] not in (value, None))
        if name == "at":
            return self.random.choice([row["at"] for row in self.rows if row["at"] != value])
        if name == "seal":
            digit = self.random.randrange(64)
            return value[:digit] + ("0" if value[digit] != "0" else "1") + value[digit + 1 :]
        if name == "address":
            return "203.0.113.10"
        return value[:-1] if value and self.random.random() < 0.5 else (value or "") + "x"

    def shift(self) -> Tampering:
        """A character moves over the border between two fields."""
        row = self.row()
        moved = {"action": row["action"][:-1], "target_kind": row["action"][-1] + row["target_kind"]}
        return self._set("shift", row, moved)

    def swap(self) -> Tampering:
        one, other = sorted(self.random.sample(self.rows, 2), key=lambda row: row["id"])
        contents = [{name: row[name] for name in COLUMNS[1:]} for row in (one, other)]
        first, second = self._set("", one, contents[1]), self._set("", other, contents[0])
        return Tampering("swap", first.statements + second.statements, one["id"])

    def renumber(self) -> Tampering:
        row = self.row()
        there = chain.number_of(0, RECORDS + self.random.randint(1, 9))
        return self._set("renumber", row, {"id": there})

    def delete(self) -> Tampering:
        at = self.random.randrange(RECORDS)
        gone = self.rows[at : at + self.random.choice([1, 1, 2, 7])]
        statement = f"DELETE FROM {TABLE} WHERE id BETWEEN %s AND %s"
        return Tampering("delete", [(statement, [gone[0]["id"], gone[-1]["id"]])], gone[0]["id"])

    def insert(self) -> Tampering:
        """A copy of a record, or one made up, in a place that is free or far away."""
        place = self.random.choice([0, RECORDS + 1, RECORDS + 5])
        number = chain.number_of(0, place)
        row = self.row() | {"id": number, "note": "x"}
        statement = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
        first = min(number, chain.number_of(0, RECORDS + 1))
        return Tampering("insert", [(statement, list(row.values()))], first)

    def truncate(self) -> Tampering:
        first = self.row()["id"]
        return Tampering("truncate", [(f"DELETE FROM {TABLE} WHERE id >= %s", [first])], first)

    def _set(self, what: str, row: dict[str, Any], values: dict[str, Any]) -> Tampering:
        columns = ", ".join(f"{name} = %s" for name in values)
        statement = f"UPDATE {TABLE} SET {columns} WHERE id = %s"
        return Tampering(what, [(statement, [*values.values(), row["id"]])], row["id"])


def missed(tamperings: int) -> list[str]:
    """The tamperings that the verification does not find, or does not find where they are."""
    append_only.lift(connection)
    return [one.what for one in Tamperer().some(tamperings) if _found(one) != one.first]


def _found(one: Tampering) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in one.statements:
            cursor.execute(statement, values)
        report = audit.verify()
        transaction.set_rollback(True)
    assert (report.broken > 0) == (report.first_broken is not None)
    return report.first_broken.id if report.first_broken else None


def test_each_of_a_thousand_tamperings_is_found_where_it_is() -> None:
    write(RECORDS)

    assert missed(TAMPERINGS) == []


def test_a_verifier_that_skips_a_field_misses_what_happens_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the check above can fail, and names what was missed."""
    write(RECORDS)
    notes = {number: parts[9] for number, _, parts in reading.rows()}
    read = reading.rows

    def careless() -> Iterator[reading.Row]:
        for number, seal, parts in read():
            yield number, seal, [*parts[:9], notes.get(number, b""), *parts[10:]]

    monkeypatch.setattr(reading, "rows", careless)

    assert set(missed(TAMPERINGS // 5)) == {"alter note"}


def test_altering_several_counts_each_of_them() -> None:
    write(20)

    tamper("UPDATE {table} SET actor_name = 'x' WHERE id IN (%s, %s, %s)", [384, 640, 1280])

    report = audit.verify()
    assert [each.id for each in report.breaks] == [384, 640, 1280]
    assert report.broken == 3
