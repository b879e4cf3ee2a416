"""What this room, and the packages that sign people in, know of people."""

from greenbridge.core.privacy import Keep, confidential, holds, personal, secret

_WHO_DECIDED = personal("说明由谁办理", Keep.SIGNED)

holds(
    "accounts.User",
    "账号",
    whose="pk",
    plain="id is_superuser is_active is_demo date_joined last_login password_changed_at last_seen_at idle_warnings dormant_since",
    password=secret("核对登录密码，只保存不可还原的摘要", Keep.ACCOUNT),
    email=personal("登录、接收通知", Keep.ACCOUNT),
    mobile=personal("登录、接收验证码", Keep.ACCOUNT),
    unconfirmed_mobile=personal("确认手机号属于本人", Keep.ACCOUNT),
    name=personal("页面称呼、办理记录署名", Keep.ACCOUNT),
    phone=personal("填写单位和需求时预填联系电话", Keep.ACCOUNT),
)
holds(
    "accounts.PastPassword",
    "用过的密码",
    whose="user",
    plain="id set_at",
    user=personal("工作人员不重复使用旧密码", Keep.ACCOUNT),
    digest=secret("工作人员不重复使用旧密码", Keep.ACCOUNT),
)
holds("accounts.UsedCode", plain="mark used_at")
holds(
    "accounts.User_groups",
    "内容后台的用户组",
    whose="user",
    plain="id group",
    user=personal("内容编辑的后台权限", Keep.ACCOUNT),
)
holds(
    "accounts.User_user_permissions",
    "内容后台的权限",
    whose="user",
    plain="id permission",
    user=personal("后台权限", Keep.ACCOUNT),
)
holds("accounts.Association", plain="id province name leads")
holds(
    "accounts.RoleGrant",
    "工作人员的角色",
    whose="user",
    plain="id role association granted_at",
    user=personal("工作人员的角色", Keep.ACCOUNT),
)
holds(
    "accounts.RoleChange",
    "角色变更",
    whose="user",
    plain="id act role association proposed_at decision decided_at",
    user=personal("工作人员的角色", Keep.CASE),
    proposed_by=_WHO_DECIDED,
    decided_by=_WHO_DECIDED,
    reason=confidential("说明为何变更角色", Keep.CASE),
    note=confidential("告知提出人办理意见", Keep.CASE),
)
holds(
    "accounts.WaitingBuyer",
    "开放通知登记",
    whose="user",
    plain="region credit_code name address since told_at",
    user=personal("开放当天通知本人", Keep.ACCOUNT),
    contact_name=personal("开放后预填认证申请", Keep.ACCOUNT),
    contact_phone=personal("开放后预填认证申请", Keep.ACCOUNT),
)
holds(
    "accounts.Organisation",
    plain="id credit_code name region address size established_on kind capital scope is_buyer is_supplier verified_at is_demo",
)
holds(
    "accounts.Membership",
    "单位成员",
    whose="user",
    plain="id organisation role joined_at offered_at",
    user=personal("谁代表单位使用平台", Keep.ACCOUNT),
)
holds(
    "accounts.MemberInvitation",
    "成员邀请",
    whose="invited_by",
    plain="id organisation invited_at expires_at state ended_at",
    address=personal("邀请同事加入单位", Keep.LOG),
    invited_by=personal("说明由谁邀请", Keep.SIGNED),
)
holds(
    "accounts.VerificationCase",
    "单位认证申请",
    whose="applicant",
    plain="id association submitted_at due_at escalated_at decision decided_at purpose side credit_code name region address",
    applicant=personal("核对谁代表单位", Keep.SIGNED),
    contact_name=personal("协会核对时联系", Keep.CASE),
    contact_phone=personal("协会核对时联系", Keep.CASE),
    licence=confidential("核对营业执照", Keep.CASE),
    grounds=confidential("说明申请人与单位的关系", Keep.CASE),
    proof=confidential("核对申请人可以代表单位", Keep.CASE),
    reasons=confidential("告知申请人办理意见", Keep.CASE),
    decided_by=_WHO_DECIDED,
)

# --- Packages: signing in, sessions, lock-out -----------------------------------------------------------------------
_LOCK_OUT = personal("发现和阻止猜测密码", Keep.LOG)
holds(
    "account.EmailAddress",
    "登录邮箱",
    whose="user",
    plain="id verified primary",
    user=personal("登录", Keep.ACCOUNT),
    email=personal("登录", Keep.ACCOUNT),
)
holds(
    "account.EmailConfirmation",
    "邮箱确认",
    plain="id email_address created sent",
    key=secret("确认邮箱", Keep.ACCOUNT),
)
holds(
    "mfa.Authenticator",
    "第二重验证",
    whose="user",
    plain="id type created_at last_used_at",
    user=personal("登录时的第二重验证", Keep.ACCOUNT),
    data=secret("登录时的第二重验证", Keep.ACCOUNT),
)
holds(
    "usersessions.UserSession",
    "登录着的设备",
    whose="user",
    plain="id created_at last_seen_at data",
    user=personal("本人查看和结束自己的登录", Keep.SESSION),
    ip=personal("本人查看和结束自己的登录", Keep.SESSION),
    user_agent=personal("本人查看和结束自己的登录", Keep.SESSION),
    session_key=secret("本人查看和结束自己的登录", Keep.SESSION),
)
holds(
    "sessions.Session",
    "登录状态",
    plain="expire_date",
    session_key=secret("保持登录", Keep.SESSION),
    session_data=secret("保持登录", Keep.SESSION),
)
for label, plain in (
    ("axes.AccessFailureLog", "id http_accept path_info attempt_time locked_out"),
    ("axes.AccessAttempt", "id http_accept path_info attempt_time get_data post_data failures_since_start"),
    ("axes.AccessLog", "id http_accept path_info attempt_time logout_time session_hash"),
):
    holds(label, "登录失败记录", plain, user_agent=_LOCK_OUT, ip_address=_LOCK_OUT, username=_LOCK_OUT)
holds("axes.AccessAttemptExpiration", plain="access_attempt expires_at")
holds("accounts.Terms", plain="id kind number body announced_at effective_at")
holds(
    "accounts.Consent",
    "对协议的同意",
    whose="user",
    plain="id terms given_at withdrawn_at",
    user=personal("证明您同意过哪一版", Keep.ACCOUNT),
)
