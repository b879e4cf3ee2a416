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
