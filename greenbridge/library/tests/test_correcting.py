"""A published text with a misprint is put right by two editors; the law, its days and its addresses stay."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from greenbridge.core import clock
from greenbridge.library.errors import DecidedAlready, NotTheSecond
from greenbridge.library.following.queries import news
from greenbridge.library.intake import correcting, opening
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.errors import CorrectionWaits, NothingToCorrect, NotPublic, OtherDocument
from greenbridge.library.models import Citation, Correction, Recheck, Version
from greenbridge.library.reading import corrected
from greenbridge.library.rechecks.queries import changes_from
from greenbridge.messaging.models import Message
from greenbridge.testing import cast, pages
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db


def in_words(text: str, title: str = "示例更正办法") -> Document:
    return opening.pasted(f"{title}\n{text}")


def test_an_editor_proposes_another_approves_and_what_it_was_stays() -> None:
    law = library.law("示例更正办法", library.TEXT)
    law.refresh_from_db()
    published, begins = law.published_at, law.starts_on
    editor, operator = pages.as_(cast.editor()), pages.as_(cast.operator())
    right = library.TEXT.replace("不超过一年", "不超过九十日")

    page = editor.post(
        reverse("intake:correct", args=[law.pk]),
        {"text": f"示例更正办法\n{right}", "reason": "第二条第二项与原文不同。"},
        follow=True,
    )
    row = Correction.objects.get()
    assert [(one.label, one.word) for one in page.context["changes"]] == [("第二条", "修改")]
    law.refresh_from_db()
    assert law.text == library.TEXT
    assert "法规更正" in operator.get("/desk/").content.decode()

    operator.post(row.get_absolute_url(), {"outcome": "approved"})
    law.refresh_from_db()
    row.refresh_from_db()
    assert (law.text, row.former) == (right, library.TEXT)
    assert (law.published_at, law.starts_on, law.is_public) == (published, begins, True)
    assert "不超过九十日" in law.clauses.get(address="art-2").text
    assert "九十日" in operator.get(law.get_absolute_url()).content.decode()
    assert "采用" in Message.objects.get(recipient=cast.editor()).text


def test_whoever_keeps_the_library_gets_there_from_the_page_of_the_text_and_others_do_not() -> None:
    law = library.law("示例更正办法", library.TEXT)
    way = reverse("intake:record", args=[law.pk])
    for page in (law.get_absolute_url(), law.clauses.get(address="art-2").get_absolute_url()):
        assert way in pages.as_(cast.editor()).get(page).content.decode()
        for reader in (Client(), pages.as_(cast.person())):
            assert way not in reader.get(page).content.decode()


def test_only_what_cites_a_changed_clause_is_looked_at_again() -> None:
    law = library.law("示例更正办法", library.TEXT)
    for address in ("art-1", "art-2"):
        cast.writing(title=f"解读{address}", address=address, about=law)
    right = in_words(library.TEXT.replace("不超过一年", "不超过九十日"))
    row = correcting.propose(law, right, reason="漏字。", by=cast.editor())

    correcting.approve(row, by=cast.operator())

    flag = Recheck.objects.get()
    assert (flag.title, flag.cause, flag.stage) == ("解读art-2", f"correction-{row.pk}", "in_force")
    assert "有更正：漏字。" in flag.reason
    assert changes_from(flag.source, flag.key) is None


def test_followers_hear_of_no_new_law() -> None:
    law = library.law("示例更正办法", library.TEXT)
    follow = cast.follow(person=cast.operator(), conditions=f"work={law.work.code}")
    before = len(news(follow))

    correcting.approve(library.correction(), by=cast.operator())

    assert len(news(follow)) == before


def test_what_a_corrected_text_cites_is_read_anew() -> None:
    other = library.law()
    law = library.law("示例更正办法", "第一条 依照《别的条例》。")
    row = correcting.propose(
        law, in_words("第一条 依照《示例固体废物条例》。"), reason="书名。", by=cast.editor()
    )

    correcting.approve(row, by=cast.operator())

    assert [one.target for one in Citation.objects.filter(clause__version=law)] == [other.work]


def test_nobody_approves_their_own_and_nothing_is_decided_twice() -> None:
    row = library.correction()

    with pytest.raises(NotTheSecond):
        correcting.approve(row, by=cast.editor())
    correcting.refuse(row, by=cast.editor(), note="我看错了。")
    with pytest.raises(DecidedAlready):
        correcting.approve(row, by=cast.operator())
    assert row.version.clauses.get(address="art-2").text.endswith("贮存场所应当防渗漏。")
    assert "一年" in Version.objects.get(pk=row.version_id).text


def test_a_refusal_says_why() -> None:
    row = library.correction()
    page = pages.as_(cast.operator()).post(row.get_absolute_url(), {"outcome": "refused"})

    assert "请写明不采用的理由" in page.content.decode()
    assert row.is_waiting


def test_what_is_no_correction_is_refused_with_a_reason() -> None:
    law = library.law("示例更正办法", library.TEXT)
    by = cast.editor()

    with pytest.raises(OtherDocument, match="别的办法"):
        correcting.propose(law, in_words("第一条 改。", "别的办法"), reason="错。", by=by)
    with pytest.raises(NothingToCorrect):
        correcting.propose(law, in_words(library.TEXT), reason="错。", by=by)
    with pytest.raises(NotPublic):
        correcting.propose(library.held_text(), in_words("第一条 改。"), reason="错。", by=by)
    library.correction()
    with pytest.raises(CorrectionWaits):
        correcting.propose(law, in_words("第一条 改。"), reason="错。", by=by)


def test_a_broken_file_is_refused_at_the_form() -> None:
    law = library.law()
    file = SimpleUploadedFile("坏.docx", b"PK\x03\x04")

    page = pages.as_(cast.editor()).post(
        reverse("intake:correct", args=[law.pk]), {"file": file, "reason": "错。"}
    )

    assert (page.status_code, Correction.objects.count()) == (200, 0)


def corrected_law() -> Version:
    """A law of which the second article was put right on 29 November 2026."""
    law = library.law("示例更正办法", library.TEXT)
    right = in_words(library.TEXT.replace("不超过一年", "不超过九十日"))
    with clock.stopped_at(dt.datetime(2026, 11, 28, 17, tzinfo=dt.UTC)):
        row = correcting.propose(law, right, reason="第二条第二项与原文不同。", by=cast.editor())
        correcting.approve(row, by=cast.operator())
    return Version.objects.get(pk=law.pk)


def test_readers_see_that_a_text_was_put_right_and_what_it_said_before() -> None:
    law, said = corrected_law(), "文本于2026年11月29日更正：第二条"
    reader = Client()

    whole, clause, chapter, other = (
        pages.words_of(reader.get(f"{law.get_absolute_url()}{address}"))
        for address in ("", "art-2", "ch-1", "art-3")
    )
    for page in (whole, clause, chapter):
        assert said in page
        assert "<del>一年</del>" in page
        assert "更正的理由：第二条第二项与原文不同。" in page
    assert "文本于" not in other

    written = law.get_absolute_url().rstrip("/")
    told = reader.get(f"{written}.json").json()["corrections"]
    assert [(one["on"], one["places"][0]["address"]) for one in told] == [("2026-11-29", "art-2")]
    assert "一年" in told[0]["places"][0]["before"]
    assert told[0]["reason"] == "第二条第二项与原文不同。"
    assert said in reader.get(f"{written}.akn.xml").content.decode()
    paper, part = (
        PdfReader(io.BytesIO(reader.get(f"{written}.pdf", {"articles": asked}).content)).pages[0]
        for asked in ("", "3")
    )
    assert said in paper.extract_text()
    assert "文本于" not in part.extract_text()


def test_a_reason_that_was_written_before_it_was_said_to_be_public_stays_with_the_editors() -> None:
    law = corrected_law()
    Correction.objects.update(reason_is_public=False)  # as those are that were there before
    address, reason = law.get_absolute_url(), "第二条第二项与原文不同。"

    for place in ("", "art-2"):
        page = pages.words_of(Client().get(f"{address}{place}"))
        assert "文本于2026年11月29日更正：第二条" in page
        assert "<del>一年</del>" in page
        assert "更正的理由" not in page
        assert reason not in page
    [told] = Client().get(f"{address.rstrip('/')}.json").json()["corrections"]
    assert (told["on"], told["reason"]) == ("2026-11-29", "")
    assert reason in pages.words_of(pages.as_(cast.editor()).get(Correction.objects.get().get_absolute_url()))


def test_readers_are_told_of_no_correction_that_waits_or_was_refused() -> None:
    law = library.law("示例更正办法", library.TEXT)
    row = correcting.propose(law, in_words(library.TEXT + "末。"), reason="漏字。", by=cast.editor())
    assert "文本于" not in pages.words_of(Client().get(law.get_absolute_url()))

    correcting.refuse(row, by=cast.operator(), note="原文如此。")

    assert "漏字" not in pages.words_of(Client().get(law.get_absolute_url()))


def test_of_many_places_five_are_named_and_lines_alone_are_called_so() -> None:
    text = "\n".join(f"第{n}条 示例甲。" for n in "一二三四五六七")
    told = corrected.Corrected(
        dt.date(2026, 11, 29), "错字。", corrected.places(text, text.replace("甲", "乙"))
    )
    assert told.sentence.endswith("更正：第一条、第二条、第三条、第四条、第五条等7处")
    assert told.within({"art-9"}) is None

    lines = corrected.Corrected(dt.date(2026, 11, 29), "分行。", corrected.places(text, text + "\n"))
    assert lines.sentence.endswith("更正：分行和空白")
