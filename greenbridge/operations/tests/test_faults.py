"""Everything is killed while people write, and nothing that was acknowledged is lost or there twice."""

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from bench.faults.run import run
from bench.faults.stack import House
from greenbridge.core import postgres
from greenbridge.testing.installation import Installation, installed
from greenbridge.testing.postgres import Cluster, own_cluster

pytestmark = pytest.mark.django_db

SECONDS = 12.0


@pytest.fixture
def house(furnished: Installation, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """The processes of ``make run`` with the demo data, on a database that may be killed."""
    connection.close()
    with ExitStack() as cleanup, django_db_blocker.unblock():
        cluster = None
        if connection.vendor == "postgresql":
            cluster = cleanup.enter_context(own_cluster())
            shutil.copytree(furnished.var, tmp_path / "var")
            _copy(furnished.url, cluster)
        else:
            cleanup.enter_context(installed(tmp_path / "var", furnished))
        made = House(tmp_path, cluster)
        cleanup.callback(made.server.kill)
        made.await_ready()
        yield made


def test_nothing_acknowledged_is_lost_or_doubled_and_search_catches_up(house: House) -> None:
    ledger = run(house, SECONDS, random.Random(20261124), strikes=2)

    assert (ledger.lost, ledger.doubled, ledger.files_without_bytes) == ([], [], [])
    assert ledger.search_caught_up_s is not None
    assert sum(ledger.acknowledged.values()) > 5
    assert sum(ledger.killed.values()) >= 2

    # The control: people who resend without a key write twice, and the ledger says so.
    assert any(run(house, 6.0, None, careless=True).doubled for _ in range(5))


def _copy(url: str, cluster: Cluster) -> None:
    """Everything in a database, so that nothing has to be loaded again."""
    dump, psql = postgres.program("pg_dump"), postgres.program("psql")
    assert dump
    assert psql
    told = subprocess.run([dump, "--no-owner", "-d", url], stdout=subprocess.PIPE, check=True)
    subprocess.run([psql, "-q", "-d", cluster.url], input=told.stdout, stdout=subprocess.DEVNULL, check=True)
