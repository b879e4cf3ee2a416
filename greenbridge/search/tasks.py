"""At night the index is compared with the halls, and the outbox swept."""

from greenbridge.core.jobs import every


@every(hour="19", minute="20")
def compare_with_halls() -> None:
    from greenbridge.search import services

    services.verify()
    services.prune()
