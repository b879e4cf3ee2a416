"""The job worker: runs what is queued and what is due."""

from typing import Any

from django.core.management.base import BaseCommand

from greenbridge.core import jobs, presence

LONGEST_NAP = 0.5  # seconds between two looks into an empty queue
PATIENCE = 8.0  # seconds that a running job is given to finish when the worker is told to stop


class Command(BaseCommand):
    help = "执行后台任务和定时任务。收到 SIGTERM 后，等待正在执行的任务完成再退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        presence.join()
        jobs.await_queue()
        jobs.install_schedule().create_consumer(
            workers=2, max_delay=LONGEST_NAP, graceful_signal="TERM", shutdown_timeout=PATIENCE
        ).run()
