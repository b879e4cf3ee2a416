"""An image of the back office is looked through and drawn anew as every other upload is."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.images.models import Image

from greenbridge.accounts.services import agree
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
