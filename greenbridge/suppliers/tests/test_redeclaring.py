"""What lists registered under a former version of the service types is declared anew by officers, where nobody else does."""

from collections.abc import Callable
from threading import Event

import pytest
from django.db import transaction
from django.urls import reverse

from greenbridge.accounts.models import Association
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.redeclaring import queries, services
from greenbridge.suppliers.redeclaring.errors import AlreadyDone, BodySpeaks
from greenbridge.suppliers.redeclaring.services import redeclare
from greenbridge.suppliers.services import drop_activity
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import PATIENCE, at_once

pytestmark = pytest.mark.usefixtures("ground")


def types(*codes: str) -> list[ServiceType]:
    return [ServiceType.objects.get(code=code) for code in codes]


def test_the_types_of_today_take_its_place_with_regions_and_capability() -> None:
    former = cast.former_activity(cast.lab())
    place, officer = former.supplier.organisation.region, cast.officer("32")
    former.serves.set([place])
    Activity.objects.create(supplier=former.supplier, service_type_id="S01-2", capability="自有")

    redeclare(former, types=types("S01-1", "S01-2"), reason="名单载明。", officer=officer)

    new, kept = former.supplier.activities.order_by("service_type")
    assert (new.service_type_id, new.capability, list(new.serves.all())) == ("S01-1", "地表水", [place])
    assert (kept.service_type_id, kept.capability) == ("S01-2", "自有")
    trace = AuditRecord.objects.get(action="supplier.activity_redeclared")
    assert (trace.actor, trace.note) == (officer, "名单载明。")
    assert (trace.before["type"], trace.after["types"]) == ("S98-1", ["S01-1", "S01-2"])


def test_it_waits_on_the_desk_of_its_province_until_it_is_done_on_its_page() -> None:
    former, officer = cast.former_activity(cast.lab()), as_(cast.officer("32"))
    page = reverse("suppliers:former_type", args=[former.pk])
    former.supplier.sightings.create(source="省名单", seen_at=clock.now(), raw={"检测类别": "水质"})

    assert "1 家未认领机构的“水质化验”按旧分类登记" in words_of(officer.get("/desk/"))
    assert "白鹤水质化验站" in words_of(officer.get("/suppliers/former-types/?type=S98-1"))
    assert former.supplier.code in officer.get("/suppliers/former-types/?format=csv").content.decode()
    assert "水质" in words_of(officer.get(page))
    assert "白鹤" not in words_of(as_(cast.officer("33")).get("/suppliers/former-types/"))
    assert as_(cast.officer("33")).get(page).status_code == 404

    for sent in ({}, {"types": ["S01-1"], "is_dropped": "on"}):
        refused = officer.post(page, {"reason": "名单载明。", **sent})
        assert "两者选其一" in words_of(refused)
    answer = officer.post(page, {"types": ["S01-1"], "other": "S02", "reason": "名单载明。"}, follow=True)

    assert "已按现在的分类登记" in words_of(answer)
    assert {one.service_type_id for one in former.supplier.activities.all()} == {"S01-1", "S02"}
    assert queries.load_of(cast.officer("32").associations[0]).waiting == 0


def test_what_the_tree_has_no_more_may_go_without_a_successor() -> None:
    former, officer = cast.former_activity(cast.lab()), as_(cast.officer("32"))
    page = reverse("suppliers:former_type", args=[former.pk])

    officer.post(page, {"is_dropped": "on", "reason": "名单没有这项业务。"})

    assert not former.supplier.activities.exists()


def test_what_a_body_looks_after_itself_is_left_to_it() -> None:
    former = cast.former_activity(cast.lab())
    body, officer = former.supplier.organisation, cast.officer("32")
    assert list(queries.waiting_for(officer)) == [former]
    body.is_supplier = True
    body.save()
    assert list(queries.waiting_for(officer)) == [former]  # claimed, and left by the last of its people
    body.memberships.create(user=cast.person("何静", "he@firm.example"), role="owner", joined_at=clock.now())

    assert not queries.waiting_for(officer)
    with pytest.raises(BodySpeaks):
        redeclare(former, types=types("S01-1"), reason="名单载明。", officer=officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_declares_it() -> None:
    former, officer = cast.former_activity(cast.lab()), cast.officer("32")

    results = at_once(
        *[lambda: redeclare(former, types=types("S01-1"), reason="名单载明。", officer=officer)] * 2
    )

    assert sorted(type(one).__name__ for one in results) == [AlreadyDone.__name__, "Supplier"]
    assert AuditRecord.objects.filter(action="supplier.activity_redeclared").count() == 1


# --- Several at once ------------------------------------------------------------------------------------------

PAGE, DONE = reverse("suppliers:former_types_bulk", args=["S98-1"]), reverse("suppliers:former_types_done")


def several() -> list[Activity]:
    """Two bodies of the province under the same former type, and one of another province."""
    return [cast.former_activity(body) for body in (cast.lab(), cast.rival())]


def sent(*rows: Activity, step: str) -> dict[str, object]:
    """What the officer has ticked and chosen, and what the preview carries on."""
    seen = {f"seen-{row.pk}": row.supplier.updated_at.isoformat() for row in rows}
    seen |= {f"title-{row.pk}": str(row.supplier) for row in rows}
    facts = {"decision": "redeclared", "reason": "名单载明。", "types": ["S01-1"], "step": step}
    return {"pick": [row.pk for row in rows], **seen, **facts}


def types_of(row: Activity) -> list[str]:
    return sorted(row.supplier.activities.values_list("service_type", flat=True))


def test_several_are_looked_at_ahead_declared_anew_alike_and_taken_back_together() -> None:
    first, second = several()
    officer = as_(cast.officer("32"))
    assert PAGE in officer.get("/suppliers/former-types/?type=S98-1").content.decode()

    ahead = words_of(officer.post(PAGE, sent(first, second, step="preview")))
    assert "2 件将办理为“按现在的分类登记”" in ahead
    assert "登记为：" in ahead
    assert types_of(first) == ["S98-1"]

    done = words_of(officer.post(PAGE, sent(first, second, step="confirm"), follow=True))
    assert "已登记。" in done
    assert str(first.supplier) in done
    assert [types_of(first), types_of(second)] == [["S01-1"], ["S01-1"]]

    second.supplier.activities.update(capability="改过")  # somebody has looked after it since
    [go] = queries.goes_of(cast.officer("32"))
    told = words_of(officer.post(DONE, {"go": go.key}, follow=True))

    assert "已撤销 1 件" in told
    assert "登记以后业务又有改动" in told
    assert [types_of(first), types_of(second)] == [["S98-1"], ["S01-1"]]
    back = first.supplier.activities.get()
    assert (back.capability, back.type_version) == (first.capability, first.type_version)
    assert [len(one.standing) for one in queries.goes_of(cast.officer("32"))] == [1]


def test_what_was_claimed_meanwhile_is_named_and_left_and_the_others_are_done() -> None:
    first, second = several()
    body, officer = second.supplier.organisation, as_(cast.officer("32"))
    body.name, body.is_supplier = "青溪水质化验站", True
    body.save()
    kept = [sent(first, second, step=step) for step in ("preview", "confirm")]
    offered = words_of(officer.get(PAGE)) + words_of(officer.post(PAGE, kept[0]))
    assert (
        offered.count(f'name="title-{second.pk}" value="青溪水质化验站"') == 2
    )  # the pages name it to themselves
    cast.member_of(body)

    ahead = words_of(officer.post(PAGE, kept[0]))
    done = words_of(officer.post(PAGE, kept[1], follow=True))

    assert "1 件将办理为“按现在的分类登记”，1 件不能这样办理" in ahead
    assert "青溪水质化验站：已由他人办理或情况已有变化，没有办理。" in ahead
    assert "青溪水质化验站" in done
    assert "已由他人办理或情况已有变化，没有办理。" in done
    assert [types_of(first), types_of(second)] == [["S01-1"], ["S98-1"]]


@pytest.mark.django_db(transaction=True)
def test_an_officer_with_several_waits_for_who_is_at_a_record_and_never_in_a_circle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    former, officer = cast.former_activity(cast.lab()), cast.officer("32")
    kept, desk, others_turn, is_theirs = sent(former, step="confirm"), as_(officer), Event(), Event()

    def check(*_: object) -> None:
        """The lock of this one is taken: whoever is at its record comes in between, if that can be."""
        others_turn.set()
        is_theirs.wait(1)

    def drop() -> None:
        others_turn.wait(PATIENCE)
        with transaction.atomic():
            Supplier.objects.select_for_update(of=("self",)).get(pk=former.supplier_id)
            is_theirs.set()
            drop_activity(former, editor=officer)

    monkeypatch.setattr(services, "check", check)
    answer, other = at_once(lambda: desk.post(PAGE, kept).status_code, drop)

    assert (answer, other) == (302, None)
    assert types_of(former) == ["S01-1"]


def test_a_type_of_today_has_no_such_page_and_another_officer_takes_nothing_back() -> None:
    first, _ = several()
    officer, colleague = cast.officer("32"), as_(cast.officer("33"))
    redeclare(first, types=types("S01-1"), reason="名单载明。", officer=officer, go="a1")

    assert colleague.get(PAGE.replace("S98-1", "S01")).status_code == 404
    colleague.post(DONE, {"go": "a1"})

    assert types_of(first) == ["S01-1"]
    assert "三十天内没有登记" in words_of(colleague.get(DONE))


def taken_back(
    row: Activity, *codes: str, meanwhile: Callable[[Supplier], object] = lambda body: None
) -> tuple[str, list[str]]:
    """What the page tells who declares it anew, and takes that back after something has happened, and the types then."""
    officer = cast.officer("32")
    redeclare(row, types=types(*codes), reason="名单载明。", officer=officer, go="a1")
    meanwhile(row.supplier)
    return words_of(as_(cast.officer("32")).post(DONE, {"go": "a1"}, follow=True)), types_of(row)


def test_a_type_that_went_without_a_successor_stands_again_where_nothing_came_since() -> None:
    first, second = several()

    assert taken_back(first)[1] == ["S98-1"]
    told, now = taken_back(second, meanwhile=lambda body: body.activities.create(service_type_id="S02"))

    assert "登记以后业务又有改动" in told
    assert now == ["S02"]


def test_what_was_merged_into_another_record_is_not_written_to() -> None:
    first, second = several()

    def merge(body: Supplier) -> None:
        Supplier.objects.filter(pk=body.pk).update(merged_into=second.supplier, status=Supplier.Status.MERGED)

    told, now = taken_back(first, meanwhile=merge)

    assert "登记以后业务又有改动" in told
    assert now == []


def test_who_works_for_another_association_by_now_takes_nothing_back() -> None:
    first, _ = several()
    elsewhere = Association.objects.get(province="33")

    told, now = taken_back(
        first, "S01-1", meanwhile=lambda body: cast.officer("32").grants.update(association=elsewhere)
    )

    assert "现在不由您所在的协会负责" in told
    assert now == ["S01-1"]
