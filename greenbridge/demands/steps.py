"""The steps of the demand form in their order, those with pages of their own included."""

from django.urls import reverse

from greenbridge.demands import forms, queries
from greenbridge.demands.models import Demand

LABELS = {**forms.HEADINGS, "files": "附件", "check": "核对并提交"}
FIRST = next(iter(LABELS))


def page_of(demand: Demand, name: str) -> str:
    """The address of a step."""
    if name in forms.STEPS:
        return reverse("demands:step", args=[demand.number, name])
    return reverse(f"demands:{name}", args=[demand.number])


def beside(demand: Demand, name: str, places: int) -> str:
    """The address of the step before (-1) or after (+1); before the first comes the record."""
    names = list(LABELS)
    at = names.index(name) + places
    return page_of(demand, names[at]) if at >= 0 else demand.get_absolute_url()


def shown(demand: Demand, current: str) -> list[tuple[str, str]]:
    """The steps for the indicator. One that was passed without being complete is still to do."""
    names = list(LABELS)
    lacking = {gap.step for gap in queries.gaps(demand)}
    states = ["todo" if name in lacking else "done" for name in names[: names.index(current)]]
    states += ["current"] + ["todo"] * (len(names) - len(states) - 1)
    return list(zip(LABELS.values(), states, strict=True))
