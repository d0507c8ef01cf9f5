"""Settings, all from the environment (see ``docs/settings.md``); a wrong value stops the start with a sentence."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from shouwen.config import channels, database, home, logs, storage
from shouwen.config.env import Env

env = Env(os.environ)

BASE_DIR = home.PACKAGE
HOME = Path(env.text("SHOUWEN_HOME", str(home.default_home()))).resolve()

# — the database —
_url = database.database_url(env, HOME)
DATABASES = {"default": database.django_database(env, _url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# — addresses —
_address = env.address("SHOUWEN_ADDRESS", "http://127.0.0.1:8000", ("http", "https"))
PUBLIC_ADDRESS = f"{_address.scheme}://{_address.netloc}"
if _address.geturl().rstrip("/") != PUBLIC_ADDRESS or "@" in _address.netloc:
    env.wrong("SHOUWEN_ADDRESS is a scheme and a host, as in https://service.example.com, and nothing after it.")
SECURE = _address.scheme == "https"
BEHIND_PROXY = env.flag("SHOUWEN_BEHIND_PROXY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", str(_address.hostname), *env.words("SHOUWEN_HOSTS")]
CSRF_FAILURE_VIEW = "shouwen.config.failing.too_old"
CSRF_TRUSTED_ORIGINS = [f"{_address.scheme}://{_address.netloc}"]
METRICS_TOKEN = env.secret("SHOUWEN_METRICS_TOKEN")
ROOT_URLCONF = "shouwen.config.urls"
WSGI_APPLICATION = "shouwen.config.wsgi.application"

# — secrets —
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in [env.secret("SECRET_KEY_BEFORE")] if key]
if SECRET_KEY and len(SECRET_KEY) < 50:
    env.wrong("SECRET_KEY must have at least 50 characters.")
if not SECRET_KEY and database.is_local(_url):
    SECRET_KEY = home.kept_secret(HOME / "secret_key")
if not SECRET_KEY:
    env.wrong("SECRET_KEY (or SECRET_KEY_FILE) is required when the database is on another machine.")

# — parts —
DEBUG = env.flag("SHOUWEN_DEBUG")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "axes",
    "procrastinate.contrib.django",
    "shouwen.people",
    "shouwen.estate",
    "shouwen.customers",
    "shouwen.kernel",
    "shouwen.kernel.imports",
    "shouwen.web",
    "shouwen.complaints",
    "shouwen.payroll",
    "shouwen.centres",
    "shouwen.improvement",
    "shouwen.frontdesk",
    "shouwen.rehearsal",
    "shouwen.portal",
    "shouwen.ground",
]
MIDDLEWARE = [
    "shouwen.config.requests.observed",
    "django.middleware.security.SecurityMiddleware",
    "shouwen.config.headers.strict_headers",
    "shouwen.config.readable.readable",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shouwen.web.context.frame",
            ]
        },
    }
]

# — who is at the door —
AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "shouwen.people.login.StaffNumberOrPhone"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds: an administrator's link to set the password
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AXES_FAILURE_LIMIT = env.number("SHOUWEN_LOGIN_TRIES", 6, least=3, most=100)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_USERNAME_FORM_FIELD = "username"  # what the form and authenticate() call it, not USERNAME_FIELD
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "shouwen.config.visitors.address_of"
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "locked.html"

# — safety —
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # the neighbours under the same domain are not ours to commit to TLS
    "security.W021",  # nor is the browsers' preload list
]

CACHES = {  # each process its own, for counts that may be lost (portal/guessing.py)
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# — files —
STORAGES = storage.storage_settings(env, HOME)
UPLOAD_MAX_BYTES = env.number("SHOUWEN_UPLOAD_MAX_MB", 50, least=1, most=2000) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,12}\..+$"  # Vite's hashed names

# — words and time —
LANGUAGE_CODE = env.choice("SHOUWEN_LANGUAGE", "zh-hans", ("zh-hans", "en", "zh-hant"))
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
SHOUWEN_ZONE = env.text("SHOUWEN_ZONE", "Asia/Shanghai")
if SHOUWEN_ZONE not in available_timezones():
    env.wrong(f"SHOUWEN_ZONE must be a time zone such as Asia/Shanghai, not {SHOUWEN_ZONE!r}.")
    SHOUWEN_ZONE = "Asia/Shanghai"
TIME_ZONE = SHOUWEN_ZONE

# — messages that leave the house —
globals().update(channels.mail_settings(env, HOME))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("SHOUWEN_MAIL_FROM", f"shouwen@{_address.hostname}")
if not channels.is_sender(SERVER_EMAIL):
    env.wrong(f"SHOUWEN_MAIL_FROM must be an address such as service@example.com, not {SERVER_EMAIL!r}.")
SMS = channels.sms_settings(env, HOME)
WEBHOOK_NETWORKS = env.networks("SHOUWEN_WEBHOOK_NETWORKS")

# — logs —
LOGGING = logs.logging_settings(
    env.choice("SHOUWEN_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    env.choice("SHOUWEN_LOG", "json", ("json", "text")),
)

env.finish()
