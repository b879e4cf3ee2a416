"""Mail leaves in the background; a sweep every five minutes takes what a crash left behind."""

from django_tasks import task

from greenbridge.core.jobs import every


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
def forget_letters() -> None:
    from greenbridge.messaging import letters

    letters.forget_old()


@every(hour="19", minute="45")
def forget_messages() -> None:
    from greenbridge.messaging import services

    services.forget_old()
