"""Reads about people and bodies."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from greenbridge.accounts.models import (
    Association,
    MemberInvitation,
    Organisation,
    Role,
    User,
    VerificationCase,
)
from greenbridge.audit.models import AuditRecord
from greenbridge.core import credit_code
from greenbridge.reference.models import Region

_INVITATIONS = Signer(salt="greenbridge.accounts.invitation", sep=".")


def association_for(region: Region) -> Association:
    """The association of the region's province; the leading one for bodies from elsewhere."""
    own = Association.objects.filter(province__code=region.province_code).first()
    return own or Association.objects.get(leads=True)


def officers_of(association: Association) -> list[User]:
    return list(
        User.objects.filter(grants__role=Role.OFFICER, grants__association=association, is_active=True)
    )


def entry_link(user: User) -> str:
    """The path of a one-time page on which a new member of staff chooses a password. Dies with its first use."""
    return reverse(
        "accounts:enter",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
    )


def invitation_link(invitation: MemberInvitation) -> str:
    """The path of the page on which the invitation is accepted. Nobody can make one up."""
    return reverse("accounts:invitation", args=[_INVITATIONS.sign(str(invitation.pk))])


def invitation_behind(token: str) -> MemberInvitation | None:
    try:
        key = _INVITATIONS.unsign(token)
    except BadSignature:
        return None
    return MemberInvitation.objects.select_related("organisation", "invited_by").filter(pk=key).first()


def members_of(organisation: Organisation) -> list[User]:
    """Everyone who acts for the body, the owner first."""
    return list(
        User.objects.filter(memberships__organisation=organisation).order_by("-memberships__role", "pk")
    )


@dataclass(frozen=True)
class DoorEvent:
    """One line of the sign-in history, as the person it concerns reads it."""

    at: dt.datetime
    title: str
    note: str


DOOR_WORDS = {
    "account.signed_in": "登录",
    "account.entered": "首次设置密码",
    "account.signed_out": "退出",
    "account.session_ended": "登录已结束",
    "account.sign_in_failed": "登录没有成功",
    "account.step_up_refused": "再次确认身份没有通过",
    "account.locked_out": "连续输错，暂时锁定30分钟",
    "account.password_changed": "修改密码",
    "account.factor_added": "添加第二重验证",
    "account.factor_removed": "移除第二重验证",
    "account.recovery_codes_made": "生成恢复码",
    "account.mobile_confirmed": "确认手机号",
    "account.email_confirmed": "确认邮箱",
    "account.login_changed": "更换登录邮箱或手机号",
    "account.went_dormant": "长期未使用，账号停用",
    "account.woke_up": "账号恢复使用",
}


def sign_in_history(user: User) -> list[DoorEvent]:
    """The last things that happened around this account's door: who came in, who could not, what was changed."""
    traces = AuditRecord.objects.filter(target_kind=User._meta.label_lower, target_id=str(user.pk))
    known = traces.filter(action__in=DOOR_WORDS)[:20]
    return [DoorEvent(t.at, DOOR_WORDS[t.action], f"来自{t.address}" if t.address else "") for t in known]


def differences(case: VerificationCase, known: Organisation | None) -> list[tuple[str, str, str]]:
    """What the application states otherwise than the record: (field, as recorded, as stated)."""
    if known is None:
        return []
    pairs = [
        ("名称", known.name, case.name),
        ("所在地区", known.region.full_name, case.region.full_name),
        ("经营地址", known.address, case.address),
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def unclaimed(code: str, *, for_whom: User) -> Organisation | None:
    """The body with this code, if it is known and nobody speaks for it; None for a code that is none."""
    try:
        parsed = credit_code.parse(code)
    except credit_code.BadCreditCode:
        return None
    known = Organisation.objects.select_related("region").filter(credit_code=parsed).first()
    return None if known is None or known.owner or known == for_whom.organisation else known
