"""A body that a list brought in, or that everybody has left, is claimed from its page in the directory."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts import services as accounts
from greenbridge.core import clock
from greenbridge.deals import services as deals
from greenbridge.deals.errors import SupplierNotReachable
from greenbridge.deals.models import Invitation
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

CLAIM = "这是我的单位，去认领"


def from_a_list() -> Supplier:
    """华新食品 as a list of 上海 brought it in."""
    known = Supplier.objects.create(organisation=cast.imported(), updated_at=clock.now())
    moment = dt.datetime(2026, 11, 3, 4, tzinfo=dt.UTC)
    known.sightings.create(source="上海市环保产业名录", seen_at=moment, raw={})
    return cast.listed(known)


def page_for(person: object, supplier: Supplier) -> str:
    return words_of(as_(person).get(supplier.get_absolute_url()))  # type: ignore[arg-type]


def test_who_acts_for_nobody_yet_is_led_to_the_claim_and_the_officer_reads_where_the_record_comes_from() -> (
    None
):
    supplier, person = from_a_list(), cast.person()

    shown = page_for(person, supplier)
    assert CLAIM in shown
    claim = f"{reverse('accounts:apply')}?side=supplier&amp;claim={supplier.code}"
    assert claim in shown
    assert "认领“华新食品厂”" in words_of(as_(person).get(claim.replace("&amp;", "&")))

    case = accounts.apply(person, cast.statement(side="supplier"), cast.checked(), cast.claim())
    decided = words_of(as_(cast.officer("31")).get(reverse("accounts:review", args=[case.pk])))
    assert "来自名单“上海市环保产业名录”，2026年11月3日导入。" in decided


def test_nobody_else_is_offered_it() -> None:
    supplier = from_a_list()

    assert CLAIM in page_for(None, supplier)
    for person in (cast.owner_of(cast.dyer()), cast.officer("31"), cast.operator()):
        assert CLAIM not in page_for(person, supplier)
    assert CLAIM not in page_for(cast.person(), cast.lab())


@pytest.mark.parametrize("how", ["left", "closed"])
def test_a_body_that_everybody_has_left_says_so_is_not_invited_and_may_be_claimed(how: str) -> None:
    lab, officer, demand = cast.lab(), cast.officer("32"), cast.published()
    owner, buyer = cast.owner_of(lab.organisation), cast.owner_of(demand.buyer)
    assert "暂不能邀请" not in page_for(buyer, lab)

    if how == "left":
        accounts.leave(lab.organisation, member=owner)
    else:
        accounts.close_account(owner)

    said = officer.inbox.latest("id").text
    assert f"“{lab}”（{lab.code}）的最后一位成员{'已退出' if how == 'left' else '已注销账号'}" in said
    assert "没有成员使用平台" in page_for(buyer, lab)
    assert CLAIM not in page_for(buyer, lab)
    assert CLAIM in page_for(cast.person(), lab)
    with pytest.raises(SupplierNotReachable):
        deals.invite(demand, lab, buyer=buyer)
    assert not Invitation.objects.exists()
