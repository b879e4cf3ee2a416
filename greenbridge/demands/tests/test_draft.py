"""A draft is filled in step by step and never lost to one bad field."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import forms, rules, services
from greenbridge.demands.errors import DemandIncomplete, NotEditable, NotVerifiedBuyer, TooManyFiles
from greenbridge.demands.models import Attachment, Demand, DemandReview
from greenbridge.files.models import File
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


@pytest.fixture
def browser(ground: None) -> Client:
    return as_(cast.owner_of(cast.dyer()))


def step(demand: Demand, name: str) -> str:
    return reverse("demands:step", args=[demand.number, name])


def in_days(days: int) -> str:
    return f"{clock.today() + dt.timedelta(days=days):%Y-%m-%d}"


def answers() -> dict[str, dict[str, Any]]:
    """Of today: a run of all stories may well pass midnight."""
    return {
        "what": {"title": "废水监测", "service_types": ["S01"], "description": "每季度一次。", "wastes": ""},
        "where": {"region": "310118107", "deadline": in_days(10), "address": "染整路8号"},
        "budget": {"budget_kind": "range", "budget_min": "3", "budget_max": "8.5", "credentials": ["cma"]},
        "publish": {"publisher_kind": "factory", "contact_name": "陈敏", "contact_phone": "021-59888888"},
    }


def test_a_draft_begins_with_the_contact_and_the_region_of_its_author() -> None:
    demand = cast.draft()

    assert demand.status == Demand.Status.DRAFT
    assert (demand.contact_name, demand.contact_phone) == ("陈敏", "021-59888888")
    assert demand.region_id == "310118107"


def test_a_body_that_is_no_verified_buyer_starts_nothing() -> None:
    lab = cast.lab()

    with pytest.raises(NotVerifiedBuyer):
        services.start(lab.organisation, author=cast.owner_of(lab.organisation))

    assert not Demand.objects.exists()


def test_through_all_the_steps_to_the_queue(browser: Client) -> None:
    location = browser.post(reverse("demands:new")).headers["Location"]
    demand = Demand.objects.get()
    for name, typed in answers().items():
        assert location == step(demand, name)
        assert browser.get(location).status_code == 200
        location = browser.post(location, typed).headers["Location"]
        if name == "where":
            assert location == reverse("demands:parts", args=[demand.number])
            location = step(demand, "budget")
    assert location == reverse("demands:files", args=[demand.number])
    browser.post(location, {"file": cast.pdf("平面图.pdf")})
    check = reverse("demands:check", args=[demand.number])
    page = words_of(browser.get(check))
    assert "3–8.5万元" in page
    assert "还" not in page.split("<h1")[0]

    assert browser.post(check).headers["Location"] == reverse("demands:submitted", args=[demand.number])

    demand.refresh_from_db()
    assert (demand.budget_min, demand.budget_max) == (3_000_000, 8_500_000)
    assert demand.deadline == clock.end_of_day(clock.today() + dt.timedelta(days=10))
    assert [file.file.name for file in demand.attachments.all()] == ["平面图.pdf"]
    assert DemandReview.objects.get().association.province_id == "31"


def test_the_review_goes_to_the_province_of_the_site_not_of_the_buyer() -> None:
    site = cast.statement(region="330421103").region

    assert cast.submitted(region=site).association.province_id == "33"


def test_saving_as_one_types_keeps_what_is_valid_and_drops_what_is_not(browser: Client) -> None:
    demand = cast.draft()

    answer = browser.post(
        step(demand, "what"),
        {"title": "新标题", "service_types": ["S05"], "wastes": "HW42", "description": "说明。"},
        headers={"X-Autosave": "1"},
    )

    demand.refresh_from_db()
    assert words_of(answer).startswith("草稿已保存")
    assert (demand.title, demand.description) == ("新标题", "说明。")
    assert [kind.code for kind in demand.service_types.all()] == ["S05"]
    assert not demand.wastes.exists()


def test_a_budget_half_typed_does_not_break_the_saving(browser: Client) -> None:
    demand = cast.demand(budget_kind="range", budget_min=10 * rules.WAN, budget_max=20 * rules.WAN)

    answer = browser.post(
        step(demand, "budget"),
        {"budget_kind": "range", "budget_min": "30", "budget_max": "2"},
        headers={"X-Autosave": "1"},
    )

    demand.refresh_from_db()
    assert answer.status_code == 200
    assert (demand.budget_min, demand.budget_max) == (10 * rules.WAN, 20 * rules.WAN)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_saving_without_any_text_is_borne(browser: Client, method: str) -> None:
    demand = cast.demand()

    answer = getattr(browser, method)(step(demand, "what"), headers={"X-Autosave": "1"})

    demand.refresh_from_db()
    assert answer.status_code == 200
    assert demand.title == "印染废水例行监测"


@pytest.mark.parametrize(
    ("name", "changes", "sentence"),
    [
        ("what", {"title": ""}, "请填写标题。"),
        ("what", {"service_types": ["S05"]}, "涉及危险废物处置，请填写危险废物类别。"),
        ("what", {"wastes": "HW44"}, "没有 HW44 这一类别"),
        ("where", {"region": "3101"}, "请选择到区县。"),
        ("where", {"deadline": rules.MIN_DAYS - 1}, "之间的日期。"),
        ("where", {"deadline": rules.MAX_DAYS + 1}, "之间的日期。"),
        ("where", {"service_ends_on": 0}, "服务截止日应晚于今天。"),
        ("budget", {"budget_min": "", "budget_max": ""}, "请填写预算，或改选“面议”。"),
        ("budget", {"budget_min": "9", "budget_max": "8"}, "预算上限不能低于下限。"),
        ("publish", {"contact_phone": "<b>"}, "请填写手机号或带区号的座机号。"),
    ],
)
def test_a_wrong_answer_is_shown_with_what_to_do_and_not_kept(
    browser: Client, name: str, changes: dict[str, Any], sentence: str
) -> None:
    demand = cast.draft()
    saved = demand.saved_at

    typed = {field: in_days(value) if isinstance(value, int) else value for field, value in changes.items()}
    page = words_of(browser.post(step(demand, name), answers()[name] | typed))

    demand.refresh_from_db()
    assert sentence in page
    assert demand.saved_at == saved


def test_an_incomplete_draft_is_refused_with_everything_that_is_missing(browser: Client) -> None:
    demand = cast.draft()

    with pytest.raises(DemandIncomplete) as refusal:
        services.submit(demand, editor=demand.author)

    assert str(refusal.value) == (
        "还不能提交：请填写标题；请选择需求类型；请填写需求说明；请填写响应截止日期。"
    )
    assert "请填写需求说明" in words_of(browser.post(reverse("demands:check", args=[demand.number])))
    assert not DemandReview.objects.exists()


def test_hazardous_work_is_not_submitted_without_its_waste_categories() -> None:
    demand = cast.demand(types="S05")

    with pytest.raises(DemandIncomplete, match="请填写危险废物类别"):
        services.submit(demand, editor=demand.author)


def test_what_is_submitted_can_no_longer_be_changed() -> None:
    demand = cast.submitted().demand

    with pytest.raises(NotEditable):
        services.save(demand, {"title": "改"}, editor=demand.author)
    with pytest.raises(NotEditable):
        services.attach(demand, cast.pdf(), editor=demand.author)
    demand.refresh_from_db()
    assert demand.title == "印染废水例行监测"


def test_a_chosen_file_is_not_lost_by_going_on_without_uploading_it(browser: Client) -> None:
    demand = cast.draft()
    files, check = (reverse(f"demands:{page}", args=[demand.number]) for page in ("files", "check"))

    assert browser.post(files, {"onward": "1", "file": cast.pdf("图.pdf")}).headers["Location"] == check
    assert [one.file.name for one in demand.attachments.all()] == ["图.pdf"]
    assert browser.post(files, {"onward": "1"}).headers["Location"] == check
    assert demand.attachments.count() == 1

    stays = browser.post(files, {"onward": "1", "file": cast.upload("图.exe", b"MZ")})
    assert "不是可接收的类型" in words_of(stays)


def test_who_hides_the_name_is_told_that_the_place_of_the_work_still_shows(browser: Client) -> None:
    told = words_of(browser.get(step(cast.draft(), "publish")))
    assert "公开页面只显示单位所在区县和类别、您选择的项目所在地，不显示单位名称和项目地址。" in told

    masked = cast.published(is_masked=True, address="幸福路8号")
    page = words_of(Client().get(masked.get_absolute_url()))
    assert masked.place in page
    assert masked.buyer.name not in page
    assert "幸福路8号" not in page


def test_why_a_draft_came_back_stands_where_it_is_mended(browser: Client) -> None:
    review = cast.submitted()
    services.return_for_changes(review, officer=cast.officer("31"), reasons="请写明频次。")

    for page in (
        step(review.demand, "what"),
        step(review.demand, "budget"),
        *(reverse(f"demands:{name}", args=[review.demand.number]) for name in ("parts", "files")),
    ):
        assert "请写明频次。" in words_of(browser.get(page))


def test_ten_files_and_no_more() -> None:
    demand = cast.draft()
    for n in range(rules.MAX_ATTACHMENTS):
        services.attach(demand, cast.pdf(f"{n}.pdf"), editor=demand.author)

    with pytest.raises(TooManyFiles):
        services.attach(demand, cast.pdf(), editor=demand.author)

    assert Attachment.objects.count() == File.objects.count() == rules.MAX_ATTACHMENTS


def test_a_file_is_taken_off_by_its_own_people_only(browser: Client) -> None:
    demand = cast.draft()
    attachment = services.attach(demand, cast.pdf("图.pdf"), editor=demand.author)
    url = reverse("demands:detach", args=[demand.number, attachment.pk])
    lab = cast.lab()
    lab.organisation.is_buyer = True
    lab.organisation.save()

    assert as_(cast.owner_of(lab.organisation)).post(url).status_code == 404
    browser.post(url)

    assert not demand.attachments.exists()
    assert AuditRecord.objects.get(action="demand.detached").before == {"file": "图.pdf"}
    assert File.objects.get().state == File.State.DESTROYED


def test_an_old_demand_is_copied_into_a_draft_without_its_dates_and_files() -> None:
    old = cast.waste_demand(is_masked=True, budget_kind="range", budget_max=500)
    owner = cast.owner_of(old.buyer)

    answer = as_(owner).post(reverse("demands:copy", args=[old.number]))

    fresh = Demand.objects.exclude(pk=old.pk).get()
    assert answer["Location"] == reverse("demands:step", args=[fresh.number, "what"])
    assert forms.initial(fresh) == forms.initial(old) | {
        "deadline": None,
        "service_ends_on": None,
        "contact_name": owner.name,
        "contact_phone": owner.phone,
    }
    assert fresh.status == Demand.Status.DRAFT
    assert not fresh.attachments.exists()
