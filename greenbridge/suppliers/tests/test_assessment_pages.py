"""The pages of the admission assessment, as its people walk through them."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.core import clock
from greenbridge.suppliers.assessment import services
from greenbridge.suppliers.models import Answer, Assessment
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.usefixtures("ground")


def url(act: str, assessment: Assessment) -> str:
    return reverse(f"assessment:{act}", args=[assessment.pk])


def points(**given: int) -> dict[str, object]:
    return {f"points_{code}": mark for code, mark in given.items()}


GOOD = points(licence=85, staff=80, record=75)


def test_a_lab_goes_from_self_assessment_to_its_result() -> None:
    lab = cast.lab()
    cast.criteria_set()
    browser = as_(cast.owner_of(lab.organisation))
    assert "开始自评" in words_of(browser.get(reverse("assessment:mine")))

    opened = browser.post(reverse("assessment:open"), {"kind": "S01", "province": "32"})
    notes = {f"note_{code}": "材料齐全。" for code in ("licence", "staff", "record")}
    half = browser.post(opened.headers["Location"], GOOD | {"note_licence": "齐全。"}, follow=True)
    assert "填写“人员”的自评分和说明。" in words_of(half)
    whole = GOOD | notes | {"file_licence": cast.pdf("证书.pdf")}
    checked = words_of(browser.post(opened.headers["Location"], whole, follow=True))
    assert "证书.pdf" in checked
    assert "提交前还需要" not in checked

    assessment = Assessment.objects.get()
    told = words_of(browser.post(url("submit", assessment), follow=True))
    assert "两位审核员各自评分" in told
    for number in (1, 2):
        as_(cast.scorer(number)).post(url("score", assessment), GOOD)
    result = words_of(browser.get(url("record", assessment)))
    assert "已通过，得 81.5 分" in result
    assert "按保存的评分重新计算，结果一致。" in result


def test_neither_scorer_sees_the_others_points_before_both_are_in() -> None:
    waiting = cast.assessment()
    cast.scored(waiting, 1, 91, 83, 77, licence="一号意见")

    for number in (1, 2):
        browser = as_(cast.scorer(number))
        for act in ("record", "score"):
            page = words_of(browser.get(url(act, waiting), follow=True))
            assert waiting.supplier.organisation.name in page
            assert not {"91", "83", "77"} & set(page.split())
            assert "一号意见" not in page
    assert "一号意见" not in words_of(as_(waiting.opened_by).get(url("record", waiting)))


def test_the_third_sees_what_differs_with_both_reasons_and_what_was_typed_is_kept() -> None:
    waiting = cast.assessment()
    cast.scored(waiting, 1, 90, 80, 80, licence="一号意见")
    cast.scored(waiting, 2, 60, 80, 80, licence="二号意见")
    browser = as_(cast.scorer(3))

    page = browser.get(url("score", waiting))
    assert "一号意见" in words_of(page)
    assert "二号意见" in words_of(page)
    assert b"points_staff" not in page.content
    refused = browser.post(url("score", waiting), points(licence=72))
    assert "请写明裁定理由：资质。" in words_of(refused)
    assert b'value="72"' in refused.content

    browser.post(url("score", waiting), points(licence=72) | {"note_licence": "证书有效。"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.points) == ("passed", "76")


def test_points_outside_the_scale_are_refused_in_words() -> None:
    waiting = cast.assessment()

    page = as_(cast.scorer(1)).post(
        url("score", waiting), GOOD | {"points_staff": "101", "points_record": ""}
    )

    words = words_of(page)
    assert "请填写0至100的整数：人员。" in words
    assert "请填写0至100的整数：业绩。" in words
    assert not waiting.scorings.exists()


def test_the_failed_body_reads_its_reasons_and_goes_on_from_there() -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 80, 80), 2, 50, 80, 80)
    browser = as_(failed.opened_by)

    page = words_of(browser.get(url("record", failed)))
    assert "“资质”低于最低分60，一票否决。" in page
    assert "材料不足。" in page
    again = browser.post(reverse("assessment:open"), {"kind": "S01", "province": "32"}, follow=True)
    assert "资质齐全。" in again.content.decode()
    assert "整改后重新提交" in words_of(again)


def test_a_body_that_is_late_begins_anew_from_the_page_that_the_message_leads_to() -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 50, 50), 2, 50, 50, 50)

    with clock.stopped_at(clock.now() + 31 * DAY):
        browser = as_(failed.opened_by)
        in_the_night = words_of(browser.get(url("record", failed)))
        assert services.run_clock() == 1
        closed = words_of(browser.get(url("record", failed)))
        for page in (in_the_night, closed):
            assert "已过，可以重新申请。" in page
            assert ">开始自评<" in page
            assert ">按原因整改并重新提交<" not in page

        browser.post(reverse("assessment:open"), {"kind": "S01", "province": "32"})
        assert ">开始自评<" not in words_of(browser.get(url("record", failed)))


def test_a_correction_that_was_begun_and_is_late_says_so_and_what_comes_next() -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 50, 50), 2, 50, 50, 50)
    as_(failed.opened_by).post(reverse("assessment:open"), {"kind": "S01", "province": "32"})
    begun = Assessment.objects.get(corrects=failed)

    with clock.stopped_at(clock.now() + 31 * DAY):
        services.run_clock()
        page = words_of(as_(failed.opened_by).get(url("record", begun)))

    assert "已过，可以重新申请。" in page
    assert ">开始自评<" in page


def test_a_pass_that_ends_is_asked_for_anew_from_its_page() -> None:
    passed = cast.admitted()
    page = seen(passed)
    assert ">开始自评<" not in page
    assert ">申请年度复核<" not in page

    with clock.stopped_at(clock.now() + 300 * DAY):
        assert ">申请年度复核<" in seen(passed)
    with clock.stopped_at(clock.now() + 370 * DAY):
        services.run_clock()
        assert ">开始自评<" in seen(passed)


def seen(assessment: Assessment) -> str:
    """Its page, as its body reads it today."""
    return words_of(as_(assessment.opened_by).get(url("record", assessment)))


def test_evidence_is_read_by_the_body_and_its_officers_only() -> None:
    waiting = cast.assessment()
    file = cast.file(waiting.opened_by)
    Answer.objects.filter(criterion__code="licence").update(file=file)
    path = reverse("files:download", args=[file.stored_as])

    asking = (waiting.opened_by, cast.scorer(1), cast.officer("33"), cast.person("路人", "by@x.example"))
    codes = {}
    for person in asking:
        answer = as_(person).get(path)
        codes[person.name] = answer.status_code
        if answer.streaming:
            b"".join(answer)

    assert codes == {"何静": 200, "顾澄": 200, "陆源": 404, "路人": 404}


def test_officers_of_another_province_find_nothing() -> None:
    waiting = cast.assessment()
    browser = as_(cast.officer("33"))

    assert {browser.get(url(act, waiting)).status_code for act in ("record", "score")} == {404}
    assert browser.post(url("score", waiting), GOOD).status_code == 404


def test_criteria_stand_open_with_their_versions() -> None:
    criteria = cast.criteria_set()
    browser = as_(cast.operator())

    assert "环境监测" in words_of(browser.get(reverse("assessment:criteria")))
    page = words_of(browser.get(reverse("assessment:criteria_set", args=[criteria.pk])))
    assert "第1版，平台拟定" in page
    assert "现在按这一版考核。" in page
