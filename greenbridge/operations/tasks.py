"""Backups are made at night, before the index is compared with the halls, and what killed drills left goes; the trail is
verified."""

from django_tasks import task

from greenbridge.core import jobs
from greenbridge.core.jobs import every


@every(hour="18", minute="40")
def back_up_at_night() -> None:
    from greenbridge.operations.backups import drills
    from greenbridge.operations.backups.nightly import nightly

    nightly()
    drills.sweep()


@every(minute="10")
def make_up_for_a_night() -> None:
    from greenbridge.operations.backups.nightly import make_up

    make_up()


@task()
def run_scheduled(name: str) -> None:
    jobs.run_scheduled(name)


@task()
def run_trail_check(pk: int) -> None:
    from greenbridge.operations.trail import services

    services.run_check(pk)


@every(hour="16", minute="20")
def check_trail_at_night() -> None:
    """After its heads were noted: schedules count in UTC."""
    from greenbridge.operations.trail import services

    services.check_at_night()
