"""Why officers proposed, merged or did not goes three years after they said it. That they did, and who, stays."""

import datetime as dt

from django.db import models, transaction
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS, emptied
from greenbridge.suppliers.models import Likeness, Merge

_SAID: tuple[tuple[str, type[models.Model], Combinable, str], ...] = (
    ("proposed", Likeness, F("proposed_at"), "remark"),
    ("dismissed", Likeness, Coalesce("dismissed_at", "found_at"), "reason"),  # also of what is asked again
    ("merged", Merge, F("merged_at"), "reason"),
    ("undone", Merge, F("undone_at"), "undo_reason"),
)


@transaction.atomic
def forget_old() -> int:
    """Returns how much went."""
    since = clock.now() - THREE_YEARS
    return audit.took_away(**{name: _forget(since, model, at, column) for name, model, at, column in _SAID})


def _forget(since: dt.datetime, model: type[models.Model], at: Combinable, column: str) -> int:
    old = model._default_manager.annotate(said_at=at).filter(said_at__lt=since)
    return emptied(old, **{column: ""})
