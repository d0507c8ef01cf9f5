"""Settings (temporary minimum; the ground helper replaces this file)."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("SECRET_KEY", "dev-only")
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "shouwen.people",
    "shouwen.estate",
    "shouwen.customers",
    "shouwen.kernel",
    "shouwen.web",
    "shouwen.portal",
    "shouwen.complaints",
    "shouwen.frontdesk",
]
AUTH_USER_MODEL = "people.Staff"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
SHOUWEN_ZONE = "Asia/Shanghai"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "127.0.0.1",
        "PORT": "5499",
        "USER": "app",
        "NAME": os.environ.get("DEV_DB", "lead"),
    }
}
