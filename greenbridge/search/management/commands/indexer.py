"""The search indexer: the one process that keeps the index in step with the halls."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.core import presence
from greenbridge.search.services import follow_forever


class Command(BaseCommand):
    help = "使检索索引与数据库保持一致。收到 SIGTERM 后，写完手上的一批再退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        presence.join()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        follow_forever(stop)
