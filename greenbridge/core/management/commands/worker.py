"""The job worker: runs what is queued and what is due, and keeps the search index in step."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from greenbridge.core import jobs

logger = logging.getLogger(__name__)

# Loops that run as long as the worker does, each called with the event that tells it to stop. They are named,
# not imported, because they live on higher floors.
LOOPS = ["greenbridge.search.services.follow_forever"]
PAUSE_AFTER_A_CRASH = 5.0
LONGEST_NAP = 0.5  # seconds between two looks into an empty queue
PATIENCE = 8.0  # seconds that a running job is given to finish when the worker is told to stop

Loop = Callable[[threading.Event], object]


class Command(BaseCommand):
    help = "执行后台任务和定时任务，并使检索索引与数据库保持一致。收到 SIGTERM 后，等待正在执行的任务完成再退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        followers = [_start(name, stop) for name in LOOPS]
        jobs.install_schedule().create_consumer(
            workers=2, max_delay=LONGEST_NAP, graceful_signal="TERM", shutdown_timeout=PATIENCE
        ).run()
        stop.set()
        for follower in followers:
            follower.join(PATIENCE)


def _start(name: str, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=keep_running, args=(import_string(name), stop), name=name, daemon=True)
    thread.start()
    return thread


def keep_running(loop: Loop, stop: threading.Event, pause: float = PAUSE_AFTER_A_CRASH) -> None:
    """Call a loop again whenever it crashes or returns, with a pause in between, until ``stop`` is set."""
    while not stop.is_set():
        try:
            loop(stop)
        except Exception:
            logger.exception("%s crashed and starts again in %s seconds", loop.__name__, pause)
        stop.wait(pause)
