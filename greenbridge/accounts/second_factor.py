"""The second factor (第二重验证): who needs one, whether this session has shown it, and how its secrets are kept."""

import base64
import datetime as dt
from typing import ClassVar

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from greenbridge.accounts.models import UsedCode, User
from greenbridge.core import clock
from greenbridge.core.prepared import Prepared

REMEMBERED = dt.timedelta(minutes=10)  # a code is good for a minute and a half
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are a way back, not a factor
_FACTORS: Prepared[int] = Prepared(
    lambda pk: Authenticator.objects.filter(user=pk, type__in=KINDS).values_list("type"), -1
)


def is_set_up(user: User) -> bool:
    return bool(_FACTORS.every(user.pk))


def was_shown(request: HttpRequest, user: User) -> bool:
    """Whether the person has shown a second factor in this session."""
    return "mfa" in _methods(request, user)


def is_demo_session(request: HttpRequest, user: User) -> bool:
    """One click on the page of the demo accounts stands for both factors; that page answers this machine only."""
    return settings.DEMO and user.is_demo and "demo" in _methods(request, user)


def use_up(user: User, code: str) -> bool:
    """Whether nobody has come in with this code; from now on nobody does, whichever process is asked.

    django-allauth remembers used codes too, but each process for itself and for less time than a code is good.
    """
    UsedCode.objects.filter(used_at__lt=clock.now() - REMEMBERED).delete()
    shown = f"{user.pk}:{''.join(code.split())}"
    mark = salted_hmac("greenbridge.accounts.second_factor", shown, algorithm="sha256").hexdigest()
    _, is_first = UsedCode.objects.get_or_create(mark=mark, defaults={"used_at": clock.now()})
    return is_first


def _methods(request: HttpRequest, user: User) -> set[str]:
    return {record["method"] for record in get_authentication_records(request, user)}


class MFAAdapter(DefaultMFAAdapter):
    """Our part of allauth's second factors: Chinese sentences, encrypted secrets, and that staff keep one."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "工作人员须保留至少一种第二重验证。请先添加另一种，再移除这一种。",
        "cannot_generate_recovery_codes": "请先设置验证器或通行密钥，再生成恢复码。",
        "incorrect_code": "验证码不对或已过期，请核对后再试。",
        "unverified_email": "请先确认您的邮箱，再设置第二重验证。",
    }

    def get_totp_issuer(self) -> str:
        return "绿桥"

    def _get_site_name(self) -> str:
        return "绿桥"

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return f"通行密钥{Authenticator.objects.filter(user=user, type=type).count() + 1}"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user, type__in=KINDS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not authenticator.user.is_staff_member


def _cipher() -> MultiFernet:
    """Keys made from the installation's secret; earlier secrets still open what they closed."""
    return MultiFernet(
        [_key(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"greenbridge second factor").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
