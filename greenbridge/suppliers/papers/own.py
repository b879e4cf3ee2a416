"""What a body says of its own credentials stays beside what lists say of them, and beside what officers have checked."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Max

from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.reference.models import WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports import papers
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.models import Credential, ListingReview, PaperStatement, Statement, Supplier
from greenbridge.suppliers.papers import statements
from greenbridge.suppliers.papers.rules import blank, differing, resting_on_none
from greenbridge.suppliers.papers.statements import Key

_ONE_ACT = dt.timedelta(minutes=1)
"""Who passes a record checks its papers a moment after the decision is written."""


def said_in(
    kind: str, number: str, facts: dict[str, Any], wastes: dict[WasteCategory, Covered]
) -> CredentialFacts:
    """What the body has typed; a day of expiry that it leaves empty says 长期."""
    return CredentialFacts(
        kind,
        number,
        facts["issuer"],
        facts.get("grade", ""),
        facts.get("scope", ""),
        facts.get("issued_on"),
        facts.get("expires_on"),
        {category.code: covered for category, covered in wastes.items()},
        facts.get("expires_on") is None,
    )


def added(credential: Credential, said: CredentialFacts) -> tuple[CredentialFacts, list[str]]:
    """What a checked credential states once the body has entered it again, and what of it is the body's word alone.

    What was checked stays; what nobody had said comes from the body. Its word is kept, and what it says otherwise is
    held against the lists, or against what an officer had checked.
    """
    key = credential.supplier_id, credential.kind_id, credential.number
    lists = [word.facts for word in papers.said_by_lists(key[0]) if word.key == key]
    checked = _checked(credential, papers.standing([key[0]])[key].facts, lists)
    words = [statements.own(key, clock.now(), said)]
    if not differing([checked, said]):
        _forget_checked(key)
    elif not (credential.source and differing([said, *lists])):  # no list says what stands
        words.append(statements.checked(key, credential.verified_at or clock.now(), checked))
    statements.keep(words)
    papers.hold_together([key[0]])
    held = papers.joined(checked, _fitting(said, checked))
    return held, resting_on_none(held, checked, Credential.FACTS)


def _fitting(said: CredentialFacts, checked: CredentialFacts) -> CredentialFacts:
    """Without its days, where one of them contradicts one that was checked."""
    spans = [(said.issued_on, checked.expires_on), (checked.issued_on, said.expires_on)]
    is_off = any(first and last and last < first for first, last in spans)
    return blank(said, ("issued_on", "expires_on")) if is_off else said


def _checked(
    credential: Credential, standing: CredentialFacts, lists: list[CredentialFacts]
) -> CredentialFacts:
    """What of a credential somebody beside the body has said: a last day that no list states is not 长期."""
    is_said = not credential.source or any(one.is_for_ever for one in lists)
    checked = blank(standing, credential.declared)
    return checked._replace(is_for_ever=checked.is_for_ever and is_said)


def _forget_checked(key: Key) -> None:
    """Nothing stands against what an officer had checked; what an officer chose stays."""
    if statements.binding([key[0]]).get(key) != PaperStatement.CHECKED:
        _words(key).filter(source=PaperStatement.CHECKED).delete()


def _words(key: Key) -> Any:
    supplier, kind, number = key
    return PaperStatement.objects.filter(supplier=supplier, kind=kind, number=number)


def told_apart(suppliers: Collection[int]) -> dict[Key, list[str]]:
    """What of credentials that lists name only the body has said, and what counts as checked all the same: lists once
    checked all of a paper that they named.

    A paper is left as it is when an officer has passed the record since the body spoke, and where the row of its list
    says nothing of it any more. What a row states no longer, the body's word stands for.
    """
    passed = dict(
        ListingReview.objects.filter(supplier__among=suppliers, decision=Decision.PASSED)
        .order_by()
        .values_list("supplier")
        .annotate(Max("decided_at"))
    )
    moments = PaperStatement.objects.filter(supplier__among=suppliers, source=Statement.ITSELF).order_by()
    spoken = {
        (supplier, kind, number)
        for supplier, kind, number, at in moments.values_list("supplier", "kind", "number", "stated_at")
        if supplier not in passed or passed[supplier] < at - _ONE_ACT
    }
    kept = statements.said_of({key[0] for key in spoken})
    words = statements.by_paper([*kept.values(), *papers.said_by_rows({key[0] for key in spoken})])
    return {
        key: alone
        for key, one in papers.standing({key[0] for key in spoken}).items()
        if key in spoken and one.checked_at and not one.declared
        if any(word.source == one.source for word in words[key])
        if (alone := _alone(one.facts, words[key]))
    }


def _alone(held: CredentialFacts, words: Iterable[statements.Word]) -> list[str]:
    """The fields, of what is held, that the body states and no other source."""
    resting: Collection[str] = Credential.FACTS
    for word in words:
        if not word.is_own:
            resting = resting_on_none(held, word.facts, resting)
    [own] = [word.facts for word in words if word.is_own]
    unsaid = resting_on_none(held, own, resting)
    return [name for name in resting if name not in unsaid]


def follow(supplier: Supplier, kind: str, number: str) -> None:
    """The body's word is what it entered and no list has written over; of one that it took away it says nothing."""
    key = supplier.pk, kind, number
    row = papers.standing([supplier.pk]).get(key)
    if row is None:
        _words(key).filter(source=PaperStatement.CHECKED).delete()
    if row and not row.source:
        _forget_checked(key)
        statements.keep([statements.own(key, clock.now(), row.facts)])
    else:
        _words(key).filter(source=Statement.ITSELF).delete()
    papers.hold_together([supplier.pk])
