"""Every night the heads of the trail are noted outside the database, and old keys of forms forgotten."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away


@every(hour="16", minute="10")
def note_heads() -> None:
    """Ten past midnight in Asia/Shanghai: schedules count in UTC."""
    from greenbridge.audit import services

    services.note_heads()


@every(hour="16", minute="15")
@takes_away(Keep.SENT, "audit.SentForm")
def forget_sent_forms() -> None:
    from greenbridge.audit import services

    services.forget_sent_forms()
