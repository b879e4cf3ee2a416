"""The web server: one process loads the house, two workers share its memory, four threads each answer.

PORT sets the port; it listens on loopback only, because a proxy with TLS stands in front.
"""

import os
from pathlib import Path

# A page that asks the database for longer than a visitor waits gives its connection back. Commands have no such limit.
os.environ.setdefault("GREENBRIDGE_STATEMENT_SECONDS", "30")

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("GREENBRIDGE_WEB_WORKERS") or 2)
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 8
keepalive = 75  # longer than the proxy keeps an idle connection, so that it never writes into a closed one
loglevel = "warning"
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 — heartbeat files belong in memory: a slow disk must not kill workers
    worker_tmp_dir = "/dev/shm"  # noqa: S108
