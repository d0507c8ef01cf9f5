"""A file comes in: hashed while it streams, checked, stored once under its hash, shown as a harmless copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.kernel import clock
from shouwen.kernel.access import Actor
from shouwen.kernel.errors import Refused, Why
from shouwen.kernel.evidence import content, images
from shouwen.kernel.evidence.content import Group
from shouwen.kernel.evidence.kinds import ProofKind, kind_named
from shouwen.kernel.models import Case, Evidence

ROOT: Final = "evidence"
_NAME_LENGTH: Final = 120
_DEGREE: Final = Decimal("0.000001")

Location = tuple[Decimal | float, Decimal | float]


@dataclass(frozen=True)
class _Measured:
    """What a file turned out to be."""

    content_type: str
    size: int
    sha256: str


def receive(
    file: File[bytes],
    kind: str,
    by: Actor,
    case: Case | None = None,
    *,
    captured_at: datetime | None = None,
    location: Location | None = None,
    binds: str = "",
    name: str = "",
) -> Evidence:
    """Keep a file as evidence that the next move may use; the file is stored only if the row is.

    ``captured_at`` is the device's claim and is capped to the instant of receipt. ``location`` is latitude and
    longitude in degrees. ``binds`` is the ``content_hash`` of what a signature was given for. The file is never
    held in memory as a whole. Raises Refused: unknown kind, content that is not accepted or not what the kind
    asks for, too large, empty, nobody in particular as sender.
    """
    if by.staff is None and by.customer is None:
        raise Refused(_("Evidence comes from a person."), Why.WRONG_ROLE)
    wanted = kind_named(kind)
    measured = _measure(file, wanted)
    received_at = clock.now()
    evidence = Evidence(
        case=case,
        kind=wanted.value,
        name=(name or file.name or "").rsplit("/", 1)[-1][-_NAME_LENGTH:],
        content_type=measured.content_type,
        size=measured.size,
        sha256=measured.sha256,
        binds=binds,
        captured_at=_capped(captured_at, received_at),
        received_at=received_at,
        staff=by.staff,
        customer=by.customer,
    )
    evidence.latitude, evidence.longitude = _degrees(location)
    shown = images.display_copy(file) if content.group_of(measured.content_type) is Group.IMAGE else None
    _keep(evidence, file, shown)
    return evidence


def remove_strays(older_than: timedelta = timedelta(days=1)) -> int:
    """Delete stored files that no row names, e.g. after a rolled-back request; the nightly auditor calls it.

    Only files stored longer ago than ``older_than`` count, so that an upload in flight is left alone. Returns how many.
    """
    removed = 0
    before = clock.now() - older_than
    for path in list(_stored_under(ROOT, default_storage)):
        if default_storage.get_modified_time(path) >= before:
            continue
        with transaction.atomic():
            _lock(path.rsplit("/", 1)[-1][:64])
            if not Evidence.objects.filter(Q(file=path) | Q(display=path)).exists():
                default_storage.delete(path)
                removed += 1
    return removed


def _measure(file: File[bytes], kind: ProofKind) -> _Measured:
    """Type, size and hash in one pass; stops reading as soon as the file is too large."""
    if file.size > content.house_limit():
        raise _too_large(content.house_limit())
    content_type = content.identify(file)
    group = content.group_of(content_type)
    if group not in kind.accepts:
        raise Refused(_("“%(kind)s” cannot be a file of this type.") % {"kind": kind.label}, Why.BAD_PAYLOAD)
    limit = content.limit_for(kind.value, group)
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        digest.update(chunk)
    return _Measured(content_type, size, digest.hexdigest())


def _too_large(limit: int) -> Refused:
    megabytes = f"{limit / content.MEGABYTE:.3g}"
    return Refused(_("The file is larger than %(limit)s MB.") % {"limit": megabytes}, Why.BAD_PAYLOAD)


def _keep(evidence: Evidence, file: File[bytes], shown: bytes | None) -> None:
    """Store the file and the row together; when the row fails, what was stored for it is deleted."""
    path = f"{ROOT}/{clock.local(evidence.received_at):%Y/%m}/{evidence.sha256}"
    with transaction.atomic():
        # equal files share one stored copy; the lock keeps one sender's failure from deleting another's proof
        _lock(evidence.sha256)
        with _deleted_on_failure() as stored:
            evidence.file.name = _store(path, file, stored)
            if shown is not None:
                evidence.display.name = _store(f"{path}.display.jpg", ContentFile(shown), stored)
            evidence.save()
            connection.check_constraints()  # the deferred foreign keys now, not at commit, when it is too late


@contextmanager
def _deleted_on_failure() -> Iterator[list[str]]:
    """Collects the paths stored within the block; deletes them when the block fails."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        for path in stored:
            default_storage.delete(path)
        raise


def _store(path: str, file: File[bytes], stored: list[str]) -> str:
    """The name under which the content is stored; written only if nobody stored it before."""
    if default_storage.exists(path):
        return path
    file.seek(0)
    name = default_storage.save(path, file)
    stored.append(name)
    return name


def _lock(sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])


def _capped(captured_at: datetime | None, received_at: datetime) -> datetime | None:
    """The device's instant, but never later than ours: clocks of phones run ahead."""
    if captured_at is None:
        return None
    if captured_at.tzinfo is None:
        raise Refused(_("The instant of the photo needs a time zone."), Why.BAD_PAYLOAD)
    return min(captured_at, received_at)


def _degrees(location: Location | None) -> tuple[Decimal | None, Decimal | None]:
    if location is None:
        return None, None
    latitude, longitude = (Decimal(str(value)) for value in location)
    if not (latitude.is_finite() and longitude.is_finite() and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Refused(_("This is no place on earth."), Why.BAD_PAYLOAD)
    return latitude.quantize(_DEGREE), longitude.quantize(_DEGREE)


def _stored_under(folder: str, storage: Storage) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _stored_under(f"{folder}/{name}", storage)
