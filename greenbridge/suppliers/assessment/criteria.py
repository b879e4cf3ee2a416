"""Criteria sets come in from files: the platform's own draft at set-up, an official one by command."""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.suppliers.assessment import rules, shelf
from greenbridge.suppliers.assessment.errors import CriteriaChanged
from greenbridge.suppliers.models import AdmissionStart, CriteriaSet, Criterion

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


@transaction.atomic
def load(folder: Path = DATA) -> int:
    """Add the sets of ``sets.csv`` and ``criteria.csv`` that are not there yet; returns how many. A second run adds none.

    A new version ends the one before it the day before it begins. Assessments that have begun keep theirs.
    Raises WeightsWrong, and CriteriaChanged where a version that is there says something else.
    """
    rows = _read(folder / "criteria.csv")
    added = sum(
        _load_one(row, province, kind, rows)
        for row in _read(folder / "sets.csv")
        for province in row["provinces"].split()
        for kind in row["types"].split()
    )
    if added:
        shelf.forget()
        AdmissionStart.objects.update(followed_on=None)  # what is assessed decides who stands on the shelf
        audit.record("criteria.loaded", actor=None, after={"sets": added})
    return added


def _load_one(row: Row, province: str, kind: str, rows: Iterable[Row]) -> bool:
    wanted = CriteriaSet(
        province_id=province,
        service_type_id=kind,
        version=int(row["version"]),
        effective_from=dt.date.fromisoformat(row["effective_from"]),
        effective_until=dt.date.fromisoformat(row["effective_until"]) if row["effective_until"] else None,
        pass_mark=int(row["pass_mark"]),
        tolerance=int(row["tolerance"]),
        source=row["source"],
    )
    own = [r for r in rows if r["version"] == row["version"] and _is_for(r, province, kind)]
    criteria = [_criterion(line, position) for position, line in enumerate(own, start=1)]
    rules.check_weights(one.weight for one in criteria)
    versions = CriteriaSet.objects.filter(province=province, service_type=kind)
    if there := versions.filter(version=wanted.version).first():
        if _said(there, there.criteria.all()) != _said(wanted, criteria):
            raise CriteriaChanged(name=there)
        return False
    before = wanted.effective_from - dt.timedelta(days=1)
    versions.filter(effective_until=None, effective_from__lte=before).update(effective_until=before)
    wanted.save()
    for one in criteria:
        one.criteria_set = wanted
    Criterion.objects.bulk_create(criteria)
    return True


def _is_for(row: Row, province: str, kind: str) -> bool:
    return province in row["provinces"].split() and kind in row["types"].split()


def _criterion(row: Row, position: int) -> Criterion:
    return Criterion(
        position=position,
        code=row["code"],
        title=row["title"],
        guidance=row["guidance"],
        evidence=Criterion.Evidence(row["evidence"]),
        credentials=row["credentials"].split(),
        weight=int(row["weight"]),
        threshold=int(row["threshold"]),
        is_veto=row["veto"] == "yes",
    )


def _said(criteria_set: CriteriaSet, criteria: Iterable[Criterion]) -> list[object]:
    """What a set says, but for the day it ended: a newer version may have ended it."""
    head = [getattr(criteria_set, name) for name in ("effective_from", "pass_mark", "tolerance", "source")]
    names = (
        "code",
        "title",
        "guidance",
        "evidence",
        "credentials",
        "weight",
        "threshold",
        "is_veto",
    )
    return [*head, *([getattr(one, name) for name in names] for one in criteria)]


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
