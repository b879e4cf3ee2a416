"""An import is taken back: what it changed gets its former content where nobody has changed it since."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models, transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import bulk, clock, statistics
from greenbridge.search import services as search
from greenbridge.suppliers import tasks
from greenbridge.suppliers.imports import papers, rereading, states
from greenbridge.suppliers.imports.errors import ImportedSince, NothingToUndo, StepGone
from greenbridge.suppliers.merging.queries import merged_codes
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    FormerName,
    ImportEntry,
    ImportRun,
    Likeness,
    PaperDispute,
    PaperStatement,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.related import pointers_to

Status = ImportRun.Status
UNDOABLE = (Status.DONE, Status.FAILED)
BATCH = 2_000
KEPT_BODY = "机构资料之后有改动，已保留机构，只撤下这份名单的记录。"
KEPT_MERGED = "这家机构有合并记录，内容保留现状。如需撤下，请先撤销合并，再重新导入正确的名单。"
_CHILDREN = (Activity, Credential, Likeness, PaperDispute, PaperStatement, Sighting, Statement)
"""What an import hangs on a supplier or what follows from it, and what therefore goes with one that the import made."""


@transaction.atomic
def undo(run: ImportRun, *, by: User) -> ImportRun:
    """Begin to take an import back, in the background; its difference stays with it.

    Raises StepGone for one that is under way or was undone, NothingToUndo for one that wrote nothing, ImportedSince
    when the same list was imported later.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status not in UNDOABLE:
        raise StepGone(status=run.get_status_display())
    if not (run.mapping.get("confirmed") and run.rows_done):
        raise NothingToUndo()
    later = ImportRun.objects.filter(source=run.source, pk__gt=run.pk, mapping__confirmed=True)
    if since := later.exclude(status=Status.UNDONE).first():
        raise ImportedSince(later=str(since))
    run.status, run.rows_done, run.note, run.progressed_at = Status.UNDOING, 0, "", clock.now()
    run.save(update_fields=["status", "rows_done", "note", "progressed_at"])
    audit.record("suppliers.import_undo_asked", actor=by, target=run, after={"rows": run.rows})
    tasks.run_import.enqueue(run.pk)
    return run


def proceed(run: ImportRun) -> None:
    """Undo what is not undone yet, batch by batch; one trace when all is."""
    run.refresh_from_db()
    done = run.entries.order_by("pk").values_list("pk", flat=True)[: run.rows_done]
    last: int | None = max(done, default=0)
    while last is not None:
        with bulk.uncollected():
            last = _undo_batch(run, last)
        if last is not None:
            bulk.make_way()


@transaction.atomic
def _undo_batch(run: ImportRun, after: int) -> int | None:
    """One batch and the count of it in one transaction: a crash loses nothing and repeats nothing.

    Returns the last entry of it, None when there is nothing left to do here.
    """
    expected = run.rows_done
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update(of=("self",)))
    if (run.status, run.rows_done) != (Status.UNDOING, expected):
        return None
    entries = list(run.entries.filter(pk__gt=after).order_by("pk")[:BATCH])
    if not entries:
        _finish(run)
        return None
    _undo(run, entries)
    run.rows_done += len(entries)
    run.progressed_at = clock.now()
    run.save(update_fields=["rows_done", "progressed_at"])
    return entries[-1].pk


def _finish(run: ImportRun) -> None:
    run.status, run.finished_at = Status.UNDONE, clock.now()
    run.save(update_fields=["status", "finished_at"])
    kept = run.entries.exclude(kept="").count()
    audit.record(
        "suppliers.import_undone", actor=None, target=run, after={"entries": run.rows_done, "kept": kept}
    )
    transaction.on_commit(statistics.renew, robust=True)


def _undo(run: ImportRun, entries: list[ImportEntry]) -> None:
    noted = _not_merged([entry for entry in entries if entry.before])
    now = states.of([entry.credit_code for entry in noted], run.source)
    known = [entry for entry in noted if entry.credit_code in now]
    made = {entry.credit_code: entry for entry in known if entry.before.get("made")}
    _unmake(run, made, now)
    changed = [entry for entry in known if not entry.before.get("made")]
    _restore(run, changed, now)
    ImportEntry.objects.bulk_update([entry for entry in known if entry.kept], ["kept"], batch_size=500)
    search.changed("supplier", *now)


def _not_merged(entries: list[ImportEntry]) -> list[ImportEntry]:
    """What a merge has taken over stays as it is, so that the merge can still be undone; the entry says so."""
    merged = {code for pair in merged_codes().items() for code in pair}
    kept = [entry for entry in entries if entry.credit_code in merged]
    for entry in kept:
        entry.kept = KEPT_MERGED
    ImportEntry.objects.bulk_update(kept, ["kept"], batch_size=500)
    return [entry for entry in entries if entry.credit_code not in merged]


# --- Bodies that the import brought ---------------------------------------------------------------------------


def _unmake(run: ImportRun, made: Mapping[str, ImportEntry], now: Mapping[str, states.State]) -> None:
    """Take the bodies away that nobody but this list speaks of; from the others only its record goes."""
    bodies = Organisation.objects.filter(credit_code__among=made).select_related("supplier")
    suppliers = {body.pk: body.supplier for body in bodies if hasattr(body, "supplier")}
    ids = [supplier.pk for supplier in suppliers.values()]
    other_lists = Sighting.objects.filter(supplier__among=ids).exclude(source=run.source)
    spoken_of = (
        _referred(Organisation, [body.pk for body in bodies], apart_from=(Supplier,)),
        _referred(Supplier, ids, apart_from=_CHILDREN) | set(other_lists.values_list("supplier", flat=True)),
    )
    going = []
    for body in bodies:
        supplier = suppliers.get(body.pk)
        seen_at = now[body.credit_code].get("sighting.seen_at", "")
        is_edited = bool(supplier and seen_at and supplier.updated_at.isoformat() > seen_at)
        is_spoken_of = body.pk in spoken_of[0] or bool(supplier and supplier.pk in spoken_of[1])
        if body.verified_at or is_edited or is_spoken_of:
            made[body.credit_code].kept = KEPT_BODY
        else:
            going.append(body.pk)
    staying = [supplier.pk for body, supplier in suppliers.items() if body not in set(going)]
    Sighting.objects.filter(supplier__among=staying, source=run.source).delete()
    Statement.objects.filter(supplier__among=staying, source=run.source).delete()
    statements.compare(staying)
    rereading.hold_together(staying)
    papers.hold_together(staying)
    _delete_suppliers([suppliers[body].pk for body in going if body in suppliers])
    bulk.delete(Organisation, "id", going)


def _referred(
    model: type[models.Model], ids: Collection[int], *, apart_from: tuple[type[models.Model], ...]
) -> set[int]:
    """Which of these rows something else points at."""
    found: set[int] = set()
    for pointer in pointers_to(model):
        if pointer.model not in apart_from:
            pointing = pointer.rows.filter(**{f"{pointer.column}__among": ids})
            found.update(pointing.values_list(pointer.column, flat=True))
    return found


def _delete_suppliers(suppliers: list[int]) -> None:
    credentials = list(Credential.objects.filter(supplier__among=suppliers).values_list("pk", flat=True))
    activities = list(Activity.objects.filter(supplier__among=suppliers).values_list("pk", flat=True))
    bulk.delete(CredentialWaste, "credential_id", credentials)
    bulk.delete(Credential, "supplier_id", suppliers)
    bulk.delete(PaperStatement, "supplier_id", suppliers)
    bulk.delete(PaperDispute, "supplier_id", suppliers)
    bulk.delete(Activity.serves.through, "activity_id", activities)
    bulk.delete(Activity, "supplier_id", suppliers)
    bulk.delete(Sighting, "supplier_id", suppliers)
    bulk.delete(Statement, "supplier_id", suppliers)
    bulk.delete(Likeness, "first_id", suppliers)
    bulk.delete(Likeness, "second_id", suppliers)
    bulk.delete(Supplier, "id", suppliers)


# --- Bodies that were there -------------------------------------------------------------------------------------


def _restore(run: ImportRun, entries: Iterable[ImportEntry], now: Mapping[str, states.State]) -> None:
    """Put the former content back, fact by fact; a fact that is another one by now stays and is named."""
    back: dict[str, states.State] = {}
    for entry in entries:
        state = now[entry.credit_code]
        same = {fact for fact, (_, after) in entry.before.items() if state.get(fact) == after}
        back[entry.credit_code] = {fact: entry.before[fact][0] for fact in entry.before if fact in same}
        entry.kept = _named(fact for fact in entry.before if fact not in {*same, "updated_at"})
    made = [code for code, facts in back.items() if "supplier" in facts]
    _restore_moments(back, now)
    _restore_bodies(back, now)
    _restore_sightings(run, back, now)
    _restore_activities(back, now)
    _restore_credentials(back, now)
    _restore_statements(run, back, now)
    suppliers = {now[code]["supplier"] for code in back if "supplier" in now[code]}
    rereading.hold_together(suppliers)
    papers.hold_together(suppliers)
    _delete_suppliers(_only_of_this_list(run, [now[code]["supplier"] for code in made]))


def _named(facts: Iterable[str]) -> str:
    """What was left, in words."""
    labels = {
        "activity": "业务类型",
        "credential": "资质",
        "sighting": "名单记录",
        "gone": "名单记录",
        "supplier": "机构",
        "statement": "来源说法",
        "former": "曾用名",
    }
    fields = {field.attname: str(field.verbose_name) for field in Organisation._meta.concrete_fields}
    words = []
    for fact in facts:
        group, _, rest = fact.partition(".")
        words.append(fields.get(rest, rest) if group == "organisation" else labels[group])
    return "、".join(dict.fromkeys(words))[:200]


def _restore_moments(back: Mapping[str, states.State], now: Mapping[str, states.State]) -> None:
    """When the suppliers were last changed; many share a moment, for they were imported together."""
    changed: defaultdict[str, list[int]] = defaultdict(list)
    for code, facts in back.items():
        if moment := facts.get("updated_at"):
            changed[moment].append(now[code]["supplier"])
    for moment, suppliers in changed.items():
        Supplier.objects.filter(pk__among=suppliers).update(updated_at=dt.datetime.fromisoformat(moment))


def _restore_bodies(back: Mapping[str, states.State], now: Mapping[str, states.State]) -> None:
    columns = states.ORGANISATION
    wanted = {
        code: [facts.get(f"organisation.{name}", now[code][f"organisation.{name}"]) for name in columns]
        for code, facts in back.items()
        if any(fact.startswith("organisation.") for fact in facts)
    }
    bulk.upsert(
        Organisation,
        ["credit_code", *columns],
        ((code, *values) for code, values in wanted.items()),
        unique=["credit_code"],
        update=columns,
    )


def _restore_sightings(
    run: ImportRun, back: Mapping[str, states.State], now: Mapping[str, states.State]
) -> None:
    """A body that was not on the list before stands on it no more."""
    leaving, wanted = [], []
    for code, facts in back.items():
        if not any(fact == "gone" or fact.startswith("sighting.") for fact in facts):
            continue
        supplier = now[code]["supplier"]
        if "sighting.seen_at" in facts and facts["sighting.seen_at"] is None:
            leaving.append(supplier)
            continue
        values = {
            name: facts.get(f"sighting.{name}", now[code][f"sighting.{name}"]) for name in states.SIGHTING
        }
        gone = facts.get("gone", now[code]["gone"])
        wanted.append(
            (
                supplier,
                values["listed_on"],
                values["seen_at"],
                states.as_json(values["raw"]),
                states.as_json(values["flags"]),
                gone,
            )
        )
    Sighting.objects.filter(supplier__among=leaving, source=run.source).delete()
    bulk.upsert(
        Sighting,
        ["supplier_id", *states.SIGHTING, "gone_since"],
        wanted,
        always={"source": run.source},
        unique=["supplier_id", "source"],
        update=[*states.SIGHTING, "gone_since"],
    )


def _restore_activities(back: Mapping[str, states.State], now: Mapping[str, states.State]) -> None:
    """A list only ever adds activities."""
    added: defaultdict[str, list[int]] = defaultdict(list)
    for code, facts in back.items():
        for fact in facts:
            if fact.startswith("activity."):
                added[fact.partition(".")[2]].append(now[code]["supplier"])
    for service_type, suppliers in added.items():
        Activity.objects.filter(service_type=service_type, supplier__among=suppliers).delete()


def _restore_credentials(back: Mapping[str, states.State], now: Mapping[str, states.State]) -> None:
    former: dict[tuple[int, str, str], dict[str, Any] | None] = {}
    for code, facts in back.items():
        for fact, value in facts.items():
            if fact.startswith("credential."):
                _, kind, number = fact.split(".", 2)
                former[now[code]["supplier"], kind, number] = value
    columns = ["id", "supplier_id", "kind_id", "number"]
    rows = bulk.plain(Credential, columns, "supplier_id", {key[0] for key in former})
    ids = {(supplier, kind, number): pk for pk, supplier, kind, number in rows}
    touched = [ids[key] for key in former if key in ids]
    bulk.delete(CredentialWaste, "credential_id", touched)
    bulk.delete(Credential, "id", [ids[key] for key, value in former.items() if value is None and key in ids])
    kept = {key: value for key, value in former.items() if value}
    bulk.upsert(
        Credential,
        ["supplier_id", "kind_id", "number", *states.CREDENTIAL],
        ((*key, *_columns(value)) for key, value in kept.items()),
        unique=["supplier_id", "kind_id", "number"],
        update=states.CREDENTIAL,
    )
    bulk.insert(
        CredentialWaste,
        ["credential_id", "category_id", "tonnes_per_year", "codes"],
        (
            (ids[key], category, tonnes, json.dumps(codes))
            for key, value in kept.items()
            for category, (tonnes, codes) in value["wastes"].items()
        ),
    )


def _columns(noted: Mapping[str, Any]) -> list[Any]:
    """A credential as an import noted it, column by column."""
    whole = {**states.NEWER, **noted}
    return [states.as_json(whole[name]) if name == "declared" else whole[name] for name in states.CREDENTIAL]


def _restore_statements(
    run: ImportRun, back: Mapping[str, states.State], now: Mapping[str, states.State]
) -> None:
    """What the list said before, and no names that only this import called former ones."""
    leaving, wanted, former = [], [], []
    for code, facts in back.items():
        supplier = now[code].get("supplier")
        for fact, value in facts.items():
            group, _, name = fact.partition(".")
            if group == "former":
                former.append((supplier, name))
            elif group == "statement" and value is None:
                leaving.append((supplier, name))
            elif group == "statement":
                wanted.append((supplier, name, *map(value.__getitem__, states.STATEMENT)))
    for supplier, name in former:
        FormerName.objects.filter(supplier=supplier, text=name, source=run.source).delete()
    for field in Statement.Field.values:
        suppliers = [supplier for supplier, name in leaving if name == field]
        Statement.objects.filter(supplier__among=suppliers, field=field, source=run.source).delete()
    bulk.upsert(
        Statement,
        ["supplier_id", "field", *states.STATEMENT],
        wanted,
        always={"source": run.source},
        unique=["supplier_id", "field", "source"],
        update=states.STATEMENT,
    )
    statements.compare({supplier for supplier, *_ in [*leaving, *wanted]})


def _only_of_this_list(run: ImportRun, suppliers: list[int]) -> list[int]:
    """Suppliers that the import made of bodies it found, and of which nothing else speaks by now."""
    left = Sighting.objects.filter(supplier__among=suppliers).values_list("supplier", flat=True)
    others = _referred(Supplier, suppliers, apart_from=_CHILDREN) | set(left)
    return [supplier for supplier in suppliers if supplier not in others]
