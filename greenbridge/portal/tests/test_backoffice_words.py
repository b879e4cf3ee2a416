"""Editors work in Chinese: what the packages' catalogues leave in English stands in config/locale."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import django_filters
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

Key = tuple[str | None, str]

OURS = Path(settings.BASE_DIR) / "config/locale/zh_Hans/LC_MESSAGES"
DOMAINS = ("django", "djangojs")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
CHINESE, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")
SAME_IN_CHINESE = {"URL", "ID", "Wagtail API v2", "%(range_start)s - %(range_end)s", "+%(counter)s more"}
# On the page of search results Wagtail fills this with the word None.
LEFT_OUT = {"%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s": {"%(model_name)s"}}


def installed_locales() -> list[Path]:
    return [Path(app.path) / "locale" for app in apps.get_app_configs() if app.name.startswith("wagtail")]


def wanted(domain: str) -> Iterator[polib.POEntry]:
    """Every text of the back office. django_filters draws its filters, and is translated for zh_CN only."""
    for locale in installed_locales():
        if (file := locale / f"en/LC_MESSAGES/{domain}.po").exists():
            yield from polib.pofile(str(file))
    filters = Path(str(django_filters.__file__)).parent / "locale/zh_CN/LC_MESSAGES"
    if domain == "django":
        yield from polib.pofile(str(filters / "django.po"))


def chinese(domain: str) -> dict[Key, str]:
    """What the packages and we have for each text; ours stands above theirs."""
    files = [folder / f"zh_Hans/LC_MESSAGES/{domain}.mo" for folder in installed_locales()]
    files.append(OURS / f"{domain}.mo")
    found: dict[Key, str] = {}
    for file in files:
        if file.exists():
            found |= {(one.msgctxt, one.msgid): text_of(one) for one in polib.mofile(str(file))}
    return found


def text_of(entry: polib.POEntry | polib.MOEntry) -> str:
    return str(entry.msgstr_plural[0] if entry.msgstr_plural else entry.msgstr)


def untranslated(domain: str, catalogue: Mapping[Key, str]) -> list[str]:
    return [
        entry.msgid
        for entry in wanted(domain)
        if entry.msgid not in SAME_IN_CHINESE
        and not is_chinese(catalogue.get((entry.msgctxt, entry.msgid), ""))
    ]


def is_chinese(text: str) -> bool:
    """Some texts are nothing but what the program fills in."""
    return bool(CHINESE.search(text) or (text and not LATIN.search(PLACEHOLDER.sub("", text))))


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_of_the_back_office_is_chinese(domain: str) -> None:
    assert untranslated(domain, chinese(domain)) == []


def test_one_missing_text_is_noticed() -> None:
    catalogue = chinese("django")
    del catalogue[(None, "Autosave is paused")]

    assert untranslated("django", catalogue) == ["Autosave is paused"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_the_program_fills_in_stands_in_the_chinese_too(domain: str) -> None:
    assert [
        (entry.msgid, entry.msgstr)
        for entry in polib.pofile(str(OURS / f"{domain}.po"))
        if placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        != placeholders(text_of(entry)) | LEFT_OUT.get(entry.msgid, set())
    ] == []


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_that_of_the_text(domain: str) -> None:
    text, compiled = polib.pofile(str(OURS / f"{domain}.po")), polib.mofile(str(OURS / f"{domain}.mo"))

    assert {(one.msgctxt, one.msgid): text_of(one) for one in text} == {
        (one.msgctxt, one.msgid): text_of(one) for one in compiled
    }


@pytest.mark.parametrize("domain", DOMAINS)
def test_editors_are_spoken_to_as_everybody_is(domain: str) -> None:
    assert [text for text in chinese(domain).values() if "你" in text or "！" in text] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_editors_read_words_of_their_own_trade(domain: str) -> None:
    """A 片段 is what programmers call a row; what a colleague lets pass is not 批准 by an authority."""
    assert [text for text in chinese(domain).values() if "片段" in text or "批准" in text] == []
    assert domain != "django" or chinese(domain)[None, "%(label)s and Publish"] == "%(label)s并发布"


def test_the_product_speaks_it() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Autosave is paused") == "自动保存已暂停"
