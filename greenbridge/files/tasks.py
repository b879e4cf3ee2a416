"""What waits for the virus scanner is asked about every minute; at night rows and bytes are compared."""

from greenbridge.core.jobs import every


@every(minute="*")
def scan_waiting_files() -> None:
    from greenbridge.files import services

    services.scan_waiting()


@every(hour="19", minute="40")
def compare_rows_with_bytes() -> None:
    from greenbridge.files import storage

    storage.compare()
