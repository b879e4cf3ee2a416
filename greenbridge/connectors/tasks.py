"""By night the sources are asked, one after the other, links to originals are looked at, and pages that are too old go."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away


@every(hour="17", minute="15")
def sync_sources() -> None:
    """A quarter past one at night in Asia/Shanghai, when the sites have time."""
    from greenbridge.connectors import services

    services.sync_due()


@every(minute="*/5")
def sync_asked() -> None:
    """Those that an operator wants to see now."""
    from greenbridge.connectors import services

    services.sync_asked()


@every(hour="20", minute="50")
@takes_away(Keep.FETCHED, "connectors.Snapshot")
def forget_old_pages() -> None:
    from greenbridge.connectors import retention

    retention.forget_old()


@every(hour="20", minute="35")
def check_originals() -> None:
    """Twenty-five to five at night in Asia/Shanghai: each link to a standard once a week, and a day later again if it failed."""
    from greenbridge.connectors import originals

    originals.check_due()
