"""A page of the hall leads on to what is of the same kind and near, and beside an official project to who does such work."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.demands import services
from greenbridge.demands.finding import alike
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

Follow = Callable[[], None]
NEAR, BODIES, LIKE = "相似需求与公告", "符合条件的机构", "发布同类需求"
XITANG, JIASHAN = "330421103", "330421"


def at(code: str, **facts: Any) -> Demand:
    return cast.published(region=cast.statement(region=code).region, **facts)


def test_the_same_kind_in_the_county_comes_first_open_before_ended_then_the_city(follow: Follow) -> None:
    purchase = cast.notice().project
    over = at(XITANG, title="已经结束的监测")
    services.close(over, editor=over.author)
    open_one = at(JIASHAN, title="还能响应的监测")
    cast.waste_demand(region=cast.statement(region=XITANG).region)
    elsewhere = at("330402", title="市里别处的监测")
    far = at("310118107", title="外省的监测")
    follow()

    assert alike.near(purchase) == [open_one, over]
    assert alike.near(open_one) == [purchase, over]
    assert alike.near(far) == []
    assert {row.number for row in alike.near(elsewhere)} == {open_one.number, over.number, purchase.number}
    page = words_of(Client().get(open_one.get_absolute_url()))
    assert NEAR in page
    assert purchase.get_absolute_url() in page
    assert NEAR not in words_of(Client().get(far.get_absolute_url()))


def test_what_lies_beside_any_of_its_sites_is_near(follow: Follow) -> None:
    away = at(JIASHAN, title="外省一处的监测")
    draft = cast.demand(title="两地的监测")
    cast.site(draft, XITANG)
    review = services.submit(draft, editor=draft.author)
    both = services.approve(review, officer=cast.officer("31"))
    follow()

    assert alike.near(both) == [away]
    assert alike.near(away) == [both]


def test_a_masked_publisher_stays_masked_beside_another_and_what_is_withdrawn_is_gone(follow: Follow) -> None:
    purchase = cast.notice().project
    masked = at(JIASHAN, title="隐去名称的监测", is_masked=True)
    follow()

    page = words_of(Client().get(purchase.get_absolute_url()))
    assert "隐去名称的监测" in page
    assert masked.shown_buyer in page
    assert masked.buyer.name not in page

    services.withdraw(masked, editor=masked.author, note="延期")
    assert NEAR not in words_of(Client().get(purchase.get_absolute_url()))


def test_beside_an_official_project_a_body_sees_how_many_do_such_work_and_where_they_are_listed(
    follow: Follow,
) -> None:
    lab = cast.lab()  # in 吴江: nobody in 嘉善 or 嘉兴, so there is nobody to name
    purchase = cast.notice().project
    near = cast.notice(
        region_code="320509103", region_words="盛泽镇", buyer="盛泽镇政府", title="盛泽镇水质监测"
    ).project
    follow()
    buyer, supplier = cast.owner_of(cast.dyer()), cast.owner_of(lab.organisation)

    for reader in (buyer, supplier):
        page = words_of(as_(reader).get(near.get_absolute_url()))
        assert f"{BODIES}（1家）" in page
        assert "经营地址在吴江区" in page
        assert BODIES not in words_of(as_(reader).get(purchase.get_absolute_url()))
    url = f"{reverse('suppliers:directory')}?type=S01&region=320509"
    assert url.replace("&", "&amp;") in page
    assert "1家机构" in words_of(Client().get(url)).replace(" ", "")
    for stranger in (None, cast.person()):
        assert BODIES not in words_of(as_(stranger).get(near.get_absolute_url()))
    assert LIKE in words_of(as_(buyer).get(near.get_absolute_url()))
    assert LIKE not in words_of(as_(supplier).get(near.get_absolute_url()))


@pytest.mark.usefixtures("ground")
def test_a_buyer_begins_a_draft_of_the_same_kind_and_place() -> None:
    purchase, dyer = cast.notice(types=("S01", "S08")).project, cast.dyer()
    asked = as_(cast.owner_of(dyer)).post(reverse("demands:new"), {"like": purchase.number})

    demand = Demand.objects.get()
    assert asked.headers["Location"] == reverse("demands:step", args=[demand.number, "what"])
    assert {kind.pk for kind in demand.service_types.all()} == {"S01", "S08"}
    assert (demand.region_id, demand.title, demand.deadline) == (XITANG, "", None)
    assert AuditRecord.objects.filter(action="demand.started").count() == 1


@pytest.mark.usefixtures("ground")
def test_what_is_not_public_or_not_there_gives_an_ordinary_draft() -> None:
    hidden = cast.doubt().notice.project
    browser = as_(cast.owner_of(cast.dyer()))
    for number in (hidden.number, "P0", ""):
        browser.post(reverse("demands:new"), {"like": number})

    assert {demand.region_id for demand in Demand.objects.all()} == {"310118107"}
    assert not any(demand.service_types.exists() for demand in Demand.objects.all())


def test_a_place_that_nobody_stated_has_nothing_near(follow: Follow) -> None:
    lost = cast.notice(region_code="", region_words="", region_confidence=0).project
    cast.notice(title="另一处监测", buyer="另一家")
    follow()

    assert lost.region_id is None
    assert alike.near(lost) == []
