"""What happens to scenarios and specifications: a change is frozen, a draft begins, is answered, is edited, does without."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.errors import NotEditable
from greenbridge.demands.models import Demand, Scenario, ScenarioVersion, Specification
from greenbridge.demands.specification import rules
from greenbridge.demands.specification.errors import NotAllAnswered, NotOffered, ScenarioUnsound
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.reference.wastes import read_wastes


@transaction.atomic
def freeze(scenario: Scenario, *, editor: User | None) -> ScenarioVersion:
    """Make what the scenario says now its newest version, by which buyers are asked from then on.

    Drafts keep theirs. Nothing happens where nothing was changed. Raises ScenarioUnsound with what is to be mended.
    """
    held = Scenario.objects.select_for_update().get(pk=scenario.pk)
    content = held.content
    if faults := rules.faults(content):
        raise ScenarioUnsound(name=held, faults="".join(faults))
    newest: ScenarioVersion | None = held.versions.first()
    if newest and newest.kept == content.written():
        return newest
    made = ScenarioVersion.objects.create(
        scenario=held,
        number=newest.number + 1 if newest else 1,
        kept=content.written(),
        made_at=clock.now(),
    )
    audit.record("scenario.changed", actor=editor, target=held, after={"version": made.number})
    return made


@transaction.atomic
def start(scenario: Scenario, buyer: Organisation, *, author: User) -> Demand:
    """A new draft of the scenario's types, which keeps the version of today. Raises NotOffered, NotVerifiedBuyer."""
    offered = Scenario.objects.offered().filter(pk=scenario.pk).first()
    if offered is None:
        raise NotOffered()
    version = offered.versions.all()[0]
    demand = demands.start(buyer, author=author)
    demand.service_types.set(ServiceType.objects.filter(pk__in=lookups.of_today(version.content.types)))
    demand.type_version = lookups.tree_version()
    demand.save(update_fields=["type_version"])
    Specification.objects.create(demand=demand, version=version)
    return demand


@transaction.atomic
def answer(demand: Demand, given: Mapping[str, rules.Answer], *, editor: User) -> Specification:
    """Keep these answers of a draft; the others stay. Once all are given, the clauses are drawn anew, and title,
    description, wastes and end of service are proposed where nobody has written them otherwise.

    Raises NotEditable.
    """
    specification = _held(demand)
    before, specification.answers = specification.answers, {**specification.answers, **given}
    content = specification.version.content
    if not rules.unanswered(content, specification.answers):
        clauses = rules.drawn(content, specification.answers, specification.clauses)
        specification.kept = [asdict(clause) for clause in clauses]
        _propose(specification, before)
    specification.save(update_fields=["answers", "kept"])
    _touch(specification.demand)
    audit.record("demand.answered", actor=editor, target=demand, after={"answers": sorted(given)})
    return specification


@transaction.atomic
def edit(demand: Demand, texts: Mapping[int, str], *, left_out: set[int], editor: User) -> Specification:
    """Put clauses of a draft in other words, by number, or leave them out; a mandatory one is kept.

    Raises NotEditable, and NotAllAnswered while there are no clauses.
    """
    specification = _held(demand)
    check_answered(specification)
    fresh = rules.drawn(specification.version.content, specification.answers)
    clauses = rules.edited(specification.clauses, fresh, texts, left_out)
    specification.kept = [asdict(clause) for clause in clauses]
    specification.save(update_fields=["kept"])
    _touch(specification.demand)
    changed = {
        "edited": [one.heading for one in clauses if one.is_edited],
        "left_out": [one.heading for one in clauses if one.is_left_out],
    }
    audit.record("demand.specified", actor=editor, target=demand, after=changed)
    return specification


@transaction.atomic
def do_without(demand: Demand, *, editor: User) -> None:
    """Take the specification off a draft; what it proposed stays in the draft. Raises NotEditable."""
    specification = _held(demand)
    audit.record(
        "demand.unspecified", actor=editor, target=demand, before={"scenario": str(specification.version)}
    )
    specification.delete()
    _touch(specification.demand)


def check_answered(specification: Specification) -> None:
    """Raises NotAllAnswered while its clauses cannot be drawn."""
    open_ones = rules.unanswered(specification.version.content, specification.answers)
    if open_ones:
        raise NotAllAnswered(names="、".join(one.name for one in open_ones))


def _held(demand: Demand) -> Specification:
    """The specification of a demand that may be changed, behind the demand's lock."""
    held = Demand.objects.select_for_update().get(pk=demand.pk)
    if not held.is_editable:
        raise NotEditable(status=held.get_status_display())
    specification = Specification.objects.select_related("version").get(demand=held)
    specification.demand = held
    return specification


def _touch(demand: Demand) -> None:
    demand.saved_at = clock.now()
    demand.save(update_fields=["saved_at"])


def _propose(specification: Specification, before: rules.Answers) -> None:
    """Fill in what the answers say of the demand itself, unless its people have put it otherwise meanwhile."""
    demand, content, answers = specification.demand, specification.version.content, specification.answers
    fields: dict[str, Any] = {
        name: getattr(rules.proposal(content, answers), name)
        for name in rules.Proposal._fields
        if getattr(demand, name) in {"", getattr(rules.proposal(content, before), name)}
    }
    for question in rules.applying(content, answers):
        stated = answers.get(question.name)
        if question.fills == rules.Fills.ENDS and stated != before.get(question.name):
            fields["service_ends_on"] = stated or None
        if question.fills == rules.Fills.WASTES and stated != before.get(question.name):
            wastes = read_wastes(str(stated or ""))
            demand.wastes.set(wastes)
            fields["waste_codes"] = sorted(code for said in wastes.values() for code in said.codes)
    for name, value in fields.items():
        setattr(demand, name, value)
    demand.save(update_fields=list(fields))
