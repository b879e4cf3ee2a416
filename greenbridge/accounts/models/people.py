"""People with an account."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from greenbridge.accounts.models.roles import Association, Role, RoleGrant
from greenbridge.core import clock
from greenbridge.core.prepared import Prepared
from greenbridge.core.text import fold

if TYPE_CHECKING:
    from greenbridge.accounts.models.bodies import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=email, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=fold(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account (用户).

    Signs in with an e-mail address folded by NFKC and case, or with a mobile number; one of the two may be missing.
    ``mobile`` is a number that answered a code; ``phone`` is what others call and may be a landline.
    """

    email = models.EmailField("电子邮箱", unique=True, null=True, blank=True)
    mobile = models.CharField("登录手机号", max_length=20, unique=True, null=True, blank=True)
    unconfirmed_mobile = models.CharField("待确认的手机号", max_length=20, blank=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机或座机", max_length=20, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    date_joined = models.DateTimeField("注册时间", auto_now_add=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    last_seen_at = models.DateTimeField("最近使用时间", null=True)
    idle_warnings = models.PositiveSmallIntegerField("停用提醒次数", default=0)
    dormant_since = models.DateTimeField("长期未使用停用时间", null=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
            models.CheckConstraint(condition=~Q(email="") & ~Q(mobile=""), name="no_login_is_empty"),
            models.UniqueConstraint(Lower("email"), name="one_account_however_the_address_is_written"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.mobile or ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An address is kept in its one form, however it was typed, and no address is NULL, never an empty text: two
        people without one are not the same person."""
        self.email, self.mobile = fold(self.email or "") or None, self.mobile or None
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_changed_at = clock.now() if raw_password else None

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(role for (role,) in _ROLES.every(self.pk))

    @property
    def is_staff_member(self) -> bool:
        """Whether the person works for the platform; experts may work elsewhere."""
        return bool(self.roles - {Role.EXPERT})

    @property
    def enters_by_letter(self) -> bool:
        """Whether the person can be let in by a link to their address: the account is on, and has no password yet."""
        return bool(self.email) and self.is_active and not self.has_usable_password()

    @property
    def is_dormant(self) -> bool:
        """Off because nobody used it, so that a code wakes it; not because an administrator decided so."""
        return not self.is_active and self.dormant_since is not None

    @cached_property
    def staff_since(self) -> dt.datetime | None:
        """When the person first got a role that works for the platform."""
        first = _FIRST_AT_WORK.first(self.pk)
        return first[0] if first else None

    @cached_property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @cached_property
    def associations(self) -> list["Association"]:
        """The associations whose queues this person works on."""
        return [g.association for g in self.grants.select_related("association") if g.association]

    @cached_property
    def waiting(self) -> dict[str, Sequence[Any]]:
        """What waits for this person, by queue, once asked: a page of the desk shows it in its menu and in its list."""
        return {}

    @cached_property
    def organisation(self) -> "Organisation | None":
        """The body this person acts for; one at a time."""
        membership = self.memberships.select_related("organisation__region").first()
        return membership.organisation if membership else None

    @cached_property
    def unread_messages(self) -> int:
        return self.inbox.unread().count()

    @property
    def is_buyer(self) -> bool:
        return bool(self.organisation and self.organisation.is_buyer)

    @property
    def is_supplier(self) -> bool:
        return bool(self.organisation and self.organisation.is_supplier)


# Every page of somebody signed in asks these.
_ROLES: Prepared[int] = Prepared(lambda pk: RoleGrant.objects.filter(user=pk).values_list("role"), -1)
_FIRST_AT_WORK: Prepared[int] = Prepared(
    lambda pk: (
        RoleGrant.objects.filter(user=pk)
        .exclude(role=Role.EXPERT)
        .order_by("granted_at")
        .values_list("granted_at")[:1]
    ),
    -1,
)


class PastPassword(models.Model):
    """A password that a member of staff has used (用过的密码), as its digest: the last five may not return."""

    user = models.ForeignKey(User, models.CASCADE, related_name="past_passwords", verbose_name="用户")
    digest = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class UsedCode(models.Model):
    """A code of a second factor that somebody has come in with (用过的验证码), for all web processes; gone in minutes."""

    mark = models.CharField("验证码标识", max_length=64, primary_key=True)
    used_at = models.DateTimeField("使用时间", db_index=True)

    def __str__(self) -> str:
        return self.mark
