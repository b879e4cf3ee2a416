"""Who follows the library, and what readers report of it."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import User
from greenbridge.library import services as documents
from greenbridge.library.facts import Facts
from greenbridge.library.feedback import services as feedback
from greenbridge.library.following import services
from greenbridge.library.following.queries import Subject
from greenbridge.library.models import Follow, TextFeedback, Version, Work
from greenbridge.testing.cast import library


def follow(
    email: str = "",
    *,
    person: User | None = None,
    conditions: str = "kind=administrative",
    pace: str = "at_once",
) -> Follow:
    """An address that has not agreed yet, or a person who has signed in."""
    to = Subject(conditions, "示例", "/library/")
    return services.follow(to, pace, person=person, email=email)


def held_law(title: str) -> Version:
    """A version that waits for an editor's look."""
    day = dt.date(2019, 12, 1)
    facts = Facts(kind=Work.Kind.ADMINISTRATIVE, title=title, text=library.TEXT, promulgated_on=day)
    return documents.put(facts, held=True).version


def text_feedback(*, by: User, kind: str = "words", **facts: Any) -> TextFeedback:
    """Of the second clause of 示例固体废物条例."""
    version = library.law()
    clause = version.clauses.get(address="art-2")
    return feedback.report(version, clause, kind=kind, text="少了一个字。", reporter=by, **facts)
