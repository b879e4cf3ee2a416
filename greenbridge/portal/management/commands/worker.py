"""The job worker: runs what is queued and what is due, and keeps the search index in step."""

import threading
from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.core import jobs
from greenbridge.search.services import follow_forever

LONGEST_NAP = 0.5  # seconds between two looks into an empty queue
PATIENCE = 8.0  # seconds that a running job is given to finish when the worker is told to stop


class Command(BaseCommand):
    help = "执行后台任务和定时任务，并使检索索引与数据库保持一致。收到 SIGTERM 后，等待正在执行的任务完成再退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        follower = threading.Thread(target=follow_forever, args=(stop,), name="follower", daemon=True)
        follower.start()
        jobs.install_schedule().create_consumer(
            workers=2, max_delay=LONGEST_NAP, graceful_signal="TERM", shutdown_timeout=PATIENCE
        ).run()
        stop.set()
        follower.join(PATIENCE)
