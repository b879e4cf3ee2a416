"""Who looks after the library."""

from greenbridge.accounts.access import only
from greenbridge.accounts.models import Role, User

KEEPERS = frozenset({Role.EDITOR, Role.OPERATOR})


def is_keeper(user: User) -> bool:
    return not user.roles.isdisjoint(KEEPERS)


keepers_only = only(is_keeper)
editors_only = only(lambda user: Role.EDITOR in user.roles)
