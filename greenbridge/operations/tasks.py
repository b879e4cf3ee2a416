"""Backups are made at night, before the index is compared with the halls."""

from greenbridge.core.jobs import every


@every(hour="2", minute="40")
def back_up_at_night() -> None:
    from greenbridge.operations.backups.nightly import nightly

    nightly()
