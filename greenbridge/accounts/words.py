"""What is written to people around signing in: mails, short messages, and what the page says afterwards."""

_NOT_YOU = "如果不是您本人操作，请不要理会，也不要把验证码告诉任何人。"
_MINUTES = "15分钟内有效。"

# By the name that django-allauth gives its templates: subject and text.
LETTERS = {
    "account/email/email_confirmation_signup": (
        "绿桥：注册验证码",
        f"您正在用这个邮箱注册生态环境第三方治理服务平台。\n\n验证码：{{code}}\n\n{_MINUTES}{_NOT_YOU}",
    ),
    "account/email/email_confirmation": (
        "绿桥：邮箱验证码",
        f"请用下面的验证码确认这个邮箱。\n\n验证码：{{code}}\n\n{_MINUTES}{_NOT_YOU}",
    ),
    "account/email/login_code": (
        "绿桥：登录验证码",
        f"您正在登录生态环境第三方治理服务平台。\n\n验证码：{{code}}\n\n{_MINUTES}{_NOT_YOU}",
    ),
    "account/email/account_already_exists": (
        "绿桥：您已有账号",
        "有人用这个邮箱注册，但它已有账号，无需再次注册。请直接登录；忘记密码请打开：\n\n{password_reset_url}\n\n"
        "如果不是您本人操作，请不要理会。",
    ),
    "account/email/unknown_account": (
        "绿桥：这个邮箱没有注册",
        "有人用这个邮箱登录或重设密码，但它没有注册过。如需使用平台，请先注册：\n\n{signup_url}\n\n如果不是您本人操作，请不要理会。",
    ),
    "account/email/password_reset_key": (
        "绿桥：重设密码",
        "请打开下面的地址设置新密码，24小时内有效，只能使用一次：\n\n{password_reset_url}\n\n如果不是您本人操作，请不要理会。",
    ),
}

TEXTS = {
    "code": f"【绿桥】验证码{{code}}，{_MINUTES}请勿告诉他人。",
    "unknown": "【绿桥】这个手机号没有注册过。如需使用平台，请先注册。如非本人操作，请不要理会。",
    "exists": "【绿桥】这个手机号已有账号，请直接登录。如非本人操作，请不要理会。",
}

FLASHES = {
    "account/messages/logged_out.txt": "您已退出登录。",
    "account/messages/password_changed.txt": "密码已修改。",
    "account/messages/password_set.txt": "密码已设置。",
    "account/messages/email_confirmed.txt": "邮箱已确认。",
    "account/messages/phone_verified.txt": "手机号已确认。",
    "mfa/messages/totp_activated.txt": "验证器已设置。",
    "mfa/messages/totp_deactivated.txt": "验证器已移除。",
    "mfa/messages/webauthn_added.txt": "通行密钥已添加。",
    "mfa/messages/webauthn_removed.txt": "通行密钥已移除。",
}
