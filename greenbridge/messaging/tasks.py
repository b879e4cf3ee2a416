"""Mail leaves in the background; a sweep every five minutes takes what a crash left behind."""

from django_tasks import task

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away


@task()
def deliver_mail() -> None:
    from greenbridge.messaging import services

    services.deliver_mail()


@every(minute="*/5")
def sweep_mail() -> None:
    from greenbridge.messaging import services

    services.deliver_mail()


@task()
def deliver_letters() -> None:
    from greenbridge.messaging import letters

    letters.deliver()


@every(minute="*/5")
def sweep_letters() -> None:
    from greenbridge.messaging import letters

    letters.deliver()


@every(hour="19", minute="35")
@takes_away(Keep.LOG, "messaging.Letter")
def forget_letters() -> None:
    from greenbridge.messaging import letters

    letters.forget_old()


@every(hour="19", minute="45")
@takes_away(Keep.MESSAGE, "messaging.Message")
def forget_messages() -> None:
    from greenbridge.messaging import services

    services.forget_old()
