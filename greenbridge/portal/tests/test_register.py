"""Every column of every table has its answer in the register: whom it is about, what it is for, when it goes."""

from dataclasses import replace

from greenbridge.core.privacy import Keep, gaps, personal, register


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
