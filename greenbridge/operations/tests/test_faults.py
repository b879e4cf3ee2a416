"""Everything is killed while people write, and nothing that was acknowledged is lost or there twice."""

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from bench.faults.__main__ import show
from bench.faults.acts import KINDS
from bench.faults.ledger import WRONG, drawn_up
from bench.faults.people import Browser, Notes, Sender, form, new_marker, row
from bench.faults.run import run
from bench.faults.stack import House
from greenbridge.core import postgres
from greenbridge.search.documents import Document
from greenbridge.search.tantivy_index import TantivyIndex
from greenbridge.testing.installation import Installation, installed
from greenbridge.testing.postgres import Cluster, own_cluster

pytestmark = pytest.mark.django_db

SECONDS = 9.0
LOSE_CHANGES = """
from dataclasses import replace
from datetime import timedelta
from greenbridge.search import registry
from greenbridge.search.engine import engine

hall = registry.get("demand")
one, other = [row for row in hall.documents(sorted(hall.all_keys())) if row.deadline][-2:]
with engine().writing(wait=True):
    engine().upsert([replace(one, body=one.body + " F0000"), replace(other, deadline=other.deadline - timedelta(days=1))])
"""


@pytest.fixture(scope="module")
def house(
    furnished: Installation, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The processes of ``make run`` with the demo data, on a database that may be killed."""
    folder = tmp_path_factory.mktemp("falling")
    with ExitStack() as cleanup, django_db_blocker.unblock():
        connection.close()
        cluster = None
        if connection.vendor == "postgresql":
            cluster = cleanup.enter_context(own_cluster())
            shutil.copytree(furnished.var, folder / "var")
            _copy(furnished.url, cluster)
        else:
            cleanup.enter_context(installed(folder / "var", furnished))
        made = House(folder, cluster)
        cleanup.callback(made.close)
        made.await_ready()
        yield made


def test_nothing_acknowledged_is_lost_or_doubled_and_search_catches_up(house: House) -> None:
    """Each of them is killed once, while people write."""
    victims = ["web server", "indexer", "job worker", "web worker"]
    if house.cluster:
        victims[2:2] = ["postgres", "postgres backend"]
    assert set(victims) == set(house.victims)

    ledger = run(house, SECONDS, random.Random(20261124), victims=victims)

    assert (ledger.lost, ledger.doubled, ledger.files_without_bytes) == ([], [], [])
    assert ledger.search_caught_up_s is not None
    assert (ledger.unfound, ledger.stale, ledger.outdated) == ([], [], [])
    assert ledger.acknowledged.keys() == KINDS
    assert ledger.killed == dict.fromkeys(victims, 1)
    assert ledger.complaints == [], ledger.refused


def test_the_ledger_notices_people_who_resend_without_a_key(house: House) -> None:
    """The control: they write twice."""
    assert any(run(house, 4.0, None, careless=True).doubled for _ in range(5))


def test_a_run_in_which_nothing_was_written_shows_nothing(house: House) -> None:
    """The control: nobody came, and nothing is wrong."""
    assert drawn_up(house, Notes()).complaints == ["unwritten"]


def test_a_run_in_which_forms_are_refused_shows_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: they are shown again, as where something is to be ticked that nobody ticks."""
    monkeypatch.setattr(Browser, "post", lambda *form: (200, ""))
    notes = Notes()
    sender = Sender(Browser(house.port), notes, careless=False)
    for number in range(20):
        sender.send(
            f"/demands/D2026-{number}/check/", *form({}), row("review", new_marker(), "demands_demand")
        )

    ledger = drawn_up(house, notes)

    assert ledger.refused == {"/demands/…/check/ 200": 20}
    assert {"unwritten", "refused"} <= {*ledger.complaints}
    assert not ledger.is_clean


def test_the_ledger_notices_what_is_lost_and_what_search_has_wrong(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """The controls: an acknowledged write that is not there, bytes that went, a row that the indexer dropped, one that it
    left, and those of which it lost a change: of a word, and of a number."""
    lost = row("draft", new_marker(), "demands_demand WHERE title = 'of nobody'")
    notes = Notes(attempted=[lost], acknowledged=[lost])
    bytes_of_one = next(file for file in (house.var / "files").rglob("*") if file.is_file())
    bytes_of_one.unlink()
    index = TantivyIndex(house.var / "search")
    dropped, *_ = sorted(index.keys("demand"))
    with index.writing(wait=True):
        index.delete([("demand", dropped)])
        index.upsert([Document("supplier", "of-nobody", "已经撤下的服务机构")])
    house.manage("shell", "--no-imports", "-c", LOSE_CHANGES)

    code = show(drawn_up(house, notes))

    told = json.loads(capsys.readouterr().out)
    assert code == 1
    assert {name: told[name] for name in WRONG} == {
        "lost": 1,
        "doubled": 0,
        "files_without_bytes": 1,
        "unfound": 1,
        "stale": 1,
        "outdated": 2,
    }


def _copy(url: str, cluster: Cluster) -> None:
    """Everything in a database, so that nothing has to be loaded again."""
    dump, psql = postgres.program("pg_dump"), postgres.program("psql")
    assert dump
    assert psql
    told = subprocess.run([dump, "--no-owner", "-d", url], stdout=subprocess.PIPE, check=True)
    subprocess.run([psql, "-q", "-d", cluster.url], input=told.stdout, stdout=subprocess.DEVNULL, check=True)
