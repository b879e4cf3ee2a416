"""Writings: an explainer of the clause on hazardous waste, unless the story says otherwise."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library.models import Term, TermClause, Topic, TopicItem, Version, Writing, WritingClause
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


def topic(*writings: Writing, slug: str = "waste", **facts: Any) -> Topic:
    """A published one: a whole document, a clause of it, then these writings. The same one when called again."""
    known = Topic.objects.filter(slug=slug).first()
    if known:
        return known
    facts = {"title": "示例：危险废物怎样贮存", "lead": "第一次产生危险废物的企业看这里。"} | facts
    made = Topic(slug=slug, **facts)
    work = library.law().work
    made.items = [
        TopicItem(work=work, note="先看整部条例。"),
        TopicItem(work=work, address="art-2"),
        *(TopicItem(writing=one) for one in writings),
    ]
    made.save()
    services.follow_topic(made)
    return made


def term(name: str = "危险废物", **facts: Any) -> Term:
    """A published one, with the clause that says what it means."""
    made = Term(name=name, meaning="<p>有危险的废物。</p>", **facts)
    made.clauses = [TermClause(work=library.law().work, address="art-2")]
    made.save()
    services.follow_term(made)
    return made


def _made(regions: tuple[str, ...], address: str, about: Version | None, **facts: Any) -> Writing:
    made = Writing(**facts)
    made.regions = Region.objects.filter(pk__in=regions)
    made.domains = Domain.objects.filter(pk="solid-waste")
    made.clauses = [WritingClause(work=(about or library.law()).work, address=address)]
    made.save()
    return made
