"""Every night the heads of the trail are noted outside the database."""

from greenbridge.core.jobs import every


@every(hour="16", minute="10")
def note_heads() -> None:
    """Ten past midnight in Asia/Shanghai: schedules count in UTC."""
    from greenbridge.audit import services

    services.note_heads()
