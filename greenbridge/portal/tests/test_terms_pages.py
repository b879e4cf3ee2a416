"""Editors write the rules as a page; publishing announces the next version, and visitors keep reading the one in force."""

import datetime as dt
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from greenbridge.accounts.models import Terms
from greenbridge.accounts.services import agree
from greenbridge.core import clock
from greenbridge.portal import models
from greenbridge.portal.models import HomePage, PlainPage
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def publish(body: str) -> PlainPage:
    page: PlainPage = PlainPage.objects.get(slug="rules")
    page.body = body
    page.save_revision(user=cast.editor()).publish()
    return page


def test_a_new_installation_has_its_first_versions() -> None:
    set_up()
    set_up()

    assert sorted(Terms.objects.values_list("kind", "number")) == [
        ("privacy", 1),
        ("publish", 1),
        ("rules", 1),
    ]
    assert "第1版" in words_of(as_(None).get("/rules/"))


def test_publishing_announces_the_next_version_and_the_page_changes_a_week_later() -> None:
    set_up()
    publish("<p>新的约定。</p>")

    page = words_of(as_(None).get("/rules/"))
    assert "起施行新版" in page
    assert "<p>新的约定。</p>" not in page
    with clock.stopped_at(clock.now() + dt.timedelta(days=7)):
        assert "<p>新的约定。</p>" in words_of(as_(None).get("/rules/"))


def test_publishing_the_same_text_again_announces_nothing() -> None:
    set_up()
    publish("<p>新的约定。</p>")
    publish("<p>新的约定。</p>")

    assert Terms.objects.filter(kind="rules").count() == 2


def test_other_pages_change_at_once() -> None:
    set_up()
    page = PlainPage.objects.get(slug="help")
    page.body = "<p>新的帮助。</p>"
    page.save_revision(user=cast.editor()).publish()

    assert "<p>新的帮助。</p>" in words_of(as_(None).get("/help/"))
    assert Terms.objects.count() == 3


def hidden_by_an_editor() -> set[str]:
    """The pages that visitors no longer read once an editor has asked for a password or a login before each."""
    set_up()
    agree(cast.editor())
    editor, pages = as_(cast.editor()), PlainPage.objects.all()
    for page in pages:
        for lock in ("login", "password"):
            editor.post(
                reverse("wagtailadmin_pages:set_privacy", args=[page.pk]),
                {"restriction_type": lock, "password": "wort-und-wort"},
            )
    return {page.slug for page in pages if f"<h1>{page.title}</h1>" not in words_of(as_(None).get(page.url))}


def test_what_everybody_must_be_able_to_read_is_hidden_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hidden_by_an_editor() == set()

    monkeypatch.setattr(PlainPage, "private_page_options", ["login", "password"])  # the control
    assert {"rules", "privacy", "accessibility"} <= hidden_by_an_editor()


def taken_away_by_an_editor() -> set[str]:
    """The pages that visitors no longer find once an editor has tried everything to be rid of them."""
    set_up()
    agree(cast.editor())
    editor, addresses = as_(cast.editor()), {page.slug: page.url for page in PlainPage.objects.all()}
    for page in PlainPage.objects.all():
        page.slug = f"no-{page.slug}"
        with suppress(ValidationError):
            page.full_clean()
            page.save()
        for act in ("unpublish", "delete"):
            editor.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk]))
    return {slug for slug, url in addresses.items() if as_(None).get(url).status_code != 200}


def test_the_pages_of_the_house_are_taken_away_by_no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_away_by_an_editor() == set()
    rules = PlainPage.objects.get(slug="rules")
    rules.expire_at = clock.now()
    with pytest.raises(ValidationError, match="不能设置到期时间"):
        rules.full_clean()

    monkeypatch.setattr(models, "OF_THE_HOUSE", frozenset())  # the control
    assert {"rules", "privacy", "accessibility"} <= taken_away_by_an_editor()


def on_a_day_to_come(editor: Client, page: PlainPage) -> None:
    """Publish a page as an editor does who has set a day for it."""
    day = f"{clock.local(clock.now()) + dt.timedelta(days=30):%Y-%m-%d %H:%M}"
    kept = {"title": page.title, "slug": page.slug, "lead": "定时的引语", "body": rich_text("<p>新的。</p>")}
    none = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0, "expire_at": ""}
    editor.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        {**kept, **none, "go_live_at": day, "action-publish": "1"},
    )


def test_a_page_of_the_house_stays_until_the_day_that_is_set_for_its_next_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_up()
    agree(cast.editor())
    editor, page = as_(cast.editor()), PlainPage.objects.get(slug="help")

    on_a_day_to_come(editor, page)
    assert as_(None).get("/help/").status_code == 200
    assert not page.revisions.exists()  # refused

    page.save_revision().publish()
    on_a_day_to_come(editor, page)
    assert "定时的引语" not in words_of(as_(None).get("/help/"))
    assert page.revisions.filter(approved_go_live_at__isnull=False).exists()

    about = PlainPage.objects.get(slug="about")
    monkeypatch.setattr(models, "OF_THE_HOUSE", frozenset())  # the control
    on_a_day_to_come(editor, about)
    assert as_(None).get("/about/").status_code == 404


def home_after_an_editor_was_there() -> int:
    set_up()
    agree(cast.editor())
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[HomePage.objects.get().pk])
    as_(cast.editor()).post(unpublish, {"include_descendants": "on"})
    return as_(None).get("/").status_code


def test_the_home_page_is_taken_away_by_no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert home_after_an_editor_was_there() == 200
    home = HomePage.objects.get()
    home.expire_at = clock.now()
    with pytest.raises(ValidationError, match="不能设置到期时间"):
        home.full_clean()

    monkeypatch.delattr(HomePage, "permissions_for_user")  # the control
    assert home_after_an_editor_was_there() == 404


def test_a_page_says_once_where_it_stands_and_when_it_was_published_once_it_was() -> None:
    set_up()
    never = words_of(as_(None).get("/about/"))
    PlainPage.objects.get(slug="about").save_revision(user=cast.editor()).publish()

    page = words_of(as_(None).get("/about/"))
    way = page.partition('aria-label="所在位置"')[2].partition("</nav>")[0]

    assert (way.count("首页"), way.count("关于平台")) == (1, 1)
    assert "更新于" not in never
    assert f"更新于 {clock.today():%Y年}" in page
