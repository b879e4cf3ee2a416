"""The house as deploy/ describes it: PostgreSQL, two web processes behind nginx, a worker. One of them is killed."""

import datetime as dt
import http.client
import os
import re
import shutil
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from greenbridge.testing.installation import installed
from greenbridge.testing.servers import Server, free_port, gone_afterwards

pytestmark = pytest.mark.django_db

PAGES = ("/", "/suppliers/", "/demands/", "/healthz", "/accounts/login/", "/static/missing.css")
UNATTENDED = 2.0  # seconds until somebody starts again what was killed

AROUND = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  log_format served '$status $upstream_addr $request';
  access_log {folder}/access.log served;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {server}
}}
"""


@dataclass
class Site:
    """Everything that runs."""

    port: int
    webs: list[Server]
    log: Path

    def ask(self, path: str, form: dict[str, str] | None = None, cookies: str = "") -> tuple[int, str]:
        """The status of an answer, or 0 where there was none; and the cookies it sets."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        browser = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        headers = {
            "Host": "greenbridge.example",
            "Cookie": cookies,
            "Referer": "https://greenbridge.example/",
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            browser.request("GET" if form is None else "POST", path, urlencode(form or {}) or None, headers)
            answer = browser.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            browser.close()
        return answer.status, "; ".join(c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or [])

    def served_by(self) -> Counter[int]:
        """How many answers came from which web process."""
        asked = re.findall(r"127\.0\.0\.1:(\d+) [A-Z]+ ", self.log.read_text("utf-8"))
        return Counter(map(int, asked))


@dataclass
class Visitors:
    """People who read and send forms, each one after the other, until they are stopped."""

    site: Site
    statuses: Counter[int] = field(default_factory=Counter)
    retried: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Visitors":
        self._threads = [
            threading.Thread(target=self._read),
            threading.Thread(target=self._read),
            threading.Thread(target=self._send),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for page in PAGES:
                self.statuses[self.site.ask(page)[0]] += 1

    def _send(self) -> None:
        """A sign-in that fails writes nothing twice; who gets no answer sends it once more, as a browser's reload."""
        _, cookies = self.site.ask("/accounts/login/")
        token = cookies.partition("__Host-csrf=")[2].partition(";")[0]
        form = {"login": "nobody@mail.example", "password": "wrong", "csrfmiddlewaretoken": token}
        while not self._stop.is_set():
            status, _ = self.site.ask("/ui/theme/", form | {"theme": "elder", "next": "/"}, cookies)
            if status in {0, 502}:
                self.retried += 1
                status, _ = self.site.ask("/ui/theme/", form | {"theme": "elder", "next": "/"}, cookies)
            self.statuses[status] += 1
            time.sleep(0.05)


@pytest.fixture
def site(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    if connection.vendor != "postgresql":
        pytest.skip("the production profile is PostgreSQL's")
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if nginx is None:
        if os.environ.get("CI") in {"true", "1"}:
            pytest.fail("nginx was not found: install it with: sudo apt install nginx-light")
        pytest.skip("nginx was not found: install it with: sudo apt install nginx-light")
    connection.close()
    with ExitStack() as cleanup, django_db_blocker.unblock():
        house = cleanup.enter_context(installed(tmp_path / "var"))
        production = house.environment(
            GREENBRIDGE_LOCAL="",
            GREENBRIDGE_HOSTS="greenbridge.example",
            GREENBRIDGE_URL="https://greenbridge.example",
            GREENBRIDGE_WEB_WORKERS="1",
            BACKUP_DIR=str(tmp_path / "backups"),
        )
        for command in ("set_up", "collectstatic --no-input", "search_rebuild"):
            done = house.manage(*command.split(), **production)
            assert done.returncode == 0, done.stderr
        ports = [free_port(), free_port()]
        webs = [_web(port, production, tmp_path) for port in ports]
        worker = Server(
            [sys.executable, "manage.py", "worker"],
            0,
            tmp_path / "worker.log",
            cwd=settings.BASE_DIR,
            env=production,
        )
        cleanup.enter_context(gone_afterwards(worker, *webs))
        for web in webs:
            web.await_port()
        proxy = _nginx(nginx, tmp_path, house.var, ports)
        cleanup.enter_context(gone_afterwards(proxy))
        proxy.await_port()
        yield Site(proxy.port, webs, tmp_path / "access.log")


def test_a_web_process_is_killed_and_no_visitor_notices(site: Site) -> None:
    killed, standing = site.webs
    with Visitors(site) as visitors:
        assert _came_true(lambda: site.served_by()[killed.port] > 5)
        killed.kill()
        time.sleep(UNATTENDED)
        killed.start()  # as systemd does: Restart=always
        killed.await_port()
        before = site.served_by()[killed.port]
        assert _came_true(lambda: site.served_by()[killed.port] > before), "nginx did not come back to it"

    assert site.served_by()[standing.port]
    failed = {status: count for status, count in visitors.statuses.items() if status not in {200, 302, 404}}
    assert failed == {}
    assert visitors.statuses[200] > 30

    # And replaced in good order, as a release does.
    with Visitors(site) as visitors:
        standing.stop()
        standing.start()
        standing.await_port()
        time.sleep(1)
    assert {status for status in visitors.statuses if status not in {200, 302, 404}} == set()


def _came_true(claim: Callable[[], bool]) -> bool:
    """Whether it did before patience ran out."""
    deadline = time.monotonic() + 30
    while not (is_true := claim()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return is_true


def _web(port: int, environment: dict[str, str], folder: Path) -> Server:
    unit = (settings.BASE_DIR / "deploy" / "greenbridge-web@.service").read_text("utf-8")
    command = unit.partition("ExecStart=/srv/greenbridge/.venv/bin/gunicorn ")[2].splitlines()[0].split()
    return Server(
        [sys.executable, "-m", "gunicorn", *command],
        port,
        folder / f"web-{port}.log",
        cwd=settings.BASE_DIR,
        env=environment | {"PORT": str(port)},
    )


def _nginx(program: str, folder: Path, var: Path, ports: list[int]) -> Server:
    """nginx under the house's own settings; only places, ports and the certificate are ours."""
    port = free_port()
    _certificate(folder)
    server = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text("utf-8")
    for ours, theirs in {
        "127.0.0.1:8001": f"127.0.0.1:{ports[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{ports[1]}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "/etc/ssl/greenbridge": str(folder),
        "/var/lib/greenbridge": str(var),
    }.items():
        assert ours in server, ours
        server = server.replace(ours, theirs)
    server = re.sub(r"\n *listen \[::\].*", "", server)
    whole = AROUND.format(folder=folder, server=server, user="user root;" if os.geteuid() == 0 else "")
    (folder / "nginx.conf").write_text(whole, "utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    return Server([*command, "-g", "daemon off;"], port, folder / "nginx.log", cwd=folder, env=os.environ)


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "greenbridge.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
