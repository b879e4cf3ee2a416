"""An officer, and the body itself, see what changed on a record since the last decision."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts import services as accounts
from greenbridge.core import clock
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers import retention, services
from greenbridge.suppliers.changes import services as key_changes
from greenbridge.suppliers.credit import reports as credit_reports
from greenbridge.suppliers.edits import versions
from greenbridge.suppliers.models import ListingReview, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


def approved() -> Supplier:
    """The lab as its officer saw and passed it a day ago."""
    with clock.stopped_at(clock.now() - DAY):
        review = cast.listing_review()
        cast.part(review.supplier, "staff", name="监测上岗证", person="王静", number="A1")
        cast.part(review.supplier, "equipment", name="色谱仪", year=None, detail="")
        return services.approve_listing(review, officer=cast.officer("32"))


def changes(supplier: Supplier) -> set[tuple[str, str, str, str]]:
    found = versions.since_decision(supplier)
    assert found is not None
    return {(c.label, c.word, c.old, c.new) for section in found.sections for c in section.changes}


def test_what_changed_stands_beside_what_was_there_and_the_rest_is_only_named() -> None:
    lab = approved()
    owner = cast.owner_of(lab.organisation)
    services.describe(lab, editor=owner, intro="新的简介。")
    here = [Region.objects.get(code="310118")]
    monitoring, eia = (ServiceType.objects.get(code=code) for code in ("S01", "S02"))
    services.set_activity(lab, monitoring, serves=here, capability="自有设备", editor=owner)
    services.set_activity(lab, eia, serves=[], capability="", editor=owner)
    services.drop_credential(lab.credentials.get(kind="cma"), editor=owner)
    services.change_part(lab.parts.get(kind="staff"), editor=owner, person="王敏")

    found = changes(lab)

    assert ("机构简介", "修改", "面向印染和电镀企业。", "新的简介。") in found
    assert (
        "环境监测",
        "修改",
        "服务地区：青浦区、吴江区、嘉善县；能力说明：自有设备",
        "服务地区：青浦区；能力说明：自有设备",
    ) in found
    assert ("环境影响评价", "新增", "", "服务地区：全国") in found
    assert [word for label, word, *_ in found if label.endswith(f"cma-{lab.pk}")] == ["删除"]
    [(old, new)] = [(old, new) for label, _, old, new in found if label == "监测上岗证"]
    assert "王静" in old
    assert "王敏" in new
    assert len(found) == 5
    comparison = versions.since_decision(lab)
    assert comparison
    assert {"色谱仪", "业务电话", "网站"} <= set(comparison.same)


def test_another_contact_stands_masked_in_the_comparison_until_the_officer_asks() -> None:
    lab = approved()
    owner = cast.owner_of(lab.organisation)
    services.describe(lab, editor=owner, contact_name="钱多多", contact_phone="0512-61234567")
    cast.credential(lab, "cnas", verified_at=None)
    review = services.submit(lab, editor=owner)
    officer, url = as_(cast.officer("32")), reverse("suppliers:review", args=[review.pk])

    page = words_of(officer.get(url))

    assert "业务电话</b>" in page
    assert "钱多多" not in page
    assert "61234567" not in page
    officer.post(reverse("accounts:see_contact", args=["listing", review.pk]))
    assert words_of(officer.get(url)).count("钱多多") > 1


def test_another_file_with_the_same_name_is_a_change() -> None:
    lab = approved()
    owner = cast.owner_of(lab.organisation)
    paper = lab.credentials.get(kind="cma")
    paper.scan = cast.file(owner)
    paper.save()
    lab.reviews.update(version=versions.of(lab))
    assert changes(lab) == set()

    paper.scan = cast.file(owner)
    paper.save()

    [(_, word, _, new)] = changes(lab)
    assert word == "修改"
    assert new.endswith("（文件已更换）")


def test_each_request_is_held_against_the_decision_before_it() -> None:
    lab = approved()
    owner = cast.owner_of(lab.organisation)
    first = lab.reviews.get()
    cast.credential(lab, "cnas", verified_at=None)
    second = services.submit(lab, editor=owner)
    services.return_listing(second, officer=cast.officer("32"), reasons="请补充。")
    services.describe(lab, editor=owner, intro="后来的简介。")
    third = services.submit(lab, editor=owner)

    assert versions.of_review(first) is None
    seconds, thirds = versions.of_review(ListingReview.objects.get(pk=second.pk)), versions.of_review(third)

    assert seconds
    assert thirds
    assert [section.label for section in seconds.changed] == ["资质"]
    assert thirds.since == second
    assert [section.label for section in thirds.changed] == ["基本情况"]


def test_decisions_of_another_kind_are_nothing_to_compare_with() -> None:
    """A change that was passed meanwhile was before an officer, but not the record as a whole."""
    lab, officer = approved(), cast.officer("32")
    services.describe(lab, editor=cast.owner_of(lab.organisation), intro="新的简介。")
    key_changes.approve(cast.key_change(lab, "name", "江澄检测股份有限公司"), officer=officer)
    credit_reports.approve(cast.credit_report(lab), officer=officer)
    cast.credential(lab, "cnas", verified_at=None)
    asked = services.submit(lab, editor=cast.owner_of(lab.organisation))

    found = versions.of_review(asked)

    assert found
    assert found.since == lab.reviews.earliest("pk")
    assert {c.label for section in found.changed for c in section.changes} >= {"机构简介", "名称"}


def test_the_officer_and_the_body_see_the_same_and_a_stranger_nothing() -> None:
    lab = approved()
    owner = cast.owner_of(lab.organisation)
    services.describe(lab, editor=owner, intro="改过的简介。")
    cast.credential(lab, "cnas", verified_at=None)
    asked = services.submit(lab, editor=owner)

    page = words_of(as_(cast.officer("32")).get(reverse("suppliers:review", args=[asked.pk])))
    own = words_of(as_(owner).get(reverse("suppliers:mine")))

    for words in (page, own):
        assert "“通过”时的资料对照" in words
        assert "面向印染和电镀企业。" in words
        assert "改过的简介。" in words
        assert "没有变化的" in words
    assert "面向印染和电镀企业。" not in words_of(as_(None).get(lab.get_absolute_url()))


def test_before_the_first_decision_there_is_nothing_to_compare() -> None:
    review = cast.listing_review()

    assert versions.of_review(review) is None
    page = words_of(as_(cast.officer("32")).get(reverse("suppliers:review", args=[review.pk])))
    assert "前后对照" not in page


def test_the_versions_go_when_nobody_speaks_for_the_body() -> None:
    lab = approved()
    retention.forget_old()
    assert lab.reviews.exclude(version={}).exists()

    accounts.close_account(cast.owner_of(lab.organisation))
    retention.forget_old()

    assert not lab.reviews.exclude(version={}).exists()


entries = st.tuples(st.sampled_from("甲乙"), st.sampled_from("丙丁"), st.sampled_from(["", "1", "2"]))
version = st.dictionaries(
    st.sampled_from(list(versions.SECTIONS)), st.dictionaries(st.sampled_from("abc"), entries.map(list))
)


@given(version, version)
def test_everything_is_either_the_same_or_changed_and_backwards_it_reads_backwards(
    before: Any, after: Any
) -> None:
    there, back = versions.compare(before, after), versions.compare(after, before)

    for key, forwards, backwards in zip(versions.SECTIONS, there, back, strict=True):
        names = {*before.get(key, {}), *after.get(key, {})}
        assert len(forwards.changes) + len(forwards.same) == len(names)
        assert len(forwards.changes) == len(backwards.changes)
        turned = {"新增": "删除", "删除": "新增", "修改": "修改"}
        assert sorted(c.word for c in backwards.changes) == sorted(turned[c.word] for c in forwards.changes)
    assert not any(section.changes for section in versions.compare(before, before))
