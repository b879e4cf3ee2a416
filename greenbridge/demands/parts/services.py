"""What happens to the sites and lots of a draft."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand, Lot, Site
from greenbridge.demands.models.demand import LOT_PARTS
from greenbridge.demands.parts import queries, rules
from greenbridge.demands.parts.errors import NothingToAddUp, PartGone, TooManyLots, TooManySites

Part = Site | Lot
Kind = TypeVar("Kind", Site, Lot)


@transaction.atomic
def add_site(demand: Demand, facts: dict[str, Any], *, editor: User) -> Site:
    """One more site at the end of a draft's list. Raises NotEditable outside a draft, TooManySites."""
    demand = demands.editable(demand)
    count = demand.sites.count()
    if count >= rules.MAX_SITES:
        raise TooManySites(limit=rules.MAX_SITES)
    site = Site.objects.create(demand=demand, number=count + 1, **facts)
    _note("demand.site_added", site, editor)
    return site


@transaction.atomic
def change_site(site: Site, facts: dict[str, Any], *, editor: User) -> Site:
    """Other facts for a site of a draft. Raises NotEditable, PartGone when a colleague has removed it."""
    site = _editable(site)
    _write(site, facts)
    _note("demand.site_changed", site, editor)
    return site


@transaction.atomic
def drop_site(site: Site, *, editor: User) -> None:
    """Take a site off a draft and out of its lots; those after it move up. Raises NotEditable, PartGone."""
    site = _editable(site)
    _note("demand.site_dropped", site, editor)
    site.delete()
    _close_ranks(site.demand.sites.filter(number__gt=site.number))


@transaction.atomic
def add_lot(demand: Demand, facts: dict[str, Any], *, editor: User) -> Lot:
    """One more lot at the end of a draft's list. Raises NotEditable outside a draft, TooManyLots, PartGone."""
    demand = demands.editable(demand)
    count = demand.lots.count()
    if count >= rules.MAX_LOTS:
        raise TooManyLots(limit=rules.MAX_LOTS)
    lot = Lot(demand=demand, number=count + 1)
    _write(lot, facts)
    _note("demand.lot_added", lot, editor)
    return lot


@transaction.atomic
def change_lot(lot: Lot, facts: dict[str, Any], *, editor: User) -> Lot:
    """Other facts for a lot of a draft. Raises NotEditable, PartGone when a colleague has removed it or one of its sites."""
    lot = _editable(lot)
    _write(lot, facts)
    _note("demand.lot_changed", lot, editor)
    return lot


@transaction.atomic
def drop_lot(lot: Lot, *, editor: User) -> None:
    """Take a lot off a draft; those after it move up. Raises NotEditable, PartGone."""
    lot = _editable(lot)
    _note("demand.lot_dropped", lot, editor)
    lot.delete()
    _close_ranks(lot.demand.lots.filter(number__gt=lot.number))


@transaction.atomic
def take_sum(demand: Demand, *, editor: User) -> Demand:
    """The budgets of the lots together become that of the draft. Raises NotEditable, NothingToAddUp."""
    demand = demands.editable(demand)
    budget = queries.sum_of_lots(demand)
    if budget is None:
        raise NothingToAddUp()
    low, high = budget
    facts = {"budget_kind": Demand.BudgetKind.RANGE, "budget_min": low, "budget_max": high}
    return demands.save(demand, facts, editor=editor)


def _editable(part: Kind) -> Kind:
    """The part as it stands now, its draft locked."""
    demand = demands.editable(part.demand)
    kept = type(part)._default_manager.filter(pk=part.pk, demand=demand).first()
    if kept is None:
        raise PartGone()
    return kept


def _write(part: Part, facts: dict[str, Any]) -> None:
    if any(site.demand_id != part.demand_id for site in facts.get("sites", ())):
        raise PartGone()
    related = facts.keys() & set(LOT_PARTS)
    for field in facts.keys() - related:
        setattr(part, field, facts[field])
    part.save()
    for relation in related:
        getattr(part, relation).set(facts[relation])


def _close_ranks(after: QuerySet[Any]) -> None:
    """One by one, for no two may have the same number even for a moment."""
    for later in after.order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])


def _note(action: str, part: Part, editor: User) -> None:
    audit.record(action, actor=editor, target=part.demand, after={"number": part.number, "name": str(part)})
