"""Changing the terms with notice, and people's agreement to them."""

from django.db import transaction

from greenbridge.accounts.errors import NothingChanged
from greenbridge.accounts.models import Consent, Terms, User
from greenbridge.audit import services as audit
from greenbridge.core import clock, stamps
from greenbridge.core.kept import Kept
from greenbridge.core.prepared import Prepared
from greenbridge.messaging import services as messaging

_in_force: Kept[None, list[Terms]] = Kept(stamps.HOUSE, spares_memory=False)
_AGREED: Prepared[int] = Prepared(
    lambda pk: Consent.objects.filter(user=pk, withdrawn_at=None).order_by().values_list("terms"), -1
)


@transaction.atomic
def announce_terms(kind: str, body: str, *, by: User | None) -> Terms:
    """Announce a new version; everybody with an account is told, and from the seventh day on is asked to agree to it.
    Of the publishing rules the people of buyers are told, and asked with their next submission.

    The first version ever is in force at once, since it changes nothing for anybody. Raises NothingChanged when the
    text is that of the latest version.
    """
    latest = Terms.objects.select_for_update().filter(kind=kind).order_by("-number").first()
    if latest and latest.body == body:
        raise NothingChanged(terms=latest)
    now = clock.now()
    terms = Terms.objects.create(
        kind=kind,
        number=latest.number + 1 if latest else 1,
        body=body,
        announced_at=now,
        effective_at=now + Terms.NOTICE if latest else now,
    )
    _in_force.forget()
    audit.record(
        "terms.announced", actor=by, target=terms, after={"effective_at": terms.effective_at.isoformat()}
    )
    if latest:
        _tell_everybody(terms)
    return terms


def _tell_everybody(terms: Terms) -> None:
    people = User.objects.filter(is_active=True)
    what_next = "施行前可以查看修改内容；不同意的，可以撤回同意或注销账号。"
    if terms.kind not in Terms.FOR_EVERYBODY:
        people = people.filter(memberships__organisation__is_buyer=True)
        what_next = "施行前可以查看修改内容；施行后提交需求时，请阅读新版并勾选同意。"
    said = f"{terms.get_kind_display()}有修改，新版将于{clock.written(terms.effective_at)}施行。"
    messaging.send_to_all(people, said + what_next, link=terms.get_absolute_url())


def lacking_consent(person: User) -> list[Terms]:
    """The terms in force that the person has not agreed to, or no longer agrees to."""
    wanted = [terms for terms in terms_in_force() if terms.kind in Terms.FOR_EVERYBODY]
    agreed = {pk for (pk,) in _AGREED.every(person.pk)}
    return [terms for terms in wanted if terms.pk not in agreed]


def terms_in_force() -> list[Terms]:
    """The latest version in force of each kind; kept, because every page of somebody signed in asks for them."""
    return _in_force.one(None, _newest_of_each_kind)


def _newest_of_each_kind() -> list[Terms]:
    in_force = Terms.objects.in_force().order_by("kind", "number")
    return list({terms.kind: terms for terms in in_force}.values())


@transaction.atomic
def agree(person: User) -> list[Terms]:
    """The person agrees to everything in force that is for everybody; what was agreed to already stays as it is."""
    person = User.objects.select_for_update().get(pk=person.pk)
    given = lacking_consent(person)
    for terms in given:
        Consent.objects.create(user=person, terms=terms, given_at=clock.now())
    if given:
        audit.record(
            "terms.agreed", actor=person, target=person, after={"terms": [str(terms) for terms in given]}
        )
    return given


@transaction.atomic
def withdraw_consent(person: User) -> int:
    """The person takes every agreement back: from now on they may read, take their data along, close the account."""
    standing = Consent.objects.filter(user=person, withdrawn_at=None)
    count = standing.update(withdrawn_at=clock.now())
    if count:
        audit.record("terms.consent_withdrawn", actor=person, target=person)
    return count
