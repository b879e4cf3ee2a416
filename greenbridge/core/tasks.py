"""By night the database looks over its own tables."""

from greenbridge.core.jobs import every


@every(hour="19", minute="50")
def look_over_tables() -> None:
    from greenbridge.core import statistics

    statistics.renew()
