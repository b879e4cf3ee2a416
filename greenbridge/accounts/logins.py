"""What people sign in with: an e-mail address or a mobile number, folded, so that one person is one account."""

from allauth.account.models import EmailAddress

from greenbridge.accounts.models import User
from greenbridge.core import mobile
from greenbridge.core.text import fold


def folded(text: str) -> str:
    """The one form of what was typed: ``+86…`` for a mobile number, else folded by NFKC and case."""
    try:
        return mobile.parse(text)
    except mobile.BadMobile:
        return fold(text)


def is_mobile(login: str) -> bool:
    return login.startswith("+")


def kind_of(login: str) -> str:
    """What people call it."""
    return "手机号" if is_mobile(login) else "邮箱"


def find(text: str) -> User | None:
    """The account that signs in with this, whether it may at the moment or not."""
    login = folded(text)
    if not login:
        return None
    return User.objects.filter(**{"mobile" if is_mobile(login) else "email": login}).first()


def is_confirmed(person: User, login: str) -> bool:
    """Whether the person reads what is sent there: a code came back from it, or an administrator vouched for it."""
    if is_mobile(login):
        return person.mobile == login
    return bool(EmailAddress.objects.filter(user=person, email=login, verified=True).exists())


def masked(text: str) -> str:
    """For the trail: enough to recognise a pattern of guessing, too little to collect addresses from."""
    login = folded(text)
    if is_mobile(login):
        return mobile.masked(login)
    name, at, host = login.partition("@")
    return f"{name[:2]}***{at}{host}"[:80]
