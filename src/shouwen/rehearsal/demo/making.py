"""Making the demo: the group, its estates, half a year of complaints up to an instant; the same for the same seed."""

from __future__ import annotations

import logging
import time as wall
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from shouwen.kernel import clock, engine, jobs
from shouwen.kernel.calendar import current_version
from shouwen.kernel.models import Case, JobRun, Notice
from shouwen.kernel.sitting import ShareOfIds, sitting
from shouwen.people.models import Staff
from shouwen.rehearsal.demo import (
    centres,
    company,
    discipline,
    estates,
    improvement,
    logins,
    months,
    one_matter,
    payroll,
    releases,
)
from shouwen.rehearsal.demo.estates import Home
from shouwen.rehearsal.demo.group import Builder, give_bonus_bases
from shouwen.rehearsal.demo.pictures import Album
from shouwen.rehearsal.demo.stage import Occasion, Player, Stage
from shouwen.rehearsal.demo.story import play
from shouwen.rehearsal.demo.texts import Demand, Texts, read_texts

log = logging.getLogger(__name__)

STORIES_AT_ONCE = 250
DAYS = 183
JOB = "demo"
MONTHLY = ("payroll.statement", "complaints.ranking", "complaints.indicators", "complaints.service_centres")
UNREAD_FOR = timedelta(days=2)
REPEATS_AFTER = 25  # days: by then the first story's sitting has been written


class NotEmpty(Exception):
    """There is something in the database that is not to be mixed with a demo."""


@dataclass(frozen=True)
class Size:
    """How much of everything; a whole demo by default."""

    complaints: int = 5_000
    units: int = 20_000
    seed: int = 2_026
    processes: int = 1


def make(size: Size, end: datetime | None = None, folder: Path | None = None) -> None:
    """Fill the empty database. ``end``: the demo's last instant (default: now); ``folder``: real messages, if any.

    Raises NotEmpty when there is anybody or any case in it.
    """
    if Staff.objects.exists() or Case.objects.exists():
        raise NotEmpty
    end = end or clock.now()
    note = JobRun.objects.create(job=JOB, slot=end, started_at=clock.now())
    rng = Random(size.seed)  # noqa: S311 - chance for a play, not for a secret
    _without_waiting_for_the_disk()
    with clock.moved_to(end - timedelta(days=DAYS)), transaction.atomic():
        current_version()
        group = Builder(rng).build()
        album = Album(group.actor("kf001"), rng)
    give_bonus_bases(group, _months(end), rng)
    estates.settle(group.projects, size.units, rng)
    stage = Stage(group, read_texts(folder), album, end)
    _play_all(stage, size, rng)
    company.play(stage, size.seed)
    releases.play(stage, size.seed)
    one_matter.play(stage, size.seed)
    improvement.play(stage, size.seed)
    centres.play(stage, size.seed)
    with clock.moved_to(end):
        engine.sweep(end)
    discipline.play(group.actor("zj001"), end)
    payroll.play(end - timedelta(days=DAYS), end)
    report_the_months(end)
    leave_the_latest_unread(end)
    note.finished_at = clock.now()
    note.save(update_fields=["finished_at"])
    _write_logins()


def _play_all(stage: Stage, size: Size, rng: Random) -> None:
    """All stories, in the order of time; with several processes each has the projects that fall to it."""
    numbered = list(enumerate(_occasions(stage, size, rng), start=1))
    if size.processes == 1:
        _play_some(stage, size, numbered, ShareOfIds(0, 1))
    else:
        connection.close()
        forks = get_context("fork")
        workers = [
            forks.Process(target=_play_share, args=(stage, size, numbered, share), daemon=True)
            for share in range(size.processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if any(worker.exitcode for worker in workers):
            raise RuntimeError("a part of the demo could not be played")
    ShareOfIds.settle()


def _play_share(stage: Stage, size: Size, numbered: Sequence[tuple[int, Occasion]], share: int) -> None:
    """In a process of its own: the stories of each n-th project. Stories of two projects never meet."""
    mine = {project.pk for project in stage.group.projects[share :: size.processes]}
    _without_waiting_for_the_disk()
    _play_some(stage, size, [one for one in numbered if one[1].project.pk in mine], ShareOfIds(share, size.processes))
    connection.close()


def _play_some(stage: Stage, size: Size, numbered: Sequence[tuple[int, Occasion]], ids: ShareOfIds) -> None:
    for start in range(0, len(numbered), STORIES_AT_ONCE):
        began = wall.monotonic()
        with sitting(ids) as under_way:
            for number, occasion in numbered[start : start + STORIES_AT_ONCE]:
                chance = Random(f"{size.seed}:{number}")  # noqa: S311 - chance for a play
                agent = chance.choice(stage.group.agents[occasion.project.pk])
                play(Player(stage, under_way, occasion, chance, agent))
        log.info("demo: stories up to %s in %.1f s", start + STORIES_AT_ONCE, wall.monotonic() - began)


def _without_waiting_for_the_disk() -> None:
    """What is lost in a power cut is made again."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _occasions(stage: Stage, size: Size, rng: Random) -> Iterator[Occasion]:
    """When, where, who and what, in the order of time; one in twenty comes again with the same matter."""
    lived_in = {project.pk: estates.homes(project) for project in stage.group.projects}
    earlier: list[Occasion] = []
    for at in sorted(_instant(stage.end, number, rng) for number in range(size.complaints)):
        again = _to_repeat(earlier, at, rng) if rng.random() < 0.05 else None
        if again is not None:
            yield Occasion(at, again.project, again.home, again.demand)
            continue
        project = rng.choice(stage.group.projects)
        occasion = Occasion(at, project, _home(lived_in[project.pk], rng), _demand(stage.texts, rng))
        earlier.append(occasion)
        yield occasion


def _home(homes: list[Home], rng: Random) -> Home:
    return rng.choice(homes)


def _demand(texts: Texts, rng: Random) -> Demand:
    return rng.choice(texts.demands)


def _to_repeat(earlier: list[Occasion], at: datetime, rng: Random) -> Occasion | None:
    old = [one for one in islice(reversed(earlier), 2000) if one.at < at - timedelta(days=REPEATS_AFTER)]
    return rng.choice(old[:400]) if old else None


def _instant(end: datetime, number: int, rng: Random) -> datetime:
    """One in a hundred within the last hours, one in ten within the last week, the others over half a year, by day."""
    if number % 100 == 0:
        return end - timedelta(minutes=rng.randint(4, 240))
    days = rng.uniform(0, 7) if number % 10 == 0 else rng.uniform(0, DAYS - 1)
    day = clock.day_of(end - timedelta(days=days))
    if day.weekday() == 6 and rng.random() < 0.4:
        day -= timedelta(days=1)
    at = clock.at_time(day, time(8, 30)) + timedelta(seconds=int(rng.triangular(0, 10.5 * 3600, 2 * 3600)))
    return min(at, end - timedelta(minutes=rng.randint(4, 600)))


def _months(end: datetime) -> Iterator[date]:
    month = clock.day_of(end - timedelta(days=DAYS)).replace(day=1)
    while month <= clock.day_of(end):
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def report_the_months(end: datetime) -> None:
    """The statements and rankings of the months gone by, which nobody is told of again."""
    with clock.moved_to(end):
        jobs.run_due(end, since=end - timedelta(days=DAYS), only=MONTHLY)
    months.publish(end)
    Notice.objects.exclude(status=Notice.Status.SENT).update(
        status=Notice.Status.SENT, sent_at=F("at"), next_attempt_at=None
    )
    Notice.objects.filter(sent_at__gt=F("at")).update(sent_at=F("at"))


def leave_the_latest_unread(end: datetime) -> None:
    """Nobody has seen yet what the in-app messages of the last two days say."""
    Notice.objects.filter(channel=Notice.Channel.INBOX, at__gt=end - UNREAD_FOR).update(read_at=None)


def _write_logins() -> None:
    """For the launcher, which greets whoever starts the demo."""
    path = Path(settings.HOME) / "demo-logins.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(logins.in_words(), encoding="utf-8")
