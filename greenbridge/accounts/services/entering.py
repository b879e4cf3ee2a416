"""How whoever was given a role comes in for the first time: by a letter to them, and by nobody's hand.

Who opens the link chooses the password. Shown to the administrators who gave the role, it would make one of them two.
"""

from django.conf import settings

from greenbridge.accounts import queries
from greenbridge.accounts.models import RoleChange, User
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter

SUBJECT = "绿桥：邀请您担任{role}"
MAIL = (
    "{name}，您好。\n\n生态环境第三方治理服务平台邀请您担任{role}{where}。"
    "请打开下面的地址设置密码，{hours}小时内有效，只能使用一次：\n\n{link}\n\n"
    "地址过期的，请在登录页点“忘记密码”，填写收到本邮件的邮箱，平台会另发一个。\n\n"
    "如果您不知道这件事，请不要理会，也不要把地址转给别人。"
)


def invite_in(change: RoleChange) -> bool:
    """Write to whoever has a role now and no password yet; returns whether there was somebody to write to.

    No limit holds: what was written to the address before must not make the confirmation fail.
    """
    person = User.objects.get(pk=change.user_id)  # as of now: a link dies with the password it was made for
    if not person.enters_by_letter:
        return False
    text = MAIL.format(
        name=person,
        role=change.get_role_display(),
        where=f"（{change.association}）" if change.association else "",
        hours=settings.PASSWORD_RESET_TIMEOUT // 3600,
        link=settings.WAGTAILADMIN_BASE_URL + queries.entry_link(person),
    )
    subject = SUBJECT.format(role=change.get_role_display())
    letters.warn(Letter.Channel.MAIL, person.email or "", text, subject=subject)
    return True
