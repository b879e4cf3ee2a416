"""Editors write the rules as a page; publishing announces the next version, and visitors keep reading the one in force."""

import datetime as dt
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from greenbridge.accounts.models import Terms
from greenbridge.accounts.services import agree
from greenbridge.core import clock
from greenbridge.portal import models
from greenbridge.portal.models import PlainPage
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
