"""Whatever is sent to the page of intake comes in or is refused with a sentence."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from greenbridge.core.errors import RuleBroken
from greenbridge.library.intake import opening, services
from greenbridge.library.intake.documents import of_markdown
from greenbridge.library.intake.services import Given
from greenbridge.library.models import Version
from greenbridge.library.structure.rules import split
from greenbridge.testing import cast, pages
from greenbridge.testing.collected import collected, naughty_strings

PAGE = "/library/intake/"
LAW = "示例收录办法\n（2025年3月1日公布）\n第一条 示例。\n第二条 本办法自2025年5月1日起施行。"
WEB = "<html><head><title>示例收录办法</title><script>alert(1)</script></head><body><h1>示例收录办法</h1>{}</body></html>"


@pytest.fixture
def editor() -> Client:
    return pages.as_(cast.editor())


def sent(name: str, content: str, encoding: str = "utf-8") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content.encode(encoding))}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "posted",
    [
        {"text": LAW},
        {"text": f"# {LAW}"},
        sent("一.txt", LAW, "gb18030"),
        sent("一.markdown", f"---\ncategory: 部门规章\n---\n# {LAW}"),
        sent("一.htm", WEB.format("".join(f"<p>{line}</p>" for line in LAW.split("\n")[1:]))),
    ],
    ids=["pasted", "pasted with marks", "plain", "markdown", "web page"],
)
def test_every_format_gives_the_same_text(editor: Client, posted: dict[str, object]) -> None:
    editor.post(PAGE, posted)
    text = Version.objects.get()

    assert (text.title, f"{text.effective_on}", text.is_public) == ("示例收录办法", "2025-05-01", False)
    assert [clause.text for clause in text.clauses.all()] == ["示例。", "本办法自2025年5月1日起施行。"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"source": ""}, "请选择文件，或者在下面粘贴全文"),
        ({"text": LAW, **sent("一.txt", LAW)}, "只能有一样"),
        ({"text": "第一条 没有名称。"}, "没有找到文件名称"),
        ({"text": "《》\n第一条 示例。", "promulgated_on": "2025-01-01"}, "没有找到文件名称"),
        ({"text": "甲" * 500_001}, "粘贴的文字太长"),
        (sent("一.md", "<!DOCTYPE html><p>甲</p>"), "一.md"),
        (sent("一.txt", "甲\x00乙"), "一.txt"),
        (sent("一.html", "%PDF-1.7"), "一.html"),
        (sent("一.html", "<p></p>"), "没有可以读出的文字"),
        (sent("一.svg", "<svg/>"), "一.svg"),
    ],
)
def test_what_cannot_come_in_is_refused_in_words(
    editor: Client, posted: dict[str, object], sentence: str
) -> None:
    page = editor.post(PAGE, posted)

    assert (page.status_code, Version.objects.count()) == (200, 0)
    assert sentence in page.content.decode()


@pytest.mark.django_db
def test_naughty_words_come_in_as_words(editor: Client) -> None:
    words = [one for one in naughty_strings() if one.strip()]
    lines = "\n".join(f"第{number}条 {one}" for number, one in enumerate(words, start=1))
    front = f"---\nnumber: {'号' * 500}\nsource: {'源' * 500}\n---\n"

    page = editor.post(
        PAGE, {"text": f"{front}# 示例办法\n{lines}", "promulgated_on": "2025-01-01"}, follow=True
    )

    assert page.redirect_chain
    assert "<script>alert" not in page.content.decode()
    given = Given(
        is_held=True, actor=cast.editor(), said={"promulgated_on": Version.objects.get().promulgated_on}
    )
    for one in words[::9]:
        try:
            services.receive(opening.pasted(f"{one}\n第一条 {one}"), given)
        except RuleBroken as refusal:
            assert str(refusal)  # noqa: PT017 — either way is fine, anything else is a crash


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["poppler-395-0-fuzzed", "encrypted-attachment", "xref_command_missing", "empty"]
)
def test_hostile_pdfs_get_a_sentence(editor: Client, name: str) -> None:
    path = collected(f"hostile/pdf/pdfjs--{name}.pdf")
    page = editor.post(PAGE, {"file": SimpleUploadedFile(path.name, path.read_bytes())})

    assert (page.status_code, Version.objects.count()) == (200, 0)
    assert page.context["form"].errors["file"]


@pytest.mark.parametrize(
    "sign", ["[", "[](", "<a", "<!--", "{a=", "/", "（2025年1月1日", "**", "# ", "<br ", "...."]
)
def test_a_line_of_a_million_signs_takes_no_time(sign: str) -> None:
    before = time.process_time()

    text = of_markdown("长", "# 示例\n第一条 " + sign * (1_000_000 // len(sign)) + "完").text
    split(text)

    assert time.process_time() - before < 5
