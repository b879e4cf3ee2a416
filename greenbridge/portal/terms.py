"""Editors write the rules and the privacy policy as pages; publishing one announces it as the next version of the terms."""

import contextlib
from typing import Any

from wagtail.rich_text import expand_db_html

from greenbridge.accounts import services as accounts
from greenbridge.accounts.errors import NothingChanged
from greenbridge.accounts.models import Terms, User
from greenbridge.portal.models import PlainPage


def announce_what_is_published(instance: Any, revision: Any = None, **signal: Any) -> None:
    """Receiver of Wagtail's ``page_published``, the one word it gives. What did not change is not announced again."""
    if not isinstance(instance, PlainPage) or not instance.is_terms:
        return
    editor = revision.user if revision else None
    with contextlib.suppress(NothingChanged):
        accounts.announce_terms(
            instance.slug, expand_db_html(instance.body), by=editor if isinstance(editor, User) else None
        )


def announce_first_versions() -> None:
    """The pages of a new installation are the first versions."""
    for page in PlainPage.objects.live().filter(slug__in=Terms.Kind.values):
        if not Terms.objects.filter(kind=page.slug).exists():
            accounts.announce_terms(page.slug, expand_db_html(page.body), by=None)
