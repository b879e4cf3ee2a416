"""Every column of every table has its answer in the register: whom it is about, what it is for, when it goes."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest
from django.apps import apps

from greenbridge.accounts.models import User
from greenbridge.core import jobs
from greenbridge.core.privacy import (
    ALL,
    NOT_BY_NIGHT,
    WORDS,
    Keep,
    Table,
    gaps,
    keepers,
    personal,
    register,
    unkept,
)

CHINESE = re.compile("[一-龥]")
GUARDED = {"audit.AuditRecord"}  # audit.append_only, and the stories of audit/tests/test_chain.py


def test_every_column_of_every_table_is_declared() -> None:
    assert gaps(register()) == []


def kept_as_the_trail(tables: Mapping[str, Table]) -> set[str]:
    """The tables of which somebody says that nobody can change or delete what stands there."""
    return {label for label, table in tables.items() for c in table.columns.values() if c.keep == Keep.TRAIL}


def test_what_nobody_can_change_or_delete_is_what_the_database_guards() -> None:
    assert kept_as_the_trail(register()) == GUARDED

    tables = register()
    comment = replace(tables["wagtailcore.Comment"], columns={"text": personal("批注", Keep.TRAIL)})
    assert kept_as_the_trail(tables | {"wagtailcore.Comment": comment}) != GUARDED


def without_words(tables: Mapping[str, Table]) -> list[str]:
    return [name for table in tables.values() for name, _ in table.entries() if not CHINESE.search(name)]


def test_the_public_list_names_every_column_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert without_words(register()) == []

    monkeypatch.delitem(WORDS, "user agent")
    assert "user agent" in without_words(register())


def titles_twice(tables: Mapping[str, Table]) -> set[str]:
    """Titles under which somebody would find two sheets of 我的数据."""
    count = Counter(table.title for table in tables.values() if table.whose)
    return {title for title, times in count.items() if times > 1}


def test_no_two_kinds_of_records_of_a_person_are_called_the_same() -> None:
    tables = register()
    assert titles_twice(tables) == set()

    same = replace(tables["wagtailcore.ModelLogEntry"], title="网页的编辑记录")
    assert titles_twice(tables | {"wagtailcore.ModelLogEntry": same}) == {"网页的编辑记录"}


def test_tables_of_the_back_office_that_name_a_person_name_their_columns_too() -> None:
    """A column that an update of Wagtail brings is not taken for granted where somebody is spoken of."""
    tables = register()

    assert {label for label, table in tables.items() if table.columns and ALL in table.plain} == set()
    assert {
        label
        for label, table in tables.items()
        if ALL in table.plain
        and any(f.related_model is User for f in apps.get_model(label)._meta.local_concrete_fields)
    } == set()


def test_the_check_notices_a_column_that_nobody_declared() -> None:
    tables = register()
    user = tables["accounts.User"]
    without = replace(user, columns={k: v for k, v in user.columns.items() if k != "phone"})

    assert gaps(tables | {"accounts.User": without}) == [
        "accounts.User.phone: declared wrongly or not at all"
    ]


def test_the_check_notices_a_table_that_nobody_declared_and_one_that_is_gone() -> None:
    tables = register()
    renamed = {"accounts.Person" if label == "accounts.User" else label: t for label, t in tables.items()}

    assert gaps(renamed) == ["accounts.Person: no such table", "accounts.User: not declared"]


def test_the_check_notices_a_column_that_is_called_both_plain_and_personal() -> None:
    tables = register()
    both = replace(tables["search.Synonym"], title="同义词", columns={"term": personal("检索", Keep.LOG)})

    assert gaps(tables | {"search.Synonym": both}) == ["search.Synonym.term: declared wrongly or not at all"]


def answered() -> set[tuple[str, Keep]]:
    return {claim for claims in keepers().values() for claim in claims}


def test_every_period_has_its_nightly_job_or_a_reason_why_it_needs_none() -> None:
    assert unkept(register(), answered()) == []
    assert {keep for _, keep in answered()} | set(NOT_BY_NIGHT) == set(Keep)
    assert set(keepers()) <= set(jobs.scheduled())


def test_the_check_notices_a_column_that_no_job_takes_away_and_a_job_that_takes_nothing() -> None:
    case = ("demands.DemandReview", Keep.CASE)

    assert unkept(register(), answered() - {case}) == [
        "demands.DemandReview: nobody takes away what is kept “办结满三年后删除”"
    ]
    assert unkept(register(), answered() | {("demands.Demand", Keep.CASE)}) == [
        "demands.Demand: nothing is kept “办结满三年后删除”"
    ]
