"""Many rows at once, without model instances: on both databases as the model would have stored them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from greenbridge.core import bulk, clock, stamps
from greenbridge.search.models import OutboxEntry, Synonym, Tally

MOMENT = dt.datetime(2026, 11, 24, 8, 30, 15, 123456, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_rows_read_back_as_they_were_given() -> None:
    with transaction.atomic():
        first, second = bulk.new_ids(OutboxEntry, 2)
        bulk.insert(
            OutboxEntry,
            ["id", "keys", "created_at"],
            [(first, "甲\t\\N", MOMENT), (second, "", MOMENT + dt.timedelta(days=1))],
            always={"collection": "supplier"},
        )
    later = OutboxEntry.objects.create(collection="demand", keys="丙", created_at=clock.now())

    entry = OutboxEntry.objects.get(pk=first)
    assert (entry.collection, entry.keys, entry.created_at) == ("supplier", "甲\t\\N", MOMENT)
    assert OutboxEntry.objects.get(created_at__gt=MOMENT, collection="supplier").pk == second
    assert later.pk > second, "the database counts on"


@pytest.mark.django_db
def test_a_hundred_rows_with_nothing_in_some_of_their_cells_are_the_same() -> None:
    asked = '{"q": "甲\\n\\t\\"乙\\""}'
    rows = [(f"k{n}", asked, n, n % 2 == 0, None if n % 3 else MOMENT) for n in range(103)]

    columns = ["key", "asked", "total", "is_whole", "counted_at"]
    bulk.insert(Tally, columns, rows, always={"asked_at": MOMENT, "facets": {"\\N": "\t"}})

    stored = Tally.objects.order_by("total").values_list(*columns, "asked_at", "facets")
    assert list(stored) == [
        (key, {"q": '甲\n\t"乙"'}, *others, MOMENT, {"\\N": "\t"}) for key, _, *others in rows
    ]


@pytest.mark.django_db
def test_what_was_read_plainly_can_be_stored_again() -> None:
    columns = ["asked", "total", "counted_at"]
    rows = [("k1", '{"q": "甲"}', 1, MOMENT), ("k2", "{}", 2, None)]
    bulk.insert(Tally, ["key", *columns], rows, always={"asked_at": MOMENT})

    read = bulk.plain(Tally, ["key", *columns], "key", ["k1", "k2", "k3"], where={"is_whole": False})
    bulk.insert(
        Tally, ["key", *columns], [(f"{key}+", *cells) for key, *cells in read], always={"asked_at": MOMENT}
    )

    assert {key: moment for key, *_, moment in read} == {"k1": MOMENT.isoformat(), "k2": None}
    stored = dict(Tally.objects.values_list("key", "counted_at"))
    assert stored == {"k1": MOMENT, "k2": None, "k1+": MOMENT, "k2+": None}
    assert Tally.objects.get(key="k1+").asked == {"q": "甲"}
    assert not bulk.plain(Tally, ["key"], "key", [])


@pytest.mark.django_db
def test_thousands_of_values_are_one_parameter() -> None:
    for term in ("危废", "固废", 'it\'s "x"'):
        Synonym.objects.create(term=term, same_as="废物")

    found = Synonym.objects.filter(term__among=["危废", 'it\'s "x"', *map(str, range(5_000))])

    assert set(found.values_list("term", flat=True)) == {"危废", 'it\'s "x"'}
    assert not Synonym.objects.filter(pk__among=[]).exists()
    assert Synonym.objects.exclude(pk__among={one.pk for one in found}).get().term == "固废"


@pytest.mark.django_db
def test_the_ids_of_rows_that_went_away_do_not_come_again() -> None:
    gone = OutboxEntry.objects.create(collection="demand", keys="甲", created_at=MOMENT)
    number = gone.pk
    gone.delete()

    assert bulk.new_ids(OutboxEntry, 1) > [number]


@pytest.mark.django_db
def test_a_row_that_is_there_is_left_or_overwritten_as_said() -> None:
    Synonym.objects.create(term="危废", same_as="危险废物")
    rows = [("危废", "危险废物"), ("固废", "固体废物")]

    bulk.upsert(Synonym, ["term", "same_as"], rows, unique=["term", "same_as"])
    bulk.upsert(Synonym, ["term", "same_as"], rows, unique=["term", "same_as"], update=["same_as"])

    assert sorted(Synonym.objects.values_list("term", "same_as")) == sorted(rows)


@pytest.mark.django_db
def test_a_doubled_row_is_refused_and_changes_nothing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Synonym, ["term", "same_as"], [("管家", "托管"), ("管家", "托管")])

    assert not Synonym.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ids_outside_a_transaction_are_refused() -> None:
    with pytest.raises(RuntimeError):
        bulk.new_ids(Synonym, 1)


@pytest.mark.django_db(transaction=True)
def test_pages_kept_for_visitors_hear_of_rows_stored_in_bulk() -> None:
    before = stamps.of()
    bulk.insert(Synonym, ["term", "same_as"], [("管家", "托管")])
    inserted = stamps.of()
    bulk.upsert(Synonym, ["term", "same_as"], [("危废", "危险废物")], unique=["term", "same_as"])

    assert before != inserted != stamps.of()
