"""Bringing the reference tables in line with the register of divisions and with the files in ``data/``."""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import models, transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference import divisions, resolver, trees
from greenbridge.reference.errors import OpensInThePast, OutOfOrder, PhaseIsOpen
from greenbridge.reference.models import (
    CredentialKind,
    Domain,
    Industry,
    OpeningPhase,
    Region,
    RegionAlias,
    ServiceType,
    TypeTree,
    WasteCategory,
    WasteCode,
)

DATA = Path(__file__).parent / "data"
BATCH = 1000


@transaction.atomic
def load_all(register: Path) -> dict[str, int]:
    """Bring every reference table in line with its source; a second run changes nothing.

    ``register`` is the folder with provinces.csv … streets.csv. Returns how many rows changed, by table. Rows that
    other rooms may point at are never deleted: a division that left the register is marked as no longer current.
    Opening phases are only added, because their dates belong to the operator. A change leaves one trace.
    Raises FileNotFoundError without the register, ValueError when an alias names no division or a version of the service
    types cannot be right.
    """
    changed = {
        "区划": load_regions(register),
        "区划别名": load_aliases(),
        "开放阶段": load_opening_phases(),
        "资质种类": load_credential_kinds(),
        "业务类型": load_service_types(),
        "业务领域": load_domains(),
        "危废类别": load_waste_categories(),
        "危废代码": load_waste_codes(),
        "行业": load_industries(),
    }
    if any(changed.values()):
        audit.record("reference.loaded", actor=None, after=changed)
    resolver.forget()
    return changed


def load_regions(register: Path) -> int:
    regions = divisions.read(register)
    codes = {region.code for region in regions}
    gone = set(Region.objects.current().values_list("code", flat=True)) - codes
    for batch in _batches(sorted(gone)):
        Region.objects.filter(code__in=batch).update(is_current=False)
    return _bring_in_line(Region, regions) + len(gone)


def load_aliases() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    wanted = set(divisions.aliases())
    for name, code in wanted:
        if code not in known or name in known:
            raise ValueError(
                f"alias {name} → {code}: the code is unknown, or the alias is itself a current code"
            )
    kept = {(alias.name, alias.region_id): alias.pk for alias in RegionAlias.objects.all()}
    surplus = [pk for pair, pk in kept.items() if pair not in wanted]
    missing = [RegionAlias(name=name, region_id=code) for name, code in sorted(wanted - kept.keys())]
    RegionAlias.objects.filter(pk__in=surplus).delete()
    RegionAlias.objects.bulk_create(missing)
    return len(surplus) + len(missing)


def load_opening_phases() -> int:
    added = 0
    for row in _json("opening_phases.json"):
        phase, is_new = OpeningPhase.objects.get_or_create(
            number=row["number"], defaults={"name": row["name"], "opens_on": row["opens_on"]}
        )
        if is_new:
            phase.regions.set(row["regions"])
            added += 1
    return added


@transaction.atomic
def move_opening(phase: OpeningPhase, opens_on: dt.date | None, *, by: Any) -> OpeningPhase:
    """Set the day from which buyers of the phase may register, or take it back; those who wait are told on that day.

    Raises PhaseIsOpen once it has opened, OpensInThePast, OutOfOrder when a wider phase would open before a narrower.
    """
    phases = {one.pk: one for one in OpeningPhase.objects.select_for_update().order_by("number")}
    phase, today = phases[phase.pk], clock.today()
    if phase.is_open(today):
        raise PhaseIsOpen(phase=phase)
    if opens_on and opens_on < today:
        raise OpensInThePast()
    before = phase.opens_on
    phase.opens_on = opens_on
    days = [one.opens_on or dt.date.max for one in phases.values()]
    if days != sorted(days):
        raise OutOfOrder(phase=phase)
    phase.save(update_fields=["opens_on"])
    audit.record(
        "opening.moved",
        actor=by,
        target=phase,
        before={"opens_on": before and before.isoformat()},
        after={"opens_on": opens_on and opens_on.isoformat()},
    )
    return phase


def load_credential_kinds() -> int:
    return _bring_in_line(
        CredentialKind,
        [
            CredentialKind(
                code=row["code"],
                name=row["name"],
                short_name=row["short_name"],
                covers_waste=row["covers_waste"] == "yes",
                is_filing=row["is_filing"] == "yes",
                grades=row["grades"].split(),
                position=position,
            )
            for position, row in enumerate(_csv("credential_kinds.csv"), start=1)
        ],
    )


def load_domains() -> int:
    return _bring_in_line(
        Domain,
        [
            Domain(
                code=row["code"],
                name=row["name"],
                synonyms=row["synonyms"].split(),
                leads=row["leads"] == "yes",
                position=position,
            )
            for position, row in enumerate(_csv("domains.csv"), start=1)
        ],
    )


def load_service_types() -> int:
    """Keep every version of the tree that there is a file of, and bring the types in line with the one that is followed.

    The first is followed at once, a later one from its day on (``follow_tree``). Raises TreeWrong.
    """
    changed = _load_trees()
    tree = TypeTree.objects.followed().first() or TypeTree.objects.begun(clock.today()).first()
    if tree is None:
        return changed
    if tree.followed_at is None:
        tree.followed_at = clock.now()
        tree.save(update_fields=["followed_at"])
    return changed + _lay(tree)


def _load_trees() -> int:
    changed, before = 0, None
    for path in sorted((DATA / "service_types").glob("*.json"), key=lambda path: int(path.stem)):
        wanted = read_tree(path)
        trees.check(tree_of(wanted), before)
        before = tree_of(wanted)
        there = TypeTree.objects.filter(version=wanted.version).first()
        if there and there.followed_at:
            _check_unchanged(there, wanted)
            wanted.followed_at = there.followed_at
        if there is None or _said(there) != _said(wanted):
            wanted.save()
            changed += 1
    return changed


def read_tree(path: Path) -> TypeTree:
    """A version from its file; nothing is kept of it yet."""
    stated = json.loads(path.read_text("utf-8"))
    return TypeTree(
        version=stated["version"],
        effective_from=dt.date.fromisoformat(stated["effective_from"]),
        source=stated["source"],
        types=list(trees.flat(stated["types"])),
        successors=stated["successors"],
    )


def _said(tree: TypeTree) -> tuple[Any, ...]:
    return (tree.effective_from, tree.source, tree.types, tree.successors)


def tree_of(row: TypeTree) -> trees.Tree:
    return trees.Tree(row.version, row.effective_from, row.types, row.successors)


def _check_unchanged(there: TypeTree, wanted: TypeTree) -> None:
    """What types are looked for by may be mended; names, levels and successors are what records were declared under."""
    old, new = tree_of(there), tree_of(wanted)
    if (old.names, old.successors, old.effective_from) != (new.names, new.successors, new.effective_from):
        raise trees.TreeWrong(f"{there}已经启用，不能改动。请另立新的版本。")


@transaction.atomic
def follow_tree() -> frozenset[str]:
    """Go by the version whose day has come; returns the codes of which something was changed by it.

    Whoever calls it tells the index of the records that name them. Leaves a trace.
    """
    tree = TypeTree.objects.select_for_update().begun(clock.today()).first()
    if tree is None or tree.followed_at:
        return frozenset()
    before = _standing()
    _lay(tree)
    tree.followed_at = clock.now()
    tree.save(update_fields=["followed_at"])
    after = _standing()
    audit.record("reference.tree_followed", actor=None, after={"version": tree.version})
    return frozenset(code for code, said in after.items() if before.get(code) != said)


def _standing() -> dict[str, tuple[Any, ...]]:
    rows = ServiceType.objects.values_list("code", "name", "parent", "is_current", "successors")
    return {code: (name, parent, current, tuple(into)) for code, name, parent, current, into in rows}


def _lay(tree: TypeTree) -> int:
    """The types as the version has them, and after them what former versions had and this one has not."""
    rows: dict[str, dict[str, Any]] = {}
    said: dict[str, list[str]] = {}
    for one in TypeTree.objects.filter(version__lte=tree.version):
        rows |= {row["code"]: row for row in one.types}
        said |= one.successors
    held = {row["code"]: row for row in tree.types}
    order = [*held.values(), *(row for code, row in rows.items() if code not in held)]
    changed = _bring_in_line(
        ServiceType,
        [
            _service_type(row, position, trees.standing_for(row["code"], held, said))
            for position, row in enumerate(order, start=1)
        ],
    )
    return changed + _require_credentials(
        {(row["code"], kind) for row in order for kind in row.get("credentials", [])}
    )


def load_waste_categories() -> int:
    rows = _csv("waste_categories.csv")
    return _bring_in_line(WasteCategory, [WasteCategory(code=row["code"], name=row["name"]) for row in rows])


def load_waste_codes() -> int:
    rows = _csv("waste_codes.csv")
    return _bring_in_line(
        WasteCode,
        [WasteCode(code=row["code"], category_id=row["category"], name=row["name"]) for row in rows],
    )


def load_industries() -> int:
    return _bring_in_line(
        Industry,
        [
            Industry(code=code, name=name, parent_id=_industry_above(code))
            for code, name in _json("industries.json").items()
        ],
    )


def _industry_above(code: str) -> str | None:
    """A ⊃ A01 ⊃ A011 ⊃ A0111: a section is one letter, a division that letter and two digits."""
    if len(code) == 1:
        return None
    return code[0] if len(code) == 3 else code[:-1]


def _service_type(row: dict[str, Any], position: int, standing: list[str]) -> ServiceType:
    is_current = standing == [row["code"]]
    return ServiceType(
        code=row["code"],
        name=row["name"],
        parent_id=row["parent"],
        synonyms=row.get("synonyms", []),
        medium=row.get("medium", ""),
        is_licensed_waste=row.get("licensed_waste", False),
        requires_every=row.get("requires_every", False),
        position=position,
        is_current=is_current,
        successors=[] if is_current else standing,
    )


def _require_credentials(wanted: set[tuple[str, str]]) -> int:
    links = ServiceType.required_credentials.through._default_manager
    kept = set(links.values_list("servicetype_id", "credentialkind_id"))
    for service_type, kind in kept - wanted:
        links.filter(servicetype_id=service_type, credentialkind_id=kind).delete()
    links.bulk_create(
        links.model(servicetype_id=service_type, credentialkind_id=kind)
        for service_type, kind in sorted(wanted - kept)
    )
    return len(kept ^ wanted)


def _bring_in_line(table: type[models.Model], wanted: Iterable[models.Model]) -> int:
    """Insert the rows that are new and update those that differ, found by their code; the number of both."""
    fields = table._meta.concrete_fields
    kept = {row[0]: row for row in table._default_manager.values_list(*(field.attname for field in fields))}
    differing = [row for row in wanted if kept.get(row.pk) != tuple(getattr(row, f.attname) for f in fields)]
    table._default_manager.bulk_create(
        differing,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[field.name for field in fields if not field.primary_key],
    )
    return len(differing)


def _batches(codes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(codes), BATCH):
        yield codes[start : start + BATCH]


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
