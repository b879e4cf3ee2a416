"""The pages that stand when nothing else does come in the visitor's theme, too."""

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.test import RequestFactory

from greenbridge.portal import views


@pytest.mark.parametrize("theme", ["contrast", "elder", "print", "", 'of my own" onload="x'])
@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (lambda request: views.bad_request(request, BadRequest()), 400),
        (lambda request: views.bad_request(request, RequestDataTooBig()), 413),
        (views.broken, 500),
    ],
)
def test_they_keep_the_theme_without_script_or_database(
    rf: RequestFactory, handler: Any, status: int, theme: str
) -> None:
    rf.cookies[settings.THEME_COOKIE_NAME] = theme
    answer = handler(rf.get("/"))

    shown = theme if theme in {"contrast", "elder", "print"} else "normal"
    assert answer.status_code == status
    assert f'<html lang="zh-CN" data-theme="{shown}">' in answer.content.decode()
