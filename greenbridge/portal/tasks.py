"""What editors have scheduled appears, or goes, within a minute."""

from django.core.management import call_command

from greenbridge.core.jobs import every


@every(minute="*")
def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)
