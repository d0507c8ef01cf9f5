"""The peer's whole site, for benchmarks/peer.py: settings, addresses, application. Runs in the peer's environment only.

As quick as it can be without changing it: no debugging, kept connections, no templates on disk to look for anew, token
instead of password. As it ships a request is many transactions; PEER_ATOMIC=1 makes it one.
"""

import json
import os
from urllib.parse import urlsplit

_database = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "of a measurement, for as long as it lasts"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
SITE_ID = 1
ROOT_URLCONF = __name__
STATIC_URL = "/static/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_KANBAN_ENABLED = False
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _database.hostname,
        "PORT": _database.port,
        "USER": _database.username,
        "PASSWORD": _database.password or "",
        "NAME": _database.path.strip("/"),
        "CONN_MAX_AGE": 600,
        "ATOMIC_REQUESTS": os.environ.get("PEER_ATOMIC") == "1",
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.admin",
    "rest_framework",
    "rest_framework.authtoken",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]}
LOGGING_CONFIG = None


def __getattr__(name):
    """``urlpatterns`` and ``application``: made when Django is ready, not while it reads these settings."""
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    if name == "urlpatterns":
        return [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
    if name == "application":
        return get_wsgi_application()
    raise AttributeError(name)


def fill():
    """Tables, the templates of the mails, one queue, one agent; prints what the client needs."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    from helpdesk.models import Queue
    from rest_framework.authtoken.models import Token

    queue = Queue.objects.create(title="Complaints", slug="complaints", email_address="desk@example.com")
    agent = get_user_model().objects.create_superuser("agent", "agent@example.com", None)
    print(json.dumps({"queue": queue.pk, "token": Token.objects.create(user=agent).key}))


if __name__ == "__main__":
    fill()
