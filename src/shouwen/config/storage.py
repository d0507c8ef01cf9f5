"""Where uploaded files go: a folder outside the web root, or an S3 bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shouwen.config.env import Env


def storage_settings(env: Env, home: Path) -> dict[str, Any]:
    """Django's STORAGES. Files have no public address either way: they are served by our own views."""
    kind = env.choice("SHOUWEN_STORAGE", "folder", ("folder", "s3"))
    return {
        "default": _bucket(env, kind) if kind == "s3" else _folder(env, home),
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _folder(env: Env, home: Path) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.text("SHOUWEN_MEDIA", str(home / "media")),
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    }


def _bucket(env: Env, kind: str) -> dict[str, Any]:
    bucket = env.text("SHOUWEN_S3_BUCKET")
    if not bucket:
        env.wrong(f"SHOUWEN_STORAGE={kind} needs SHOUWEN_S3_BUCKET.")
    env.needs_extra(f"SHOUWEN_STORAGE={kind}", "s3", "boto3")
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "endpoint_url": env.text("SHOUWEN_S3_ENDPOINT") or None,
        "region_name": env.text("SHOUWEN_S3_REGION") or None,
        "access_key": env.text("SHOUWEN_S3_KEY") or None,
        "secret_key": env.secret("SHOUWEN_S3_SECRET") or None,
        "default_acl": "private",
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
