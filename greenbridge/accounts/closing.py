"""What stands in the way of closing an account: this room's own reasons, and those of the rooms above."""

from collections.abc import Callable

from greenbridge.accounts.models import Membership, User

Objection = Callable[[User], str]
Forgetting = Callable[[User], None]
_objections: list[Objection] = []
_forgettings: list[Forgetting] = []


def may_object(objection: Objection) -> Objection:
    """Register a reason against closing: ``objection(person)`` gives the sentence, or nothing. Rooms call it when they start."""
    _objections.append(objection)
    return objection


def goes_with(forget: Forgetting) -> Forgetting:
    """Register what a room keeps for a person alone and deletes with the account: ``forget(person)``."""
    _forgettings.append(forget)
    return forget


def forget_everywhere(person: User) -> None:
    for forget in _forgettings:
        forget(person)


def objections(person: User) -> list[str]:
    """Why the account cannot be closed now and what to do first; empty when nothing stands in the way."""
    return [sentence for ask in (_works_here, _speaks_for_others, *_objections) if (sentence := ask(person))]


def is_last_member(person: User) -> bool:
    """Whether nobody else acts for the person's body."""
    body = person.organisation
    return body is not None and not body.memberships.exclude(user=person).exists()


def _works_here(person: User) -> str:
    if not person.roles:
        return ""
    return "您的账号还有平台的工作角色。请先联系系统管理员收回角色。"


def _speaks_for_others(person: User) -> str:
    mine = person.memberships.filter(role=Membership.Role.OWNER).select_related("organisation").first()
    if mine is None or is_last_member(person):
        return ""
    return (
        f"您是“{mine.organisation}”的负责人，单位还有其他成员。请先在“我的单位”移交负责人，或移除其他成员。"
    )
