"""The trail: how long a million records take to verify, and what one record costs."""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from bench.figures import Figure, Measurement, say
from greenbridge.audit import chain, reading, services
from greenbridge.audit.models import AuditRecord, LaneHead
from greenbridge.core import clock

RECORDS = 1_000_000
LONGEST = 20.0  # seconds: promised for as many
LANE = 1  # beside what the world left in lane 0
WRITTEN = 2_000


def measurements() -> list[Measurement]:
    return [
        Measurement("audit_verify", ("seconds",), _verifying),
        Measurement("audit_record", ("cost",), _recording),
    ]


def _verifying() -> dict[str, Figure]:
    _write(RECORDS)
    began = time.perf_counter()
    report = services.verify()
    took = time.perf_counter() - began
    if report.broken or report.records < RECORDS:
        raise AssertionError(
            f"{report.broken} of {report.records} records were broken; the measure would mislead"
        )
    bare = _digesting()
    say(f"audit verify: {report.records} records in {took:.1f} s, bare SM3 over the same bytes {bare:.1f} s")
    return {"audit_verify_seconds": Figure(took, "s", {"bare_sm3": bare, "promised": LONGEST})}


def _digesting() -> float:
    """The same bytes, digested without asking whether they fit."""
    took = 0.0
    for _, _, parts in reading.rows():
        message = chain.SEPARATOR.join(parts)
        began = time.perf_counter()
        hashlib.new("sm3", message).hexdigest()
        took += time.perf_counter() - began
    return took


def _write(records: int) -> None:
    """As ``record`` would have written them, without its million transactions."""
    columns = ("id", "seal", *chain.FIELDS)
    marks = ", ".join(["%s"] * len(columns))
    with transaction.atomic(), connection.cursor() as cursor:
        rows = list(_rows(records))
        for start in range(0, records, 5_000):
            cursor.executemany(
                f"INSERT INTO {AuditRecord._meta.db_table} ({', '.join(columns)}) VALUES ({marks})",
                rows[start : start + 5_000],
            )
        last = rows[-1][1]
        proof = chain.proof(services.key(), LANE, records, last)
        LaneHead.objects.create(lane=LANE, length=records, seal=last, proof=proof)


def _rows(records: int) -> Iterator[list[Any]]:
    key, seal, at = services.key(), chain.NOTHING, chain.moment(clock.now())
    at_utc = at if connection.vendor == "sqlite" else f"{at}+00"
    for place in range(1, records + 1):
        number = chain.number_of(LANE, place)
        values = dict.fromkeys(("actor_id", "before")) | {
            "at": at,
            "actor_name": "系统",
            "address": "203.0.113.9",
            "action": "demand.saved",
            "target_kind": "demands.demand",
            "target_id": str(place),
            "target_name": f"第{place}号印染废水监测需求",
            "note": "",
            "after": '{"fields":["deadline","description","title"]}',
        }
        seal = chain.sealed(key, seal, chain.parts(number, values))
        yield [number, seal, at_utc, *(values[name] for name in chain.FIELDS[1:])]


def _recording() -> dict[str, Figure]:
    with transaction.atomic():
        sealed = _microseconds(
            lambda: services.record("demand.saved", actor=None, after={"fields": ["title"]})
        )
        bare = _microseconds(_bare_insert)
        transaction.set_rollback(True)
    say(f"audit record: {sealed:.0f} µs each, {bare:.0f} µs for the insert alone")
    return {"audit_record_cost": Figure(sealed, "µs", {"bare_insert": bare})}


def _microseconds(work: Any) -> float:
    began = time.perf_counter()
    for _ in range(WRITTEN):
        work()
    return (time.perf_counter() - began) * 1e6 / WRITTEN


_free = iter(range(chain.number_of(LANE + 1, 1), 2**62, chain.LANES))


def _bare_insert() -> None:
    AuditRecord.objects.create(
        id=next(_free), seal="0" * 64, at=clock.now(), action="x", after={"fields": ["title"]}
    )
