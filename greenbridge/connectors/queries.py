"""How the sources fare, for those who look after them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db import models
from django.db.models import Max

from greenbridge.connectors.models import Difference, Run, Snapshot, Source
from greenbridge.core import clock

LATE = dt.timedelta(hours=36)  # a night was left out
ENOUGH_RUNS, DRIFT = 3, 3
RUNS_SHOWN = 20


@dataclass(frozen=True)
class Status:
    """One source as the page shows it."""

    source: Source
    last: Run | None
    success: Run | None
    errors: int
    drift: str

    @property
    def lag(self) -> dt.timedelta | None:
        """How long ago it was last read without fault."""
        return clock.now() - self.success.started_at if self.success else None

    @property
    def state(self) -> tuple[str, str]:
        """The kind of its tag, and its words."""
        if self.source.running_since:
            return "info", "正在取回"
        if self.last and self.last.alarm:
            return "bad", "需要查看"
        if self.last and (self.last.errors or self.drift):
            return "warn", "有错误" if self.last.errors else "条目变少"
        if not self.source.is_on:
            return "plain", "人工取得" if self.source.is_by_hand else "未启用"
        if self.lag is None or self.lag > LATE:
            return "warn", "久未取回"
        return "ok", "正常"


def statuses() -> list[Status]:
    return [status(source) for source in Source.objects.all()]


def grouped() -> list[tuple[str, list[Status]]]:
    """The sources by what they bring, each under its heading."""
    every = statuses()
    groups = [
        (brings.label, [one for one in every if one.source.brings == brings]) for brings in Source.Brings
    ]
    return [(heading, found) for heading, found in groups if found]


def latest_differences(source: Source) -> list[Difference]:
    """What the last visit that ended found, so far as a page shows it."""
    last = source.runs.exclude(ended_at=None).first()
    return list(last.differences.select_related("version__work")[:RUNS_SHOWN]) if last else []


def differences(source: Source, kind: str = "") -> models.QuerySet[Difference]:
    """What the visits to a source found, the latest first; of one kind or of all."""
    found = source.differences.select_related("version__work")
    return found.filter(kind=kind) if kind in Difference.Kind.values else found


def kinds_of_differences(source: Source) -> list[tuple[Difference.Kind, int]]:
    """How many there are of each kind that there is."""
    counts = dict(source.differences.order_by().values_list("kind").annotate(models.Count("pk")))
    return [(kind, counts[kind]) for kind in Difference.Kind if kind in counts]


def status(source: Source) -> Status:
    runs = list(source.runs.exclude(ended_at=None)[:RUNS_SHOWN])
    last = runs[0] if runs else None
    success = next((run for run in runs if run.is_good), None)
    success = success or source.runs.filter(alarm="", errors=0, items__gt=0).exclude(ended_at=None).first()
    return Status(source, last, success, sum(run.errors for run in runs), _drift(runs))


def _drift(runs: Sequence[Run]) -> str:
    """Whether the last run found far fewer entries than those before: selectors that no longer fit show like this first."""
    if len(runs) <= ENOUGH_RUNS or not runs[0].items:
        return ""
    usual = median(run.items for run in runs[1:])
    return f"上次 {runs[0].items} 条，平时约 {usual:.0f} 条" if runs[0].items * DRIFT < usual else ""


def to_look_at() -> list[Run]:
    """The last runs that raised an alarm, for the desk: its menu counts them on every page."""
    ended = Run.objects.exclude(ended_at=None).order_by()
    last = ended.values("source").annotate(last=Max("pk")).values("last")
    return list(
        Run.objects.filter(pk__in=last).exclude(alarm="").select_related("source").order_by("-started_at")
    )


def stored(source: Source) -> list[Snapshot]:
    """Pages to try settings on: the last ones, those that could not be read first."""
    latest = Snapshot.objects.latest_of(source).defer("packed", "found")
    return sorted(latest.order_by("-seen_at")[:50], key=lambda one: not one.fault)
