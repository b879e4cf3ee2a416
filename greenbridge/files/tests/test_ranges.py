"""A download that broke off goes on where it stopped: one stretch of bytes at a time."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.files import services
from greenbridge.files.models import File
from greenbridge.files.views import SANDBOX
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> tuple[Client, File, bytes]:
    owner = cast.person("陈敏", "chen@mail.example")
    file = services.store(cast.upload(), owner=owner)
    browser = as_(owner)
    return browser, file, b"".join(_got(browser, file).streaming_content)


def _got(browser: Client, file: File, **headers: str) -> Any:
    return browser.get(reverse("files:download", args=[file.stored_as]), headers=headers or None)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=5-", slice(5, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=3-999999", slice(3, None)),
        ("bytes=-999999", slice(None)),
    ],
)
def test_one_stretch_is_given_in_the_sandbox(
    kept: tuple[Client, File, bytes], asked: str, part: slice
) -> None:
    browser, file, whole = kept
    response = _got(browser, file, range=asked)
    given = b"".join(response.streaming_content)

    assert (response.status_code, given) == (206, whole[part])
    start = len(whole) - len(given) if part.start is not None and part.start < 0 else part.start or 0
    assert response["Content-Range"] == f"bytes {start}-{start + len(given) - 1}/{len(whole)}"
    assert int(response["Content-Length"]) == len(given)
    assert response["Content-Disposition"].startswith("attachment")
    assert {name: response[name] for name in SANDBOX} == SANDBOX
    assert AuditRecord.objects.filter(action="file.downloaded").count() == 2


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=-0"])
def test_what_lies_behind_the_end_is_not_there(kept: tuple[Client, File, bytes], asked: str) -> None:
    browser, file, whole = kept
    response = _got(browser, file, range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(whole)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=-", "bytes=9-2", "lines=1-2", "bytes=a-b"])
def test_whatever_else_is_asked_gets_the_whole_file(kept: tuple[Client, File, bytes], asked: str) -> None:
    browser, file, whole = kept
    response = _got(browser, file, range=asked)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, whole)


def test_a_stretch_of_another_version_is_the_whole_file(kept: tuple[Client, File, bytes]) -> None:
    browser, file, whole = kept
    tag = f'"{file.digest}"'
    assert _got(browser, file, range="bytes=0-3", if_range=tag).status_code == 206
    other = _got(browser, file, range="bytes=0-3", if_range='"another"')
    assert (other.status_code, b"".join(other.streaming_content)) == (200, whole)
