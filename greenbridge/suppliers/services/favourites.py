"""People keep suppliers at hand, and hear of changes in those that they watch."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Q

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.suppliers import facts
from greenbridge.suppliers.errors import TooManyFavourites
from greenbridge.suppliers.models import Favourite, Supplier

LONGEST_MESSAGE = 400  # characters


@transaction.atomic
def keep(supplier: Supplier, *, by: User, is_watched: bool) -> Favourite:
    """Put a supplier among the person's favourites, or change whether it is watched. Raises TooManyFavourites."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    mine = Favourite.objects.filter(person=by)
    if not mine.filter(supplier=supplier).exists() and mine.count() >= Favourite.MOST:
        raise TooManyFavourites(most=Favourite.MOST)
    now = clock.now()
    seen = facts.of(Supplier.objects.with_card().get(pk=supplier.pk))
    kept, _ = Favourite.objects.update_or_create(
        person=by,
        supplier=supplier,
        defaults={"is_watched": is_watched, "seen": seen, "seen_at": now},
        create_defaults={"is_watched": is_watched, "seen": seen, "seen_at": now, "added_at": now},
    )
    audit.record("favourite.kept", actor=by, target=supplier, after={"watched": is_watched})
    return kept


@transaction.atomic
def drop(supplier: Supplier, *, by: User) -> None:
    """Take a supplier off the person's favourites."""
    count, _ = Favourite.objects.filter(person=by, supplier=supplier).delete()
    if count:
        audit.record("favourite.dropped", actor=by, target=supplier)


def forget_all(person: User) -> None:
    """The account is closed."""
    Favourite.objects.filter(person=person).delete()


def tell_watchers() -> int:
    """Tell those who watch a supplier what has changed since they last heard, all at once. Returns how many were told.

    Looked at is what was written since; and everything once a day, for papers that expire overnight.
    """
    due = Q(supplier__updated_at__gte=F("seen_at")) | Q(seen_at__lt=_midnight())
    waiting = Favourite.objects.filter(due, is_watched=True, supplier__merged_into=None).order_by("supplier")
    return sum(_tell(key) for key in waiting.values_list("supplier", flat=True).distinct())


def _midnight() -> dt.datetime:
    return clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def _tell(key: int) -> int:
    watching = list(
        Favourite.objects.select_for_update(of=("self",))
        .filter(supplier=key, is_watched=True)
        .select_related("person")
    )
    supplier = Supplier.objects.with_card().get(pk=key)
    now, new = clock.now(), facts.of(supplier)
    told: defaultdict[str, int] = defaultdict(int)
    for favourite in watching:
        if text := _changes(favourite.seen, new):
            link = supplier.get_absolute_url() if supplier.is_listed else "/suppliers/favourites/"
            messaging.send(
                favourite.person, f"您关注的“{supplier}”有变化。{text}"[:LONGEST_MESSAGE], link=link
            )
            told[text] += 1
        favourite.seen, favourite.seen_at = new, now
    Favourite.objects.bulk_update(watching, ["seen", "seen_at"])
    if told:
        audit.record("favourite.told", actor=None, target=supplier, after={"people": sum(told.values())})
    return sum(told.values())


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """企业规模：小 → 中。CMA A1：有效 → 已过期。"""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return "".join(f"{name}：{before.get(name) or '无'} → {after.get(name) or '无'}。" for name in names)
