"""At night the index is compared with the halls, and the outbox swept; long lists are counted every few minutes."""

from typing import Any

from django_tasks import task

from greenbridge.core.jobs import every


@task()
def count_long_list(asked: dict[str, Any]) -> None:
    from greenbridge.search import tallies

    tallies.recount(asked)


@every(minute="*/5")
def count_long_lists() -> None:
    from greenbridge.search import tallies

    tallies.refresh()


@every(hour="19", minute="20")
def compare_with_halls() -> None:
    from greenbridge.search import services, tallies

    services.verify()
    services.prune()
    tallies.verify()
