"""A stamp is renewed by whoever changes what visitors see, in any process, once it is committed."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from greenbridge.core import stamps

HALLS = ("demands", "suppliers")


@pytest.fixture(autouse=True)
def _stamps_of_our_own(settings: Any, tmp_path: Path) -> None:
    settings.STAMPS_DIR = tmp_path / "stamps"
    settings.HALLS = HALLS


@pytest.mark.parametrize(
    ("sql", "hall"),
    [
        ('INSERT INTO "demands_demand" ("number") VALUES (%s)', "demands"),
        ('INSERT OR IGNORE INTO "demands_demand_wastes" ("id") VALUES (%s)', "demands"),
        ('UPDATE "suppliers_supplier" SET "intro" = %s', "suppliers"),
        ("  delete from suppliers_supplier where id = 1", "suppliers"),
        ('UPDATE ONLY "accounts_organisation" SET "name" = %s', stamps.HOUSE),
        ('UPDATE "wagtailcore_page" SET "live" = %s', stamps.HOUSE),
        ('UPDATE "accounts_user" SET "name" = %s WHERE "id" = %s', stamps.HOUSE),
        ('UPDATE "accounts_user" SET "last_login" = %s, "name" = %s WHERE "id" = %s', stamps.HOUSE),
    ],
)
def test_a_statement_says_whose_pages_it_changes(sql: str, hall: str) -> None:
    assert stamps.written_by(sql) == hall


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "demands_demand"."id" FROM "demands_demand" FOR UPDATE',
        "(SELECT 1) UNION (SELECT 2)",
        "SAVEPOINT s1",
        "PRAGMA foreign_keys = OFF",
        'INSERT INTO "django_session" ("session_key") VALUES (%s)',
        'INSERT INTO "audit_auditrecord" ("action") VALUES (%s)',
        'INSERT INTO "messaging_message" ("text") VALUES (%s)',
        'UPDATE "accounts_user" SET "last_login" = %s WHERE "accounts_user"."id" = %s',
        'UPDATE "accounts_user" SET "last_seen_at" = %s, "idle_warnings" = %s WHERE "accounts_user"."id" = 1',
    ],
)
def test_reading_and_what_no_visitor_sees_change_no_page(sql: str) -> None:
    assert stamps.written_by(sql) is None


@pytest.mark.parametrize(
    "sql",
    [
        "WITH old AS (DELETE FROM demands_demand RETURNING id) SELECT * FROM old",
        "COPY suppliers_supplier FROM STDIN",
        "TRUNCATE demands_demand",
        "/* a note */ UPDATE demands_demand SET title = ''",
        "ALTER TABLE demands_demand ADD COLUMN more int",
        "",
    ],
)
def test_what_is_not_understood_changes_every_page(sql: str) -> None:
    assert stamps.written_by(sql) == ""


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_after_its_commit_and_never_without_one() -> None:
    before = stamps.of("demands"), stamps.of("suppliers")
    change = "UPDATE demands_demand SET title = title"

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
        assert stamps.of("demands") == before[0]
    assert stamps.of("demands") != before[0]
    assert stamps.of("suppliers") == before[1]

    after = stamps.of("demands")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
        transaction.set_rollback(True)
    assert stamps.of("demands") == after


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_two_changes() -> None:
    seen = {stamps.of("suppliers")}
    for _ in range(200):
        stamps.renew("suppliers")
        seen.add(stamps.of("suppliers"))

    assert len(seen) == 201


def test_every_process_sees_the_change_of_another(settings: Any) -> None:
    before = stamps.of("demands"), stamps.of("suppliers"), stamps.of()
    program = (
        "import django; from django.conf import settings; django.setup();"
        f"settings.STAMPS_DIR = {str(settings.STAMPS_DIR)!r};"
        "from greenbridge.core import stamps; stamps.renew('demands')"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)

    assert stamps.of("demands") != before[0]
    assert stamps.of("suppliers") == before[1]
    assert stamps.of() != before[2]
