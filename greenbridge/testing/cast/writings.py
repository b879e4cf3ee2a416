"""Writings: an explainer of the clause on hazardous waste, unless the story says otherwise."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library.models import Version, Writing, WritingClause
from greenbridge.library.writings import services
from greenbridge.reference.models import Domain, Region
from greenbridge.testing.cast import library

FACTS = {
    "kind": Writing.Kind.EXPLAINER,
    "title": "示例：危险废物贮存多久",
    "lead": "贮存一般不超过一年。",
    "text": "<p>产生单位应当按时转移。</p>",
}


def writing(*regions: str, address: str = "art-2", about: Version | None = None, **facts: Any) -> Writing:
    """A published one; ``regions`` are codes, none is the whole country. The same one when called again."""
    facts = FACTS | facts
    known = Writing.objects.filter(title=facts["title"], live=True).first()
    if known:
        return known
    now = clock.now()
    made = _made(regions, address, about, first_published_at=now, last_published_at=now, **facts)
    services.follow(made)
    return made


def written(by: User, *, address: str = "art-2", **facts: Any) -> Writing:
    """A draft that an editor has saved and not handed in."""
    made = _made((), address, None, **FACTS | facts | {"live": False})
    made.save_revision(user=by)
    return made


def handed_in(by: User, **facts: Any) -> Writing:
    """A draft that waits for a second editor."""
    made = written(by, **facts)
    made.get_workflow().start(made, by)
    return made


def _made(regions: tuple[str, ...], address: str, about: Version | None, **facts: Any) -> Writing:
    made = Writing(**facts)
    made.regions = Region.objects.filter(pk__in=regions)
    made.domains = Domain.objects.filter(pk="solid-waste")
    made.clauses = [WritingClause(work=(about or library.law()).work, address=address)]
    made.save()
    return made
