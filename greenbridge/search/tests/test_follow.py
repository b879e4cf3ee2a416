"""A change in a hall reaches the index exactly when it was committed, whatever crashes in between."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models.query import QuerySet

from greenbridge.core import clock
from greenbridge.search import registry, services
from greenbridge.search.documents import Document
from greenbridge.search.models import OutboxEntry
from greenbridge.search.queries import Query, search
from greenbridge.search.services import changed, follow, follow_forever, prune, rebuild, verify
from greenbridge.search.tests.conftest import ToyHall


def found(words: str) -> list[str]:
    return [key for _, key in search(Query(words)).keys]


def test_a_saved_row_is_found_after_the_follower_has_passed(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站")
    assert found("青浦") == []

    assert follow() == 1

    assert found("青浦") == ["1"]
    assert not OutboxEntry.objects.exists()


def test_a_renamed_row_is_found_by_its_new_name_only(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    hall.put("1", "吴江噪声检测站")
    follow()
    assert (found("青浦"), found("吴江")) == ([], ["1"])


def test_a_withdrawn_row_is_not_shown_even_before_the_index_knows(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    hall.withdraw("1")

    results = search(Query("青浦"))
    assert (results.keys, results.total) == ([], 0)

    follow()
    assert verify() == {"toy": 0}


def test_a_private_row_is_counted_but_never_found(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站", is_public=False)
    follow()
    page = search(Query("青浦", count_facets=("collection",)))
    assert (page.total, page.facets) == (0, {"collection": {}})
    assert verify() == {"toy": 0}


def test_a_change_that_was_rolled_back_leaves_no_note(hall: ToyHall) -> None:
    with transaction.atomic():
        changed("toy", "1")
        transaction.set_rollback(True)
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_note_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        changed("toy", "1")


def test_a_crash_after_the_commit_repeats_work_that_changes_nothing(
    hall: ToyHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.put("1", "青浦水质监测站")
    hall.put("2", "吴江水质监测站")

    def crash(self: QuerySet[OutboxEntry]) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(QuerySet, "delete", crash)
        with pytest.raises(SystemExit):
            follow()
    assert OutboxEntry.objects.count() == 2

    assert follow() == 2
    assert sorted(found("水质监测")) == ["1", "2"]
    assert verify() == {"toy": 0}


def test_a_low_id_that_becomes_visible_late_is_still_taken(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站")
    late = OutboxEntry.objects.get()
    OutboxEntry.objects.all().delete()
    hall.put("2", "吴江水质监测站")
    follow()

    late.save(force_insert=True)

    assert follow() == 1
    assert sorted(found("水质监测")) == ["1", "2"]


def test_what_changed_together_is_noted_together_and_taken_a_batch_at_a_time(hall: ToyHall) -> None:
    hall.rows = {key: Document("toy", key, "监测站") for key in map(str, range(services._BATCH + 1))}
    with transaction.atomic():
        changed("toy", *hall.rows)

    assert OutboxEntry.objects.count() == 2
    assert [follow(), follow(), follow()] == [services._BATCH, 1, 0]
    assert verify() == {"toy": 0}


def test_a_hall_that_cannot_be_read_does_not_hold_up_the_others(hall: ToyHall) -> None:
    class Broken(ToyHall):
        def documents(self, keys: Any) -> Any:
            raise ZeroDivisionError

    broken = Broken(name="broken")
    registry.register(broken)
    broken.put("1", "坏了的厅")
    hall.put("1", "青浦水质监测站")

    with pytest.raises(ExceptionGroup):
        follow()

    assert found("青浦") == ["1"]
    assert OutboxEntry.objects.get().collection == "broken"


def test_a_lost_index_is_rebuilt_and_an_empty_one_answers_nothing(
    hall: ToyHall, settings: Any, tmp_path: Path
) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    settings.SEARCH_INDEX_DIR = tmp_path / "elsewhere"
    assert found("青浦") == []

    follow()

    assert found("青浦") == ["1"]


@pytest.mark.parametrize("kind", ["meta.json", "*.idx", "*.term", "*.fast", "*.store"])
def test_a_damaged_index_answers_nothing_until_the_follower_has_rebuilt_it(
    hall: ToyHall, settings: Any, kind: str
) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    for file in (settings.SEARCH_INDEX_DIR / "current").glob(kind):
        file.unlink()
        file.write_bytes(b"damaged")
    (settings.SEARCH_INDEX_DIR / "current" / "meta.json").touch()
    assert found("青浦") == []

    follow()

    assert found("青浦") == ["1"]


def test_an_index_copied_without_its_links_is_replaced(hall: ToyHall, settings: Any) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    current = settings.SEARCH_INDEX_DIR / "current"
    shutil.copytree(current, current.with_name("copied"))
    current.unlink()
    current.with_name("copied").rename(current)

    follow()

    assert current.is_symlink()
    assert found("青浦") == ["1"]


def test_what_changes_during_a_rebuild_is_brought_in_before_it_ends(
    hall: ToyHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.put("1", "青浦水质监测站")
    follow()
    read = hall.documents

    def read_and_change(keys: Any) -> Any:
        monkeypatch.setattr(hall, "documents", read)
        rows = list(read(keys))
        hall.put("1", "吴江噪声检测站")
        assert follow() == 0, "nobody writes beside a rebuild"
        return rows

    monkeypatch.setattr(hall, "documents", read_and_change)

    assert rebuild() == {"toy": 1}
    assert found("吴江") == ["1"]


def test_the_nightly_comparison_repairs_what_bypassed_the_outbox(hall: ToyHall) -> None:
    hall.put("1", "青浦水质监测站")
    hall.put("2", "吴江水质监测站")
    follow()
    hall.rows["3"] = hall.rows["2"].__class__("toy", "3", "嘉善水质监测站")
    del hall.rows["1"]

    assert verify() == {"toy": 2}
    follow()

    assert sorted(found("水质监测")) == ["2", "3"]
    assert verify() == {"toy": 0}


def test_notes_that_nobody_takes_go_after_a_week(hall: ToyHall) -> None:
    with clock.stopped_at(clock.now() - services._KEPT * 2), transaction.atomic():
        changed("closed", "1")
    hall.put("1", "青浦水质监测站")
    assert prune() == 1
    assert OutboxEntry.objects.get().collection == "toy"


def test_the_follower_goes_on_until_it_is_told_to_stop(
    hall: ToyHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, passes = threading.Event(), list[int]()

    def one_pass() -> int:
        passes.append(follow())
        if len(passes) == 3:
            stop.set()
            raise ZeroDivisionError
        return passes[-1]

    hall.put("1", "青浦水质监测站")
    monkeypatch.setattr(services, "follow", one_pass)
    monkeypatch.setattr(
        services, "close_old_connections", lambda: None
    )  # the test's transaction lives in one

    follow_forever(stop)

    assert passes == [1, 0, 0]
