"""Officers see how much waits, how old it is, and what was done and by whom; the leading association sees the three."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse

from greenbridge.accounts.desk import queues_for
from greenbridge.accounts.workload import Load
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.portal import workload
from greenbridge.portal.workload import Line, Total
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import queries as credit
from greenbridge.suppliers.feedback import services as feedback
from greenbridge.suppliers.models import Confirmation, Sighting, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.world import a_world

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
URL = reverse("portal:workload")


def line(total: Total, key: str) -> Line:
    return next(one for one in total.lines if one.key == key)


def waiting(total: Total) -> dict[str, int]:
    return {one.key: one.load.waiting for one in total.lines}


def test_every_queue_of_officers_says_what_there_is_to_do_of_it() -> None:
    queues = queues_for(cast.officer())

    assert len(queues) >= 9
    assert [queue.key for queue in queues if queue.work is None] == []


def test_it_counts_what_the_queues_show() -> None:
    """Of a colleague: whoever decided or belongs to a body does not find everything on the own desk.

    A task leads to all bodies whose credit is to be looked up, each of which is work.
    """
    a_world()
    officer = cast.officer("32")

    [total] = workload.own(officer)

    shown = {queue.key: len(queue.tasks(officer)) for queue in queues_for(officer)}
    shown["credit_due"] = len(credit.due(officer))  # one task on the desk for all of them
    assert waiting(total) == shown
    assert total.load.waiting == sum(shown.values()) > 5
    assert (total.load.overdue, total.load.age) == (0, 0)


def test_of_very_many_the_oldest_are_counted_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    today = clock.today()
    for days, body in enumerate((cast.lab(), cast.rival())):
        Supplier.objects.filter(pk=body.pk).update(credit_due_on=today - (40 - 20 * days) * DAY)
    officer = cast.officer("32")
    [total] = workload.own(officer)
    assert line(total, "credit_due").load == Load(2, 1, today - 40 * DAY)

    monkeypatch.setattr(credit, "MOST_DUE", 1)

    [total] = workload.own(officer)
    assert line(total, "credit_due").load == Load(1, 1, today - 40 * DAY, True, True)
    assert line(total, "credit_due").cells[2:4] == ("超过1", "超过1")
    assert total.load.waiting_said == "超过1"
    assert words_of(as_(officer).get(URL)).count("超过1") == 4


def test_a_spot_check_lies_with_who_examines_it() -> None:
    a_world()

    [total] = workload.own(cast.officer("33"))

    assert line(total, "spotcheck").load.waiting == 2
    assert dict(line(total, "spotcheck").by) == {str(cast.officer("33")): 2}


def test_what_is_late_and_how_old_the_oldest_is() -> None:
    lab, officer = cast.lab(), cast.officer()
    cast.feedback(lab)
    Sighting.objects.create(
        supplier=lab, source="名单", seen_at=clock.now(), raw={}, gone_since=clock.today() - 9 * DAY
    )
    with clock.stopped_at(clock.now() + 8 * DAY):
        cast.feedback(lab, kind="scope")
        [total] = workload.own(officer)

        load = line(total, "feedback").load
        assert (load.waiting, load.overdue, load.age) == (2, 1, 8)
        assert line(total, "gone").load.age == 17
        assert (total.load.overdue, total.load.age) == (1, 17)
        assert "17天" in words_of(as_(officer).get(URL))


def test_a_body_that_has_not_confirmed_in_time_is_counted_from_its_last_day() -> None:
    lab, today = cast.lab(), clock.today()
    Confirmation.objects.create(supplier=lab, due_on=today - 12 * DAY)
    Confirmation.objects.create(supplier=cast.rival(), due_on=today)

    [total] = workload.own(cast.officer("32"))
    [elsewhere] = workload.own(cast.officer("33"))

    load = line(total, "unconfirmed").load
    assert (load.waiting, load.age) == (1, 12)
    assert line(elsewhere, "unconfirmed").load.waiting == 0
    assert total.load.age == 12


def test_who_has_done_how_much_in_thirty_days() -> None:
    lab, officer, colleague = cast.lab(), cast.officer(), cast.scorer(2)
    for who, kinds in (
        (officer, ("contact", "scope")),
        (colleague, ("other",)),
        (cast.officer("31"), ("closed",)),
    ):
        for kind in kinds:
            row = cast.feedback(lab, kind=kind)
            feedback.answer(row, officer=who, decision="passed", reasons="已更正。")
    cast.scored(cast.assessment(cast.rival(), "32"), 1, 80, 80, 80)

    [total] = workload.own(officer)

    assert line(total, "feedback").by == [(str(officer), 2), (str(colleague), 1), ("其他人员", 1)]
    assert line(total, "assessment").by == [(str(officer), 1)]
    assert total.done == 5
    with clock.stopped_at(clock.now() + 31 * DAY):
        assert workload.own(officer)[0].done == 0


def test_other_associations_see_their_own_and_the_leading_one_the_totals_of_all() -> None:
    review = cast.listing_review()
    suppliers.return_listing(review, officer=cast.officer(), reasons="请补充扫描件。")
    cast.feedback(review.supplier)
    lead, other = cast.officer("31"), cast.officer("33")

    assert workload.everywhere(other) == []
    assert waiting(workload.own(other)[0])["feedback"] == 0
    by_province = {total.association.province_id: total for total in workload.everywhere(lead)}
    assert sorted(by_province) == ["31", "32", "33"]
    assert by_province["32"].done == 1
    assert line(by_province["32"], "listing").by == []
    assert by_province["32"].load.waiting == 1
    page = words_of(as_(lead).get(URL))
    assert "三省协会合计" in page
    assert cast.officer().name not in page
    assert "三省协会合计" not in words_of(as_(other).get(URL))


@pytest.mark.parametrize(("province", "associations"), [("31", 3), ("33", 1)])
def test_it_is_handed_out_as_a_table(province: str, associations: int) -> None:
    officer = cast.officer(province)

    answer = as_(officer).get(URL, {"format": "csv"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("协会,队列,待办,超期")
    queues = [queue for queue in queues_for(officer) if queue.work]
    assert len(lines) == 1 + associations * len(queues)
    assert AuditRecord.objects.get(action="list.exported").actor == officer


@pytest.mark.parametrize("who", [cast.operator, cast.person, cast.editor])
def test_it_is_for_officers_only(who: Callable[[], object]) -> None:
    assert as_(who()).get(URL).status_code == 404  # type: ignore[arg-type]
