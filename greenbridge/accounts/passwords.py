"""What a password has to be: one policy that looks at who will use it, in sentences that say what to do."""

import datetime as dt
import re
from functools import cache

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from greenbridge.accounts.models import PastPassword, User
from greenbridge.core import clock
from greenbridge.core.text import fold

LENGTH, STAFF_LENGTH = 10, 12
CLASSES = 3
REMEMBERED = 5
LASTS = dt.timedelta(days=90)

PUBLIC_HINT = f"至少{LENGTH}个字符，不要使用常见密码，也不要包含姓名、邮箱或手机号。"
STAFF_HINT = f"至少{STAFF_LENGTH}个字符，大写字母、小写字母、数字、符号中至少含{CLASSES}种；每90天更换，不能与最近5次相同。"

# What everybody would try first on this site.
PLATFORM_WORDS = ("绿桥", "lvqiao", "greenbridge", "长三角", "changsanjiao", "第三方治理", "hjzl", "huanbao")
KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


def hint_for(user: User) -> str:
    return STAFF_HINT if is_staff(user) else PUBLIC_HINT


def is_staff(user: User | None) -> bool:
    return bool(user and user.pk and user.is_staff_member)


def expires_on(user: User) -> dt.datetime | None:
    """When a member of staff has to choose anew; nothing for everybody else."""
    changed = user.password_changed_at
    return changed + LASTS if changed and user.is_staff_member else None


def is_expired(user: User) -> bool:
    """Staff choose a new password every 90 days, and one that follows their rules once they have become staff."""
    since = user.password_changed_at
    if not user.is_staff_member:
        return False
    return since is None or since + LASTS <= clock.now() or since < (user.staff_since or since)


class HousePolicy:
    """Django asks it about every new password, wherever it is set, and tells it of every password that was saved."""

    def validate(self, password: str, user: User | None = None) -> None:
        faults = [*self._of_form(password, user), *self._of_words(password, user)]
        if is_staff(user) and user and self._was_used(password, user):
            faults.append("新密码不能与最近5次用过的密码相同，请换一个。")
        if faults:
            raise ValidationError(faults)

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Remember the digest of a member of staff's password, and forget those before the last five."""
        if user is None or not is_staff(user):
            return
        PastPassword.objects.create(user=user, digest=user.password, set_at=clock.now())
        kept = user.past_passwords.values_list("pk", flat=True)[:REMEMBERED]
        user.past_passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return PUBLIC_HINT

    def _of_form(self, password: str, user: User | None) -> list[str]:
        needed = STAFF_LENGTH if is_staff(user) else LENGTH
        faults = [f"密码至少要{needed}个字符，请加长。"] if len(password) < needed else []
        if is_staff(user) and sum(bool(re.search(kind, password)) for kind in KINDS) < CLASSES:
            faults.append("密码须含大写字母、小写字母、数字、符号中的至少3种，请补充。")
        return faults

    def _of_words(self, password: str, user: User | None) -> list[str]:
        folded = fold(password)
        if _is_common(folded):
            return ["这个密码太常见，容易被猜到，请换一个。"]
        if any(word in folded for word in PLATFORM_WORDS):
            return ["密码不要包含平台名称等容易想到的词，请换一个。"]
        if user and any(word in folded or folded in word for word in _words_of(user)):
            return ["密码与您的姓名、邮箱或手机号太相似，请换一个。"]
        return []

    def _was_used(self, password: str, user: User) -> bool:
        digests = [user.password, *user.past_passwords.values_list("digest", flat=True)[:REMEMBERED]]
        return any(check_password(password, digest) for digest in digests)


def _words_of(user: User) -> list[str]:
    """What is known of a person; too short a word would refuse half of all passwords."""
    email = fold(user.email or "")
    numbers = [
        re.sub(r"\D", "", number or "")[-8:] for number in (user.mobile, user.unconfirmed_mobile, user.phone)
    ]
    words = [fold(user.name).replace(" ", ""), email, email.partition("@")[0], *numbers]
    return [word for word in words if len(word) >= 4 or (len(word) >= 2 and not word.isascii())]


def _is_common(password: str) -> bool:
    """In the list of the 20,000 that are tried first, also with digits behind."""
    return password in _common() or password.rstrip("0123456789!.") in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
