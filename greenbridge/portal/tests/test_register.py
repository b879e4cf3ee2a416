"""Every column of every table has its answer in the register: whom it is about, what it is for, when it goes."""

from dataclasses import replace

from greenbridge.core import jobs
from greenbridge.core.privacy import NOT_BY_NIGHT, Keep, gaps, keepers, personal, register, unkept


def test_every_column_of_every_table_is_declared() -> None:
    assert gaps(register()) == []


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
