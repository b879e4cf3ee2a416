"""What holds for every test: no network beyond this machine, and no race against a slow one."""

import gc
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from _pytest import main

from greenbridge.core.room import roomy

hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

gc.set_threshold(
    100_000, 50, 1000
)  # looking through the whole house after every few objects takes a tenth of a run


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | object:
    """A story stands sixty calls deep before it begins: a tenth of a run went into asking for room and giving it back."""
    return roomy(main.pytest_runtestloop)(session)


def pytest_sessionfinish() -> None:
    """At its end pytest looks through everything five times for what nobody holds any more."""
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        connect = socket.socket.connect

        def connect_here(self: socket.socket, address: Any) -> None:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
                raise AssertionError(f"a test reached out to {address}")
            connect(self, address)

        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
