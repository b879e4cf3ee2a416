"""What editors have scheduled appears, or goes, within a minute; a new version of the service types on its day."""

from django.core.management import call_command

from greenbridge.core.jobs import every


@every(minute="*")
def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


@every(hour="16", minute="1")
def follow_tree() -> None:
    """One past midnight in Asia/Shanghai."""
    from greenbridge.portal import trees

    trees.follow()
