"""How people and texts name documents: by title, short title, number or address; and which work is meant."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from greenbridge.library import naming
from greenbridge.library.models import Work


def key(named: str) -> str:
    """By what a named document is found: its standard number without the year, else its title folded."""
    return naming.standard_keys(named)[0] or naming.title_key(named)


def keys_of(work: Work) -> set[str]:
    """All by which others may name the work."""
    titles = {work.title, *work.short_titles, *work.versions.values_list("title", flat=True)}
    return {naming.title_key(title) for title in titles} | ({work.number_key} - {""})


def works_named(named: str) -> list[Work]:
    """Every work that the words may mean: the one at that address, else those so called."""
    named = named.strip()
    exact = Work.objects.filter(code=named.lower())
    return list(exact) or _by_key({key(named)}).get(key(named), [])


def works_by_key(keys: Collection[str]) -> dict[str, Work]:
    """The work for each key that means exactly one."""
    return {one: works[0] for one, works in _by_key(keys).items() if len(works) == 1}


def short_names() -> set[str]:
    """What laws are called without 《》: 刑法, 固废法, 水污染防治法."""
    rows = Work.objects.filter(kind=Work.Kind.LAW).values_list("title_key", "short_titles")
    return {name for title, shorts in rows for name in (title, *map(naming.title_key, shorts)) if name}


def _by_key(keys: Collection[str]) -> dict[str, list[Work]]:
    found: dict[str, list[Work]] = {}
    for work in _candidates(keys):
        for one in {work.title_key, work.number_key, *map(naming.title_key, work.short_titles)}.intersection(
            keys
        ):
            found.setdefault(one, []).append(work)
    return found


def _candidates(keys: Iterable[str]) -> Iterable[Work]:
    named = Q(title_key__in=keys) | (Q(number_key__in=keys) & ~Q(number_key=""))
    return Work.objects.filter(named | ~Q(short_titles=[]))
