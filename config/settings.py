"""One settings file. Production is the default; GREENBRIDGE_LOCAL=1 loosens what loopback without TLS cannot keep."""

import atexit
import gc
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env

# A house of this size is looked through for garbage after fifty thousand new objects, not after seven hundred: loading it
# takes a fifth less of the processor, and what a page makes is gone by counting references anyway.
gc.set_threshold(50_000, 20, 100)
# A program that ends gives all its memory back at once; to look through it before took a third of a short command.
atexit.register(gc.freeze)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("GREENBRIDGE_VAR") or BASE_DIR / "var").resolve()
LOCAL = env.flag("GREENBRIDGE_LOCAL")
BEHIND_PROXY = env.flag("GREENBRIDGE_BEHIND_PROXY", default=not LOCAL)
DEMO = LOCAL and env.flag("GREENBRIDGE_DEMO")
DEBUG = False


# From the environment, or one that this installation made for itself on its first start.
SECRET_KEY_GIVEN = bool(env.text("SECRET_KEY"))
SECRET_KEY = env.text("SECRET_KEY") or env.made_once(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.words("GREENBRIDGE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("GREENBRIDGE_ORIGINS")

INSTALLED_APPS = [
    "greenbridge.portal",
    "greenbridge.operations",
    "greenbridge.connectors",
    "greenbridge.deals",
    "greenbridge.suppliers",
    "greenbridge.demands",
    "greenbridge.library",
    "greenbridge.accounts",
    "greenbridge.messaging",
    "greenbridge.files",
    "greenbridge.reference",
    "greenbridge.search",
    "greenbridge.audit",
    "greenbridge.ui",
    "greenbridge.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "wagtail.admin",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail",
    "modelsearch",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # its Chinese: Wagtail says with it how long ago something was handed in
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "greenbridge.ui.kept_pages.keep_pages_for_visitors",
    "greenbridge.core.middleware.carry_the_house_rules",
    "greenbridge.core.middleware.know_the_visitor_behind_the_proxy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "greenbridge.core.middleware.refuse_unused_methods",
    "csp.middleware.CSPMiddleware",
    "greenbridge.operations.health_views.tell_when_down",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "greenbridge.core.middleware.refuse_nul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "greenbridge.audit.middleware.know_the_address",
    "greenbridge.operations.probing.NoteProbing",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "greenbridge.core.middleware.keep_private_pages_private",
    "greenbridge.ui.wrong_method.say_what_to_do",
    "greenbridge.accounts.middleware.EndStaleSessions",
    "greenbridge.accounts.middleware.StaffComeInFully",
    "greenbridge.accounts.consent.ask_for_consent",
    "greenbridge.audit.once.ActOnce",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "greenbridge.ui.templatetags.guards"
            ],  # {% csrf_token %} carries the key of audit.once
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "greenbridge.ui.context.page",
                "greenbridge.accounts.context.person",
                "greenbridge.portal.context.desk",
            ],
        },
    },
]
FORM_RENDERER = "greenbridge.ui.forms.Renderer"

# --- Data -----------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL")
if DATABASE_URL:
    try:
        _database: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL))
    except ValueError:
        _database = {"ENGINE": "none that can be read"}
    if not _database["ENGINE"].endswith("postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL names no PostgreSQL: write it as postgres://user:password@host:5432/database, "
            "or leave it out for SQLite."
        )
    # Each process shares a few connections among its threads; one that died with the server is replaced unseen.
    _database |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    # A server that a wall or a cut cable keeps silent is given up within half a minute, not when the kernel tires of it.
    _silence = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    }
    _database["OPTIONS"] = (_silence | _database.get("OPTIONS", {})) | {
        "pool": {"min_size": 1, "max_size": int(env.text("GREENBRIDGE_CONNECTIONS", "8")), "timeout": 10},
        "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s "
        f"-c statement_timeout={env.text('GREENBRIDGE_STATEMENT_SECONDS', '0')}s",
    }
else:
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "greenbridge.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            # Write locks are taken at BEGIN, so that a check and the write it guards see the same rows.
            "transaction_mode": "IMMEDIATE",
            # synchronous=FULL: what was acknowledged survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456; "
            "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;",
        },
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "greenbridge"}}
TASKS = {"default": {"BACKEND": "greenbridge.core.jobs.HueyBackend", "ENQUEUE_ON_COMMIT": True}}
JOBS_FILE = VAR_DIR / "jobs.sqlite3"
SEARCH_INDEX_DIR = VAR_DIR / "search"

# --- Pages kept for visitors (ui.kept_pages, core.stamps) --------------------------------------------------
KEPT_PAGES_BYTES = 1_000_000 * int(env.text("GREENBRIDGE_KEPT_PAGES_MB", "64"))  # of each web process
STAMPS_DIR = VAR_DIR / "stamps"
HALLS = (
    "demands",
    "library",
    "suppliers",
)  # rooms whose pages show nothing of each other: each has a stamp of its own
# No page for visitors shows anything of these; every other table that is written has pages drawn anew. The index
# tells of itself once it holds what stood in the outbox; counts of long lists say of what time they are.
UNSEEN_TABLES = (
    "account_",
    "accounts_memberinvitation",
    "accounts_usedcode",
    "audit_",
    "axes_",
    "deals_total",
    "demands_noticereview",
    "demands_removalrequest",
    "demands_subscription",
    "django_",
    "library_complianceprofile",
    "library_dutydone",
    "library_dutyreminder",
    "library_dutystop",
    "library_follow",
    "library_textfeedback",
    "messaging_",
    "mfa_",
    "usersessions_",
    "search_outboxentry",
    "search_tally",
    "suppliers_answer",
    "suppliers_appeal",
    "suppliers_assessment",
    "suppliers_scoring",
)
# Cookies that make nobody known. Whoever brings another one, a session first of all, gets a page of their own.
THEME_COOKIE_NAME = "theme" if LOCAL else "__Host-theme"
NEUTRAL_COOKIES = (THEME_COOKIE_NAME, *env.words("GREENBRIDGE_NEUTRAL_COOKIES"))

# Backups: where the nightly one goes (nowhere on a trial installation), how long it is kept, what it is sealed with.
BACKUP_DIR = env.text("BACKUP_DIR") or ("" if LOCAL else str(VAR_DIR / "backups"))
BACKUP_DAYS = int(env.text("BACKUP_DAYS", "14"))
BACKUP_KEY = env.text("BACKUP_KEY")

# Seals the trail: lost or changed, nothing can be proven any more.
AUDIT_KEY_GIVEN = bool(env.text("AUDIT_KEY"))
AUDIT_KEY = env.text("AUDIT_KEY") or env.made_once(VAR_DIR / "audit_key")
AUDIT_HEADS_FILE = VAR_DIR / "audit_heads.jsonl"

FILES_DIR = VAR_DIR / "files"
FILES_SCANNER = env.text(
    "FILES_SCANNER"
)  # unix:/path, tcp:host:port, none; empty: clamd where it is usually found
FILES_ACCEL = env.text(
    "FILES_ACCEL"
)  # the proxy's internal address of FILES_DIR, such as /stored/: it sends the bytes
FILES_PER_DAY = 200
FILES_MEGABYTES_PER_DAY = 1_000
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "greenbridge.ui.assets.Assets"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "greenbridge.files.uploads.StopKeepingTheTooLarge",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Words and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]  # what the packages leave in English

# --- People ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "greenbridge.accounts.backend.Backend",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "greenbridge.accounts.passwords.HousePolicy"}]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # also how long a one-time link of an invitation lives
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:desk"
ACCOUNT_ADAPTER = "greenbridge.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "greenbridge.accounts.forms.SignUpForm",
    "login": "greenbridge.accounts.forms.SignInForm",
    "reauthenticate": "greenbridge.accounts.forms.codes.PasswordAgainForm",
    "reset_password": "greenbridge.accounts.forms.sign_in.AskForLinkForm",
    "reset_password_from_key": "greenbridge.accounts.forms.sign_in.PasswordByLinkForm",
    "add_email": "greenbridge.accounts.forms.sign_in.NewAddressForm",
    "change_password": "greenbridge.accounts.forms.sign_in.NewPasswordForm",
    "change_phone": "greenbridge.accounts.forms.sign_in.NewMobileForm",
    "request_login_code": "greenbridge.accounts.forms.sign_in.AskForCodeForm",
    "confirm_login_code": "greenbridge.accounts.forms.codes.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "greenbridge.accounts.forms.codes.ConfirmEmailForm",
    "verify_phone": "greenbridge.accounts.forms.codes.ConfirmMobileForm",
}
MFA_ADAPTER = "greenbridge.accounts.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half a minute before and after: telephones' clocks are not ours
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL  # a browser knows loopback as safe, though without TLS
MFA_FORMS = {
    "authenticate": "greenbridge.accounts.forms.codes.SecondFactorForm",
    "reauthenticate": "greenbridge.accounts.forms.codes.ConfirmAgainForm",
    "activate_totp": "greenbridge.accounts.forms.codes.SetUpTOTPForm",
    "add_webauthn": "greenbridge.accounts.forms.codes.AddPasskeyForm",
    "authenticate_webauthn": "greenbridge.accounts.forms.codes.SecondFactorPasskeyForm",
    "login_webauthn": "greenbridge.accounts.forms.codes.SignInPasskeyForm",
    "reauthenticate_webauthn": "greenbridge.accounts.forms.codes.PasskeyAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "phone",
    "password1*",
    "password2*",
]  # our form asks for either in one field
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Guessing is counted by axes, in the database, for all processes; what is left here slows down mass requests.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = (
    False
    if LOCAL
    else {"login_failed": "", "confirm_email": "", "verify_phone": "", "request_login_code": "20/m/ip"}
)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
PROBING_ADDRESSES = (
    60  # that do not exist, from one place in ten minutes: the security administrator reads of it
)
AXES_HANDLER = "greenbridge.accounts.lockout.Handler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_CLIENT_IP_CALLABLE = "greenbridge.accounts.lockout.where"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "greenbridge.accounts.lockout.whose"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = False  # services.sign_in.come_in does it, once both factors were right
AXES_DISABLE_ACCESS_LOG = True  # the trail keeps it
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "login",
    "email",
    "phone",
    "code",
    "credential",
    "oldpassword",
    "password1",
    "password2",
]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "login"
SMS_PROVIDER = env.text("SMS_PROVIDER", "greenbridge.messaging.sms.LogProvider")
LETTERS_PER_ADDRESS_AND_HOUR = 5
LETTERS_PER_SOURCE_AND_HOUR = 1000 if LOCAL else 30
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = env.text("EMAIL_HOST", "localhost"), int(env.text("EMAIL_PORT", "25"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_USER"), env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = env.flag("EMAIL_STARTTLS"), env.flag("EMAIL_TLS")
EMAIL_TIMEOUT = 10  # seconds; a server that accepts and stays silent would hold a job worker for good
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "noreply@greenbridge.example")
if LOCAL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

SESSION_ENGINE = "greenbridge.accounts.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "greenbridge.portal.views.csrf_failure"

# --- Pages ----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

WAGTAIL_SITE_NAME = "绿桥"
WAGTAILADMIN_BASE_URL = env.text("GREENBRIDGE_URL", "http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
# The back office searches a few dozen titles: plain "contains" finds 规则 in 平台规则, a word index does not.
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"greenbridge": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS = [
    "wagtailadmin.W003",  # WAGTAILADMIN_BASE_URL is set per installation
]
