"""An image of the back office is looked through and drawn anew as every other upload is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image

from greenbridge.accounts.models import User
from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.portal import editing
from greenbridge.testing import cast
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE = {
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "broken.gif": b"GIF89a" + bytes(20),
    "page.jpg": cast.picture() + b"<script>alert(1)</script>",
    "nothing.jpg": b"\xff\xd8\xff\xe0",
    "page.html": b"<script>alert(1)</script>",
}


@pytest.fixture
def editor(settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    furnish()
    agree(cast.editor())
    return as_(cast.editor())


def add(editor: Client, name: str, content: bytes) -> Any:
    return editor.post(
        reverse("wagtailimages:add"), {"title": "厂区", "collection": 1, "file": cast.upload(name, content)}
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_harmless_picture_is_refused_in_a_sentence(name: str, editor: Client) -> None:
    answer = add(editor, name, HOSTILE[name])

    assert answer.status_code == 200
    assert f"“{name}”" in words_of(answer)
    assert not Image.objects.exists()


def kept_with_its_secret(editor: Client) -> bool:
    assert add(editor, "厂区.jpg", cast.picture(comment=b"secret")).status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (40, 20)
    with image.file.open() as file:
        return b"secret" in file.read()


def test_a_picture_is_drawn_anew(editor: Client) -> None:
    assert not kept_with_its_secret(editor)


def test_several_at_once_come_the_same_way(editor: Client) -> None:
    chosen = {"title": "厂区", "collection": 1, "files[]": cast.upload("page.jpg", HOSTILE["page.jpg"])}
    answer = editor.post(
        reverse("wagtailimages:add_multiple"), chosen, headers={"X-Requested-With": "XMLHttpRequest"}
    )

    assert answer.json()["success"] is False
    assert not Image.objects.exists()


def test_the_check_notices_wagtails_own_form(editor: Client, settings: Any) -> None:
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = ""

    assert kept_with_its_secret(editor)


def test_a_picture_of_oneself_has_no_way_in(editor: Client) -> None:
    answer = editor.post("/backoffice/account/", {"avatar-avatar": cast.upload("a.png", SVG)})

    assert answer.headers["Location"] == reverse("accounts:security")


# The same may be done by several forms of Wagtail's; it logs what comes by the first of each and not by the others.
CHANGES: dict[str, tuple[Callable[[int], str], Callable[[int], dict[str, Any]], str]] = {
    "by its page": (
        lambda pk: reverse("wagtailimages:edit", args=[pk]),
        lambda pk: {"title": "车间"},
        "backoffice.edited",
    ),
    "in the list of those just added": (
        lambda pk: reverse("wagtailimages:edit_multiple", args=[pk]),
        lambda pk: {f"image-{pk}-title": "车间", f"image-{pk}-tags": "车间"},
        "backoffice.edited",
    ),
    "with others, a word for all": (
        lambda pk: f"/backoffice/bulk/wagtailimages/image/add_tags/?id={pk}",
        lambda pk: {"tags": "车间, 设备"},
        "backoffice.edited",
    ),
    "taken away": (
        lambda pk: reverse("wagtailimages:delete", args=[pk]),
        lambda pk: {},
        "backoffice.deleted",
    ),
    "taken away from those just added": (
        lambda pk: reverse("wagtailimages:delete_multiple", args=[pk]),
        lambda pk: {},
        "backoffice.deleted",
    ),
    "taken away with others": (
        lambda pk: f"/backoffice/bulk/wagtailimages/image/delete/?id={pk}",
        lambda pk: {},
        "backoffice.deleted",
    ),
}


def on_record(editor: Client, way: str) -> list[tuple[str, User | None, str]]:
    """What stands on the trail of an image that an editor has changed."""
    address, form, _ = CHANGES[way]
    add(editor, "厂区.jpg", cast.picture())
    pk = Image.objects.get().pk
    before = AuditRecord.objects.count()
    assert editor.post(address(pk), form(pk)).status_code in {200, 302}
    traces = AuditRecord.objects.order_by("id")[before:]
    return [(trace.action, trace.actor, str((trace.after or {})["id"])) for trace in traces]


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Wagtail leaves the files open that it draws small
@pytest.mark.parametrize("way", CHANGES)
def test_what_is_done_with_an_image_is_on_record_once(way: str, editor: Client) -> None:
    told = on_record(editor, way)

    assert [action for action, _, _ in told] == [CHANGES[way][2]]
    assert {actor for _, actor, _ in told} == {cast.editor()}


def test_an_image_that_leaves_no_record_is_noticed(editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "_note", lambda *what: None)

    assert on_record(editor, "taken away with others") == []
