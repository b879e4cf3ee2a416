"""People, and the bodies they act for."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.usersessions.models import UserSession
from stdnum.cn import uscc

from greenbridge.accounts import services
from greenbridge.accounts.models import (
    Association,
    Membership,
    Organisation,
    Role,
    RoleChange,
    Side,
    User,
    VerificationCase,
    WaitingBuyer,
)
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock
from greenbridge.reference.models import Region
from greenbridge.testing.cast.files import checked
from greenbridge.testing.mould import first
from greenbridge.testing.pages import as_
from greenbridge.testing.passkeys import Device

PASSWORD = "bamboo-river-2026"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OFFICERS = {
    "31": ("沈清", "shen@sh.example"),
    "32": ("顾澄", "gu@js.example"),
    "33": ("陆源", "lu@zj.example"),
}


def code(number: int, region: str = "320509") -> str:
    """A valid unified social credit code."""
    stem = f"91{region[:6]:0<6}MA{number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


@first
def person(name: str = "周新", email: str = "zhou@mail.example") -> User:
    """Somebody with an account and nothing else; the same one when called again."""
    known = User.objects.filter(email=email).first()
    return known or _with_address(User.objects.create_user(email, PASSWORD, name=name, phone="0512-63000001"))


def _with_address(user: User) -> User:
    sign_in.vouch_for_email(user)
    return user


def reads_too(user: User, email: str) -> None:
    """The person has confirmed a second address."""
    EmailAddress.objects.create(user=user, email=email, verified=True)


def staff(role: str, name: str, email: str, association: Association | None = None) -> User:
    """A member of staff who has come in, chosen a password and set up a second factor; the same one when called again."""
    known = User.objects.filter(email=email).first()
    if known:
        return known
    invited = services.invite_staff(email, name, role, by=None, association=association)
    invited.set_password(PASSWORD)
    invited.save()
    sign_in.vouch_for_email(invited)
    if invited.is_staff_member:
        authenticator(invited)
    return invited


def authenticator(user: User) -> Authenticator:
    """The app on the person's telephone; ``SEED`` is what it was given when it was set up."""
    held: Authenticator = TOTP.activate(user, SEED).instance
    return held


def passkey(user: User, device: Device, name: str = "办公室电脑") -> Authenticator:
    """The key in the device is the person's second factor from now on."""
    held: Authenticator = WebAuthn.add(user, name, device.makes()).instance
    return held


@first
def officer(province: str = "32") -> User:
    """The officer of a province's association: 沈清 in 上海, 顾澄 in 江苏, 陆源 in 浙江."""
    name, email = OFFICERS[province]
    return staff(Role.OFFICER, name, email, Association.objects.get(province=province))


@first
def operator() -> User:
    return staff(Role.OPERATOR, "韩松", "han@ops.example")


@first
def editor() -> User:
    return staff(Role.EDITOR, "许墨", "xu@edit.example")


def second_editor() -> User:
    """Who reads what the first one wrote."""
    return staff(Role.EDITOR, "方砚", "fang@edit.example")


def expert() -> User:
    return staff(Role.EXPERT, "白榆", "bai@expert.example")


@first
def admin() -> User:
    return staff(Role.SYSTEM_ADMIN, "江衡", "jiang@admin.example")


def security_admin() -> User:
    return staff(Role.SECURITY_ADMIN, "石磊", "shi@admin.example")


def audit_admin() -> User:
    return staff(Role.AUDIT_ADMIN, "严明", "yan@admin.example")


@first
def role_change(email: str = "new@zj.example", role: str = Role.OPERATOR, **facts: Any) -> RoleChange:
    """A role that a system administrator has proposed and nobody has confirmed."""
    return services.propose_grant(email, "候任", role, by=admin(), reason="新入职", **facts)


def verified(number: int, name: str, region: str, owner: User, **sides: bool) -> Organisation:
    """A body that has been verified, with its owner; the same one when called again."""
    known = Organisation.objects.filter(name=name).first()
    if known:
        return known
    body = Organisation.objects.create(
        credit_code=code(number, region),
        name=name,
        region_id=region,
        address="人民路1号",
        verified_at=clock.now(),
        **sides,
    )
    Membership.objects.create(
        organisation=body, user=owner, role=Membership.Role.OWNER, joined_at=clock.now()
    )
    return body


def owner_of(body: Organisation) -> User:
    """The person who speaks for the body."""
    owner = body.owner
    assert owner is not None
    return owner


def statement(side: str = Side.BUYER, region: str = "310118107", **facts: Any) -> services.Statement:
    """What an applicant states of 华新食品 in 青浦."""
    stated: dict[str, Any] = {
        "side": side,
        "credit_code": code(800, region),
        "name": "华新食品有限公司",
        "region": Region.objects.get(code=region),
        "address": "新府路9号",
        "contact_name": "周新",
        "contact_phone": "021-59000000",
    }
    return services.Statement(**stated | facts)


@first
def imported(number: int = 800, region: str = "310118107") -> Organisation:
    """华新食品 as an official list knows it; nobody speaks for it."""
    return Organisation.objects.create(
        credit_code=code(number, region), name="华新食品厂", region_id=region, address="旧路1号"
    )


def claim(grounds: str = "我是法定代表人。") -> services.Claim:
    """Why an applicant may speak for a body that is known already."""
    return services.Claim(grounds, checked("授权书.pdf"))


def member_of(body: Organisation, someone: User | None = None) -> User:
    """A colleague who acts for the body."""
    colleague = someone or person()
    Membership.objects.create(
        organisation=body, user=colleague, role=Membership.Role.MEMBER, joined_at=clock.now()
    )
    return colleague


def waiting_buyer() -> WaitingBuyer:
    """方立 of a works in 昆山, which is not open yet, wants to be told."""
    stated = statement(region="320583", name="昆山包装有限公司")
    return services.wait_for_opening(person("方立", "fang@mail.example"), stated)


@first
def application(applicant: User | None = None, **facts: Any) -> VerificationCase:
    """An application that waits in a queue."""
    return services.apply(applicant or person(), statement(**facts), checked())


def session_of(person: User, address: str = "203.0.113.7") -> UserSession:
    """A session of the person in another browser."""
    browser = as_(person)
    return UserSession.objects.create(
        user=person, ip=address, user_agent="Firefox on Windows", session_key=browser.session.session_key
    )
