"""The house as deploy/ describes it: PostgreSQL, two web processes behind nginx, a worker, an indexer. One of them is killed."""

import datetime as dt
import http.client
import os
import re
import secrets
import shutil
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from greenbridge.core import postgres
from greenbridge.testing.installation import Installation, installed
from greenbridge.testing.servers import Server, free_port, gone_afterwards

pytestmark = pytest.mark.django_db

PAGES = ("/", "/suppliers/", "/demands/", "/healthz", "/accounts/login/", "/static/missing.css")
BREATH = 0.1  # seconds between two requests of one person
UNATTENDED = 2.0  # seconds until somebody starts again what was killed

AROUND = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  log_format served '$status $upstream_addr $request $upstream_bytes_sent';
  access_log {folder}/access.log served;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {server}
}}
"""


HAND_OVER = """
DO $$ DECLARE thing text;
BEGIN
  FOR thing IN
    SELECT format('TABLE %s', oid::regclass) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL
    SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  LOOP EXECUTE format('ALTER %s OWNER TO {owner}', thing); END LOOP;
END $$
"""


SIGN_IN = """
from django.utils import timezone
from greenbridge.accounts.models import Terms
from greenbridge.accounts.services import agree, announce_terms
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
person = cast.owner_of(cast.dyer())
for kind in Terms.Kind.values:
    Terms.objects.filter(kind=kind).exists() or announce_terms(kind, "<p>第一版。</p>", by=None)
agree(person)
print(as_(person).session.session_key)
"""


@dataclass
class Site:
    """Everything that runs."""

    port: int
    webs: list[Server]
    log: Path
    house: Installation
    production: dict[str, str]
    context: ssl.SSLContext = field(default_factory=ssl._create_unverified_context)
    """Once for all requests: to read the authorities of the machine takes longer than an answer."""
    last: str = ""
    """The page that came last, while one person asks."""

    def session(self) -> str:
        """陈敏 of the dye works has signed in; the key of the session."""
        done = self.house.manage("shell", "-c", SIGN_IN, **self.production)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1]

    def started_drafts(self) -> int:
        return len(self.house.rows()["demands_demand"])

    @contextmanager
    def forms_held_up(self) -> Iterator[None]:
        """Whoever starts a draft waits meanwhile in the middle of it."""
        with psycopg.connect(self.house.url) as db:
            db.execute("LOCK TABLE demands_demand IN EXCLUSIVE MODE")
            yield

    def was_tried_twice(self) -> bool:
        """Whether a form had been sent to a process that died, and was answered by the other."""
        return bool(re.search(r"^302 \S+, \S+ POST \S+ \S+ [1-9]\d*, ", self.log.read_text("utf-8"), re.M))

    def ask(self, path: str, form: dict[str, str] | None = None, cookies: str = "") -> tuple[int, str]:
        """The status of an answer, or 0 where there was none; and the cookies it sets."""
        browser = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=self.context)
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
            self.last = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            browser.close()
        return answer.status, "; ".join(c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or [])

    def complaints(self) -> str:
        """The last that nginx had to say, but for the file that is asked for in vain."""
        said = self.log.with_name("error.log").read_text("utf-8").splitlines()
        return "\n".join([line for line in said if "missing.css" not in line][-10:])

    def served_by(self) -> Counter[int]:
        """How many answers came from which web process."""
        asked = re.findall(r"127\.0\.0\.1:(\d+) [A-Z]+ ", self.log.read_text("utf-8"))
        return Counter(map(int, asked))


@dataclass
class Visitors:
    """People who read and, once signed in, send forms, each one after the other, until they are stopped."""

    site: Site
    statuses: Counter[int] = field(default_factory=Counter)
    started: Counter[int] = field(default_factory=Counter)
    session: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Visitors":
        self._threads = [
            threading.Thread(target=self._read),
            threading.Thread(target=self._read),
            *(threading.Thread(target=self._start_drafts) for _ in range(8 if self.session else 0)),
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
                time.sleep(BREATH)

    def _start_drafts(self) -> None:
        """A form of somebody signed in, with its key, sent once."""
        cookies = f"__Host-session={self.session}; __Host-csrf={'c' * 32}"
        while not self._stop.is_set():
            form = {"csrfmiddlewaretoken": "c" * 32, "once": secrets.token_hex(32)}
            self.started[self.site.ask("/demands/new/", form, cookies)[0]] += 1
            time.sleep(BREATH)


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
        owner = cleanup.enter_context(_ordinary_role())
        house = _handed_over(cleanup.enter_context(installed(tmp_path / "var")), owner)
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
        beside = [_beside(name, production, tmp_path) for name in ("worker", "indexer")]
        cleanup.enter_context(gone_afterwards(*beside, *webs))
        for web in webs:
            web.await_port()
        proxy = _nginx(nginx, tmp_path, house.var, ports)
        cleanup.enter_context(gone_afterwards(proxy))
        proxy.await_port()
        yield Site(proxy.port, webs, tmp_path / "access.log", house, production)


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
    assert failed == {}, site.complaints()
    assert visitors.statuses[200] > 30

    # Whoever has signed in sends a form once, and it is done once, also when its process died over it.
    with Visitors(site, session=site.session()) as visitors:
        with site.forms_held_up():
            time.sleep(1)
            killed.kill()
        assert _came_true(site.was_tried_twice)
        killed.start()
        killed.await_port()
    assert set(visitors.started) == {302}
    assert site.started_drafts() == visitors.started[302]

    # And replaced in good order, as a release does, however short a time after the other died.
    with Visitors(site, session=visitors.session) as visitors:
        standing.stop()
        standing.start()
        standing.await_port()
        time.sleep(1)
    assert {status for status in visitors.statuses if status not in {200, 302, 404}} == set(), (
        site.complaints()
    )
    assert set(visitors.started) == {302}

    # While nobody is there, nginx says so on a page of ours.
    for web in site.webs:
        web.stop()
    assert site.ask("/")[0] == 502
    assert "平台暂时没有应答" in site.last
    assert "重新提交" in site.last  # going back draws the form with another key


@contextmanager
def _ordinary_role() -> Iterator[str]:
    """Somebody as ``createuser --createdb`` makes them: no superuser, who may do what no installation can rely on."""
    name = f"greenbridge_owner_{secrets.token_hex(4)}"
    with postgres.connect(autocommit=True) as db:
        db.execute(f"CREATE ROLE {name} LOGIN CREATEDB PASSWORD '{name}'".encode())
    try:
        yield name
    finally:
        with postgres.connect(autocommit=True) as db:
            db.execute(f"DROP ROLE {name}".encode())


def _handed_over(house: Installation, owner: str) -> Installation:
    """The same, whose database belongs to the role with all that is in it."""
    house.execute(f"ALTER DATABASE {urlsplit(house.url).path[1:]} OWNER TO {owner}")
    house.execute(HAND_OVER.format(owner=owner))
    return replace(house, url=re.sub("//[^@]*@", f"//{owner}:{owner}@", house.url))


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


def _beside(name: str, environment: dict[str, str], folder: Path) -> Server:
    unit = (settings.BASE_DIR / "deploy" / f"greenbridge-{name}.service").read_text("utf-8")
    command = unit.partition("ExecStart=/srv/greenbridge/.venv/bin/python ")[2].splitlines()[0].split()
    return Server(
        [sys.executable, *command], 0, folder / f"{name}.log", cwd=settings.BASE_DIR, env=environment
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
        "/srv/greenbridge/deploy": str(settings.BASE_DIR / "deploy"),
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
