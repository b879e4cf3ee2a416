"""Officers leave each other notes on a body; nobody else finds them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail
from django.urls import reverse

from greenbridge.accounts import my_data
from greenbridge.accounts.services import escalate_overdue
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.suppliers import history
from greenbridge.suppliers.models import ListingReview, Note
from greenbridge.suppliers.notes import errors, queries, services
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

SAID = "印章与备案的不同，已请机构说明。"


def take_back(note: Note) -> str:
    return reverse("notes:take_back", args=[note.pk])


def test_a_colleague_is_asked_to_look_and_reads_it_on_the_record(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    lab, officer, colleague = cast.lab(), cast.officer(), cast.scorer(2)
    page = queries.page_of(lab)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_(officer).post(page, {"text": SAID, "colleague": colleague.pk})

    told = colleague.inbox.get()
    assert (told.text, told.link) == (f"{officer}请您看“{lab}”的工作备注。", page)
    assert SAID not in "".join(str(letter.body) for letter in mail.outbox)
    for url in (page, lab.get_absolute_url()):
        seen = words_of(as_(colleague).get(url))
        assert SAID in seen
        assert f"{officer}</b>，请{colleague}看" in seen
    trace = AuditRecord.objects.get(action="supplier.note_written")
    assert trace.actor == officer
    assert SAID not in f"{trace.note}{trace.before}{trace.after}"


def test_it_lies_beside_the_case_that_is_to_be_decided() -> None:
    review = cast.listing_review()
    note = cast.note(review.supplier, text=SAID)

    assert note.text in words_of(as_(cast.officer()).get(reverse("suppliers:review", args=[review.pk])))


def test_nobody_else_finds_it() -> None:
    lab, officer = cast.lab(), cast.officer()
    cast.note(lab, text=SAID)
    page = queries.page_of(lab)
    own = cast.scorer(2)
    cast.member_of(lab.organisation, own)

    for person in (None, cast.owner_of(lab.organisation), cast.owner_of(cast.dyer()), cast.operator(), own):
        assert SAID not in words_of(as_(person).get(lab.get_absolute_url()))
        assert as_(person).get(page).status_code == (404 if person else 302)
    for province in ("31", "33"):
        assert "工作备注" not in words_of(as_(cast.officer(province)).get(lab.get_absolute_url()))
        assert as_(cast.officer(province)).get(page).status_code == 404
    assert SAID not in str(history.of(lab))
    assert SAID.encode() not in my_data.as_json(officer) + my_data.as_json(cast.owner_of(lab.organisation))


def test_the_leading_association_reads_it_while_the_case_is_overdue() -> None:
    review, lead = cast.listing_review(), cast.officer("31")
    assert queries.shown_to(lead, review.supplier) is None

    with clock.stopped_at(review.due_at + dt.timedelta(hours=1)):
        escalate_overdue(ListingReview)

    assert queries.shown_to(lead, review.supplier) == []


def test_who_wrote_it_takes_it_back_and_that_is_seen() -> None:
    lab, officer, colleague = cast.lab(), cast.officer(), cast.scorer(2)
    note = cast.note(lab, text=SAID)

    assert as_(colleague).post(take_back(note)).status_code == 404
    with pytest.raises(errors.NotWriter):
        services.take_back(note, officer=colleague)
    as_(officer).post(take_back(note))

    seen = words_of(as_(colleague).get(queries.page_of(lab)))
    assert SAID not in seen
    assert f"{officer}</b>" in seen
    assert " 收回。" in seen
    assert AuditRecord.objects.get(action="supplier.note_taken_back").actor == officer
    with pytest.raises(errors.AlreadyTakenBack):
        services.take_back(note, officer=officer)


def test_who_may_not_decide_is_not_asked_to_look_and_nothing_is_not_a_note() -> None:
    lab, officer = cast.lab(), cast.officer()
    stranger = cast.officer("33")
    browser, page = as_(officer), queries.page_of(lab)

    asked = browser.post(page, {"text": SAID, "colleague": stranger.pk})
    empty = browser.post(page, {"text": " "})

    assert "请选择能办理这家机构的同事" in words_of(asked)
    assert "请填写备注" in words_of(empty)
    assert not Note.objects.exists()
    assert not stranger.inbox.exists()
    assert officer not in queries.colleagues_of(officer, lab)


def test_it_goes_after_three_years() -> None:
    cast.note(cast.lab())

    for days, left in ((1095, 1), (1097, 0)):
        with clock.stopped_at(clock.now() + dt.timedelta(days=days)):
            services.forget_old()
        assert Note.objects.count() == left
    assert AuditRecord.objects.get(action="retention.applied").after == {"notes": 1}
