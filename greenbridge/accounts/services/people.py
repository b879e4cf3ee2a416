"""An account is switched off, or on again, by a security administrator."""

from django.db import transaction

from greenbridge.accounts import logins, queries
from greenbridge.accounts.errors import AlreadySo, NotForOneself, NotYours, ReasonMissing
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.services import sign_in
from greenbridge.audit import services as audit
from greenbridge.messaging import services as messaging


@transaction.atomic
def disable(person: User, *, by: User, reason: str) -> User:
    """The person is out with the next request, everywhere, and is told; what they own stays.

    An account that went off for not being used is disabled too: then no code wakes it. The colleagues of an owner learn
    that nobody speaks for their body. Raises NotYours, NotForOneself, ReasonMissing, AlreadySo.
    """
    person = _switched(person, False, by=by, reason=reason)
    sign_in.end_all_sessions(person, why="disabled")
    audit.record("account.disabled", actor=by, target=person, note=reason)
    messaging.send(person, f"您的账号已停用。理由：{reason}如有异议，请联系受理协会。")
    organisation = person.organisation
    if organisation and organisation.owner == person:
        for colleague in queries.members_of(organisation):
            if colleague != person:
                messaging.send(
                    colleague,
                    f"“{organisation}”负责人{person}的账号已停用。如需更换负责人，请在“我的单位”提出申请。",
                    link="/accounts/organisation/",
                )
    return person


@transaction.atomic
def enable(person: User, *, by: User, reason: str) -> User:
    """The person may sign in again, has ninety days to do so, and is told. Raises what ``disable`` does."""
    person = _switched(person, True, by=by, reason=reason)
    audit.record("account.enabled", actor=by, target=person, note=reason)
    messaging.send(person, "您的账号已恢复使用，请重新登录。", link="/desk/")
    return person


@transaction.atomic
def note_search(words: str, *, by: User) -> None:
    """Looking for accounts is itself looked at: what for, an address or a number masked; without words all that are off."""
    is_login = "@" in words or logins.is_mobile(logins.folded(words))
    after = {"words": logins.masked(words) if is_login else words} if words else None
    audit.record("account.searched", actor=by, after=after, is_act=False)


@transaction.atomic
def note_opened(person: User, *, by: User) -> None:
    audit.record("account.opened", actor=by, target=person, is_act=False)


def _switched(person: User, is_active: bool, *, by: User, reason: str) -> User:
    if Role.SECURITY_ADMIN not in by.roles:
        raise NotYours()
    if person == by:
        raise NotForOneself()
    if not reason.strip():
        raise ReasonMissing()
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active == is_active and not person.is_dormant:
        raise AlreadySo(name=person, state="可以登录" if is_active else "已停用")
    person.is_active, person.dormant_since = is_active, None
    person.save(update_fields=["is_active", "dormant_since"])
    if is_active:
        sign_in.seen_now(person)
    return person
