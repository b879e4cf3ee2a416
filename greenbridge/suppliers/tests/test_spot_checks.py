"""Bodies are drawn by lot so that anybody can draw again; officers from elsewhere look at them; the result stands on the record."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock, lots
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.models import SpotCheck, SpotDraw, Supplier
from greenbridge.suppliers.spotcheck import errors, queries, retention, rules, services
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

STRATA = st.sampled_from(["31-S01", "31-S05", "32-S01"])
BODIES = st.lists(st.tuples(STRATA, st.text("ABCDEF", min_size=1, max_size=2)), max_size=25)
PLANS = st.dictionaries(STRATA, st.integers(0, 6))
TODAY = dt.date(2026, 11, 28)
DAY = dt.timedelta(days=1)


def url(act: str, check: SpotCheck) -> str:
    return reverse(f"spotcheck:{act}", args=[check.pk])


def on(days: int) -> dt.datetime:
    """Noon in Asia/Shanghai, so many days from today."""
    return clock.end_of_day(clock.today() + dt.timedelta(days=days)) - dt.timedelta(hours=12)


# --- Rules ------------------------------------------------------------------------------------------------------


@given(st.text(max_size=8), BODIES, PLANS, st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_bodies_whatever_their_order(
    seed: str,
    bodies: list[lots.Member],
    plan: dict[str, int],
    chance: "st.RandomGenerator",  # type: ignore[name-defined]
) -> None:
    shuffled = list(bodies)
    chance.shuffle(shuffled)

    assert lots.sample(seed, bodies, plan) == lots.sample(seed, shuffled, dict(reversed(plan.items())))


@given(st.text(max_size=8), BODIES, PLANS)
def test_nobody_is_drawn_twice_and_every_stratum_gets_what_it_can(
    seed: str, bodies: list[lots.Member], plan: dict[str, int]
) -> None:
    drawn = lots.sample(seed, bodies, plan)
    codes = [code for _, code in drawn]

    assert len(codes) == len(set(codes))
    assert set(drawn) <= set(bodies)
    for stratum, wanted in plan.items():
        got = [code for one, code in drawn if one == stratum]
        left = {code for one, code in bodies if one == stratum} - set(codes)
        assert len(got) == wanted or (len(got) < wanted and not left)
    assert all(plan.get(stratum) for stratum, _ in drawn)


@given(BODIES, st.dictionaries(st.text("ABCDEF", min_size=1, max_size=2), st.integers(0, 800)))
def test_nobody_of_the_last_year_may_be_drawn(bodies: list[lots.Member], ago: dict[str, int]) -> None:
    drawn_on = {code: TODAY - dt.timedelta(days=days) for code, days in ago.items()}

    members = rules.population(bodies, drawn_on, TODAY)

    assert {code for _, code in members} == {code for _, code in bodies if ago.get(code, 999) > 365}
    assert members == sorted(set(members))


@given(st.text(max_size=8), st.text(max_size=4), st.sampled_from(["31", "32", "33"]))
def test_who_looks_at_it_is_never_from_its_own_province(seed: str, code: str, own: str) -> None:
    assert rules.examiner(seed, code, own, {"31", "32", "33"}) in {"31", "32", "33"} - {own}


def test_another_seed_draws_others() -> None:
    bodies = [("31-S01", f"{n:03d}") for n in range(200)]
    drawn = {tuple(lots.sample(str(seed), bodies, {"31-S01": 5})) for seed in range(20)}

    assert len(drawn) == 20


# --- The drawing ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_a_drawing_can_be_repeated_from_what_is_published() -> None:
    lab, rival = cast.lab(), cast.rival()
    cast.outsider()

    made = cast.spot_draw({"32-S01": 1})

    browser = as_(None)
    text = browser.get(reverse("spotcheck:population", args=[made.pk])).getvalue().decode("utf-8-sig")
    _, *published = [tuple(row) for row in csv.reader(io.StringIO(text))]
    page = words_of(browser.get(made.get_absolute_url()))
    assert made.seed in page
    assert {code for _, code in published} == {lab.code, rival.code}
    check = SpotCheck.objects.get()
    again = lots.sample(made.seed, [(stratum, code) for stratum, code in published], {"32-S01": 1})
    assert again == [(check.stratum, check.supplier.code)]
    assert str(check.supplier) in page
    assert check.association.province_id in {"31", "33"}
    assert "待检查" in page
    assert "抽到的机构（1家）" in page
    assert "抽取范围（2 行" in page


@pytest.mark.usefixtures("ground")
def test_a_quarter_is_drawn_once_and_a_body_once_a_year() -> None:
    cast.lab()
    cast.spot_draw()

    with pytest.raises(errors.NobodyDrawn):
        cast.spot_draw(quarter=1)
    cast.rival()
    with pytest.raises(errors.AlreadyDrawn):
        cast.spot_draw()
    with clock.stopped_at(on(366)):
        again = cast.spot_draw({"32-S01": 5}, year=2027)
    assert again.checks.count() == 2


@pytest.mark.usefixtures("ground")
def test_a_body_of_several_services_stands_in_several_strata_and_nobody_unclaimed_in_any() -> None:
    lab, disposer = cast.lab(), cast.disposer()
    suppliers.set_activity(
        lab, ServiceType.objects.get(code="S13"), serves=[], capability="", editor=lab.people[0]
    )
    disposer.organisation.is_supplier = False
    disposer.organisation.save()

    assert [stratum for stratum, _ in queries.strata(clock.today())] == ["32-S01", "32-S13"]


@pytest.mark.usefixtures("ground")
def test_who_was_drawn_is_shown_page_by_page_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        cast.supplier(400 + n, f"第{n}监测有限公司", "320509105", person=f"监{n}", types=("S01",))
        cast.monitoring_papers(Supplier.objects.latest("pk"))
        cast.listed(Supplier.objects.latest("pk"))
    made = cast.spot_draw({"32-S01": 5})
    monkeypatch.setattr(queries, "A_PAGE", 2)
    everybody = list(made.checks.all())

    there, back = [queries.page_of(made)], []
    while there[-1].next_url:
        there.append(queries.page_of(made, after=int(there[-1].next_url.partition("=")[2])))
    back.append(there[-1])
    while back[-1].previous_url:
        back.append(queries.page_of(made, before=int(back[-1].previous_url.partition("=")[2])))

    assert [row for page in there for row in page.rows] == everybody
    assert [list(page.rows) for page in reversed(back)] == [list(page.rows) for page in there]
    browser, address = as_(None), made.get_absolute_url()
    for odd in ("", "?after=99999999", "?before=1", "?after=x", "?after=9" + "9" * 30):
        first = words_of(browser.get(address + odd))
        assert str(everybody[0].supplier) in first
        assert str(everybody[2].supplier) not in first
    assert str(everybody[2].supplier) in words_of(browser.get(f"{address}?after={everybody[1].pk}"))


# --- Findings ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_what_was_found_is_corrected_closed_and_stands_on_the_record() -> None:
    lab = cast.lab()
    check = cast.spot_check(lab)
    officer, owner, visitor = as_(cast.officer("33")), as_(lab.people[0]), as_(None)
    until = clock.today() + 10 * DAY
    assert str(lab) in words_of(officer.get(reverse("portal:desk")))

    found = {"finding": "correcting", "findings": "记录缺两页。", "correct_by": until.isoformat()}
    assert "检查情况已记录" in words_of(officer.post(url("find", check), found, follow=True))
    assert "按抽查意见整改并答复" in words_of(owner.get(reverse("portal:desk")))
    assert "记录缺两页。" in words_of(owner.get(url("check", check)))
    early = words_of(officer.post(url("close", check), {"result": "corrected", "note": "属实。"}))
    assert "这项抽查现在是“整改中”" in early

    sent = {"correction": "已补齐。", "file": cast.pdf("记录.pdf")}
    assert "整改情况已提交" in words_of(owner.post(url("correct", check), sent, follow=True))
    assert "下载整改材料" in words_of(officer.get(url("check", check)))
    officer.post(url("close", check), {"result": "corrected", "note": "属实。"})

    record = words_of(visitor.get(lab.get_absolute_url()))
    assert "整改后合格" in record
    assert "记录缺两页" not in record
    drawn = words_of(visitor.get(check.draw.get_absolute_url()))
    assert "整改后合格" in drawn
    assert "记录缺两页" not in drawn
    assert "已办结：整改后合格。属实。" in lab.people[0].inbox.order_by("id").last().text  # type: ignore[union-attr]


@pytest.mark.usefixtures("ground")
def test_who_does_not_answer_in_time_is_closed_as_not_corrected() -> None:
    check = cast.spot_check(cast.lab())
    officer = cast.officer("33")
    services.find(
        check, officer=officer, finding="correcting", findings="补。", correct_by=clock.today() + DAY
    )

    with pytest.raises(errors.NotNow):
        services.close(check, officer=officer, result="not_corrected", note="未答复。")
    with clock.stopped_at(on(2)):
        closed = services.close(check, officer=officer, result="not_corrected", note="未答复。")

    assert closed.outcome == "整改不到位"
    with pytest.raises(errors.NotNow):
        services.find(check, officer=officer, finding="good", findings="好。", correct_by=None)


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"finding": "good"}, "请写明检查情况。"),
        ({"findings": "好。"}, "请选择检查结论。"),
        ({"finding": "correcting", "findings": "补。"}, "需整改的，请填写整改期限。"),
        (
            {"finding": "correcting", "findings": "补。", "correct_by": "2020-01-01"},
            "日期须在今天之后，请重新填写。",
        ),
    ],
)
def test_a_wrong_finding_says_what_to_do_and_changes_nothing(sent: dict[str, str], said: str) -> None:
    check = cast.spot_check(cast.lab())

    assert said in words_of(as_(cast.officer("33")).post(url("find", check), sent))
    assert SpotCheck.objects.get().is_open


@pytest.mark.usefixtures("ground")
def test_the_operator_draws_through_the_page() -> None:
    cast.lab()
    browser = as_(cast.operator())
    sent = {"year": "2026", "quarter": "4", "due_on": (clock.today() + DAY).isoformat()}

    empty = words_of(browser.post(reverse("spotcheck:new"), sent))
    assert "没有抽到机构" in empty
    assert "江苏省，" in empty
    many = words_of(browser.post(reverse("spotcheck:new"), sent | {"n_32-S01": "7"}))
    assert "请填写0至1的整数。" in many
    told = words_of(browser.post(reverse("spotcheck:new"), sent | {"n_32-S01": "1"}, follow=True))

    assert "抽查名单已抽取并公示" in told
    assert SpotDraw.objects.get().plan == {"32-S01": 1}
    assert "2026年第4季度" in words_of(as_(None).get(reverse("spotcheck:list")))


@pytest.mark.usefixtures("ground")
def test_one_number_is_drawn_of_every_stratum_but_of_those_with_their_own() -> None:
    cast.lab(), cast.rival(), cast.disposer()
    browser, page = as_(cast.operator()), reverse("spotcheck:new")
    assert "<details>" in browser.get(page).content.decode()
    sent = {"year": "2026", "quarter": "4", "due_on": (clock.today() + DAY).isoformat(), "each": "5"}

    wrong = browser.post(page, sent | {"n_33-S05": "9"}).content.decode()
    assert "<details open>" in wrong
    browser.post(page, sent | {"n_33-S05": "0"})

    assert SpotDraw.objects.get().plan == {"32-S01": 2}


@pytest.mark.usefixtures("ground")
def test_words_and_files_go_after_three_years_and_the_result_stays() -> None:
    check = cast.spot_check(cast.lab())
    services.find(check, officer=cast.officer("33"), finding="unwilling", findings="拒绝。", correct_by=None)

    assert retention.forget_old() == 0
    with clock.stopped_at(on(1100)):
        assert retention.forget_old() == 1

    check.refresh_from_db()
    assert (check.findings, check.outcome) == ("", "不配合检查")
    check.draw.refresh_from_db()
    assert (check.draw.drawn, check.draw.closed) == (1, 1)
