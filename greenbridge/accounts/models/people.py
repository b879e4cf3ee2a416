"""People with an account."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q

from greenbridge.accounts.models.roles import Association, Role
from greenbridge.core.text import fold

if TYPE_CHECKING:
    from greenbridge.accounts.models.bodies import Organisation


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.model(email=fold(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=fold(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account (用户). Signs in with an e-mail address folded by NFKC and case."""

    email = models.EmailField("电子邮箱", unique=True)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机或座机", max_length=20, blank=True)
    is_active = models.BooleanField("可以登录", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    date_joined = models.DateTimeField("注册时间", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="nobody_is_superuser"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.grants.values_list("role", flat=True))

    @property
    def is_staff_member(self) -> bool:
        """Whether the person works for the platform; experts may work elsewhere."""
        return bool(self.roles - {Role.EXPERT})

    @cached_property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @cached_property
    def associations(self) -> list["Association"]:
        """The associations whose queues this person works on."""
        return [g.association for g in self.grants.select_related("association") if g.association]

    @cached_property
    def organisation(self) -> "Organisation | None":
        """The body this person acts for; one at a time."""
        membership = self.memberships.select_related("organisation__region").first()
        return membership.organisation if membership else None

    @property
    def is_buyer(self) -> bool:
        return bool(self.organisation and self.organisation.is_buyer)

    @property
    def is_supplier(self) -> bool:
        return bool(self.organisation and self.organisation.is_supplier)
