"""What waits for the virus scanner is asked about every minute; at night what nobody uses goes, and rows and bytes are compared."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away


@every(minute="*")
def scan_waiting_files() -> None:
    from greenbridge.files import services

    services.scan_waiting()


@every(hour="19", minute="50")
def scan_unscanned_files() -> None:
    from greenbridge.files import services

    services.scan_unscanned()


@every(hour="19", minute="30")
@takes_away(Keep.FILE, "files.File")
def destroy_unused_files() -> None:
    from greenbridge.files import services

    services.destroy_unused()


@every(hour="19", minute="40")
def compare_rows_with_bytes() -> None:
    from greenbridge.files import storage

    storage.compare()
