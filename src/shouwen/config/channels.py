"""Mail and SMS from the environment."""

from __future__ import annotations

import re
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from shouwen.config.env import Env


def mail_settings(env: Env, home: Path) -> dict[str, Any]:
    """Django's EMAIL_* settings. Without SHOUWEN_MAIL, messages become files under ``home``."""
    files = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(home / "mail"),
    }
    if not env.secret("SHOUWEN_MAIL"):
        return files
    url = env.address("SHOUWEN_MAIL", "smtp://localhost", ("smtp", "smtps"))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp" and bool(url.username),
        "EMAIL_TIMEOUT": 20,
    }


def is_sender(text: str) -> bool:
    """One address, with or without a name before it, that no header can be smuggled into."""
    _name, address = parseaddr(text)
    return text.isprintable() and re.fullmatch(r"[^@\s]+@[^@\s]+", address) is not None


def sms_settings(env: Env, home: Path) -> dict[str, str]:
    """How SMS leave: to the console, to a file under ``home``, or through Aliyun."""
    backend = env.choice("SHOUWEN_SMS", "file", ("console", "file", "aliyun"))
    found = {
        "backend": backend,
        "folder": str(home / "sms"),
        "key": env.text("SHOUWEN_ALIYUN_KEY"),
        "secret": env.secret("SHOUWEN_ALIYUN_SECRET"),
        "sign": env.text("SHOUWEN_ALIYUN_SIGN"),
        "template": env.text("SHOUWEN_ALIYUN_TEMPLATE"),
    }
    if backend == "aliyun":
        for name in ("key", "secret", "sign", "template"):
            if not found[name]:
                env.wrong(f"SHOUWEN_SMS=aliyun needs SHOUWEN_ALIYUN_{name.upper()}.")
        env.needs_extra("SHOUWEN_SMS=aliyun", "aliyun", "alibabacloud_dysmsapi20170525")
    return found
