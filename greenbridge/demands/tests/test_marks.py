"""An officer marks what is to be changed in a demand; the buyer finds it at the field, the officer what became of it."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts.errors import ReasonMissing
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.demands import forms, retention, services
from greenbridge.demands.models import Demand, DemandReview, Mark
from greenbridge.demands.reviewing import marks
from greenbridge.demands.reviewing.forms import RemarksForm
from greenbridge.demands.reviewing.marks import Remark
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

REMARKS = [Remark("what", "需求说明", "请写明监测点位。"), Remark("files", "附件", "请附工艺图。")]


def returned() -> DemandReview:
    review = cast.submitted()
    services.return_for_changes(review, officer=cast.officer("31"), remarks=REMARKS)
    return DemandReview.objects.get(pk=review.pk)


def sent(demand: Demand, **texts: str) -> dict[str, str]:
    """Remarks as the page sends them, by question."""
    form = RemarksForm(demand=demand)
    asked = enumerate(question for _, question in form.asked)
    return {form.add_prefix(str(n)): texts[question] for n, question in asked if question in texts}


def test_what_was_marked_stands_at_its_field_and_on_the_page_where_answers_are_checked() -> None:
    review, officer = cast.submitted(), as_(cast.officer("31"))
    demand = review.demand
    facts = {"decision": "returned", **sent(demand, 需求说明="请写明监测点位。", 附件="请附工艺图。")}

    officer.post(reverse("demands:review", args=[review.pk]), facts)

    review.refresh_from_db()
    assert review.reasons == services.AS_MARKED
    buyer = as_(demand.author)
    step = words_of(buyer.get(reverse("demands:step", args=[demand.number, "what"])))
    hint = step.split('id="id_description_helptext">')[1].split("</p>")[0]
    assert "协会意见：请写明监测点位。" in hint
    assert 'aria-describedby="id_description_helptext"' in step
    assert "请附工艺图。" not in step
    assert "附件：请附工艺图。" in words_of(buyer.get(reverse("demands:files", args=[demand.number])))
    check = words_of(buyer.get(reverse("demands:check", args=[demand.number])))
    assert f"{reverse('demands:step', args=[demand.number, 'what'])}#id_description" in check
    assert check.count("还没有修改") == 2


def test_after_the_next_submission_the_officer_sees_what_was_changed_and_what_was_not() -> None:
    demand = returned().demand
    demand = services.save(demand, {"description": "总排口，每季度一次。"}, editor=demand.author)
    assert [one.is_changed for one in marks.to_mend(demand)] == [True, False]

    again = services.submit(demand, editor=demand.author)

    demand.refresh_from_db()
    assert marks.to_mend(demand) == []
    assert [(one.mark.question, one.is_changed) for one in marks.mended(again)] == [
        ("需求说明", True),
        ("附件", False),
    ]
    page = words_of(as_(cast.officer("31")).get(reverse("demands:review", args=[again.pk])))
    assert "上次标出的2项" in page
    assert page.count("没有修改") == 1


def test_marks_are_for_returning_and_change_nothing_otherwise() -> None:
    review, officer = cast.submitted(), as_(cast.officer("31"))
    facts = {"decision": "passed", **sent(review.demand, 标题="请写明行业。")}

    page = words_of(officer.post(reverse("demands:review", args=[review.pk]), facts))

    assert "逐项意见只用于“退回修改”。" in page
    assert "请写明行业。" in page
    assert not Mark.objects.exists()
    review.refresh_from_db()
    assert review.is_waiting


def test_a_remark_that_is_too_long_and_a_return_without_any_word_are_refused() -> None:
    review, officer = cast.submitted(), as_(cast.officer("31"))
    facts = {"decision": "returned", **sent(review.demand, 标题="长" * 201)}

    assert officer.post(reverse("demands:review", args=[review.pk]), facts).status_code == 200
    with pytest.raises(ReasonMissing):
        services.return_for_changes(review, officer=cast.officer("31"))

    review.refresh_from_db()
    assert review.is_waiting


def test_every_marked_answer_leads_to_a_field_of_its_step() -> None:
    fields = {step: set(form().fields) for step, form in forms.STEPS.items()}

    for step, question in marks.questions(cast.demand()):
        if step in fields and question in marks.FIELDS:
            assert marks.FIELDS[question] in fields[step], question


def test_remarks_go_three_years_after_the_decision() -> None:
    review = returned()
    DemandReview.objects.update(decided_at=review.submitted_at - THREE_YEARS - dt.timedelta(days=1))

    retention.forget_old()

    assert not Mark.objects.exists()
