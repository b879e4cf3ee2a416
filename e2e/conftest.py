"""The product as a person starts it, a browser, and the people of a story.

The product that is started here tells of every answer which templates it was drawn from, and lets people come from days
that are still to come (``greenbridge.testing.telling``).

GREENBRIDGE_E2E_URL names an installation with demo data that already runs; without it one is started and stopped.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from e2e.atlas import Tours
from e2e.people import SMALL_TELEPHONE, TWICE_AS_LARGE, ByKeyboard, ByMouse
from e2e.world import World, visited
from greenbridge.testing import browsers

ROOT = Path(__file__).resolve().parent.parent
BROWSER_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-turbofan --no-maglev",  # no page stays for as long as better code of its scripts takes to pay
]
# With this a page is laid out and answers, but no frame of it is ever drawn. A click waits for one: the keys do not.
DRAWS_NOTHING = "--disable-threaded-compositing"
LATER = """
import datetime as dt
from greenbridge.core import clock, jobs
with clock.stopped_at(clock.now() + dt.timedelta(days={days})):
    jobs.run_scheduled("greenbridge.{job}")
"""
LONGEST_START = 600  # seconds for an empty installation on a busy machine


@dataclass(frozen=True)
class Product:
    """A product with demo data: where it listens, and the surroundings of its commands, unless somebody else started it."""

    site: str
    surroundings: Mapping[str, str] | None = None

    def has_to_be_ours(self) -> Mapping[str, str]:
        """No other one runs our commands, or understands who comes from a day to come: that story is left out."""
        if self.surroundings is None:
            pytest.skip("needs a product of its own: GREENBRIDGE_E2E_URL names another")
        return self.surroundings

    def runs(self, *command: str) -> str:
        """What a command of ``manage.py`` says."""
        surroundings = self.has_to_be_ours()
        local = {"GREENBRIDGE_LOCAL": "1", "GREENBRIDGE_DEMO": "1"}
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**surroundings, **local},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def runs_by_the_clock(self, job: str, *, days_ahead: int) -> None:
        """A scheduled job, as the worker will run it in so many days."""
        self.runs("shell", "-c", LATER.format(job=job, days=days_ahead))


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    if given := os.environ.get("GREENBRIDGE_E2E_URL"):
        yield Product(given.rstrip("/"))
        return
    with tempfile.TemporaryDirectory(prefix="greenbridge-e2e-") as folder:
        yield from _running(Path(folder))


@pytest.fixture(scope="session")
def site(product: Product) -> str:
    """The address of a product with demo data."""
    return product.site


def _running(folder: Path) -> Iterator[Product]:
    port = _free_port()
    log = folder / "log"
    environment = os.environ | {"PORT": str(port), "GREENBRIDGE_VAR": str(folder / "var"), "DEMO": "1"}
    for ours in (
        "DJANGO_SETTINGS_MODULE",
        "SECRET_KEY",
        "GREENBRIDGE_LOCAL",
    ):  # what the tests' settings left behind
        environment.pop(ours, None)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "greenbridge.testing.telling"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        _await_ready(process, log)
        yield Product(f"http://127.0.0.1:{port}", environment)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert "Traceback" not in log.read_text("utf-8"), log.read_text("utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await_ready(process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + LONGEST_START
    while "Greenbridge is ready" not in log.read_text("utf-8"):
        assert process.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline, log.read_text("utf-8")
        time.sleep(0.2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = browsers.installed()
    if not found:
        pytest.fail("needs Chromium: name one in GREENBRIDGE_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=BROWSER_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def blind_browser(browser: Browser) -> Iterator[Browser]:
    """For pages that are opened and asked about, and that nobody clicks in: what it does not draw costs nothing."""
    found = browser.browser_type.launch(
        executable_path=browsers.installed(), args=[*BROWSER_OPTIONS, DRAWS_NOTHING]
    )
    yield found
    found.close()


@pytest.fixture(
    params=[(ByMouse, SMALL_TELEPHONE), (ByKeyboard, TWICE_AS_LARGE)], ids=["telephone", "keyboard"]
)
def world(request: pytest.FixtureRequest, browser: Browser, site: str, tmp_path: Path) -> Iterator[World]:
    """Every story is told twice: on 320 pixels by pointing, and by keyboard alone on a screen at 200 %."""
    way, screen = request.param
    with visited(World(browser, site, tmp_path, way, screen=screen)) as here:
        yield here


@pytest.fixture
def here(browser: Browser, site: str, tmp_path: Path) -> Iterator[World]:
    """For what is told once."""
    with visited(World(browser, site, tmp_path)) as world:
        yield world


@pytest.fixture
def by_keyboard(browser: Browser, site: str, tmp_path: Path) -> Iterator[World]:
    """For what is told once, on 320 pixels and without a mouse."""
    with visited(World(browser, site, tmp_path, ByKeyboard, screen=SMALL_TELEPHONE)) as world:
        yield world


@pytest.fixture(scope="module")
def tours(blind_browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tours]:
    """Everybody of the cast on one way through the product, by nothing but addresses."""
    with visited(World(blind_browser, site, tmp_path_factory.mktemp("tours"))) as world:
        yield Tours(world)


@pytest.fixture(scope="module")
def stage(browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tours]:
    """The cast once more, for scenes: they click and type."""
    with visited(World(browser, site, tmp_path_factory.mktemp("stage"))) as world:
        yield Tours(world)


@pytest.fixture
def plain_world(browser: Browser, site: str, tmp_path: Path) -> Iterator[World]:
    """A world whose browsers run no script, on 320 pixels and without a mouse."""
    plain = World(browser, site, tmp_path, ByKeyboard, has_script=False, screen=SMALL_TELEPHONE)
    with visited(plain) as here:
        yield here
