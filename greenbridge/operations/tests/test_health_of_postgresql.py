"""Whoever asks for the health gets an answer within three seconds, whatever becomes of PostgreSQL."""

import signal
import time
from collections.abc import Iterator
from typing import Any

import dj_database_url
import pytest
from django.db import OperationalError, connection, connections
from pytest_django import DjangoDbBlocker

from greenbridge.core import postgres
from greenbridge.operations import health
from greenbridge.testing.postgres import Cluster, own_cluster

pytestmark = pytest.mark.django_db

LONGEST = 3.0  # seconds
ASKED = {"clock": health._clock}  # one part that asks the database and needs no table


@pytest.fixture
def server(django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """One to stop at will, on which the house holds a pool as it does in production."""
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL alone")
    monkeypatch.setattr(health, "PARTS", ASKED)
    usual = connections["default"]
    with own_cluster(careless=True) as cluster, django_db_blocker.unblock():
        held: Any = usual.copy()
        held.settings_dict |= dj_database_url.parse(cluster.url) | {"OPTIONS": _as_in_production()}
        monkeypatch.setattr(type(held), "_connection_pools", {})
        connections["default"] = held
        try:
            yield cluster
        finally:
            cluster.process.send_signal(signal.SIGCONT)
            held.close()
            held.close_pool()
            connections["default"] = usual


def _as_in_production() -> dict[str, object]:
    return {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "timeout": 10}}


def test_a_server_that_is_frozen_or_gone_is_told_at_once_and_so_is_its_return(server: Cluster) -> None:
    with connection.cursor() as cursor:  # a visitor was here, and the pool holds a connection
        cursor.execute("SELECT 1")
    connection.close()
    assert _told() == health.OK

    server.process.send_signal(signal.SIGSTOP)
    assert _told() == health.DOWN
    server.process.send_signal(signal.SIGCONT)
    assert _told() == health.OK

    server.stop()
    assert _told() == health.DOWN
    server.start()
    assert _told() == health.OK


def test_a_server_that_heeds_no_limit_in_the_middle_of_an_answer_is_given_up(server: Cluster) -> None:
    began = time.monotonic()
    with postgres.asked_briefly(1), connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_sleep(20)")

    assert time.monotonic() - began < LONGEST


def _told() -> str:
    began = time.monotonic()
    found = health.look()
    assert time.monotonic() - began < LONGEST
    return found.status
