"""Imports run in the background; a sweep every five minutes goes on with what a crash left behind."""

from django_tasks import task

from greenbridge.core.jobs import every


@task()
def run_import(pk: int) -> None:
    from greenbridge.suppliers.imports import services

    services.proceed(pk)


@every(minute="*/5")
def sweep_imports() -> None:
    from greenbridge.suppliers.imports import services

    services.sweep()
