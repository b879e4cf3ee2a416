"""The back office shows editors what is theirs: pages, images, documents. People and roles are managed on the desk."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

HIDDEN = {"users", "groups", "reports", "help"}


@hooks.register("construct_settings_menu")
def hide_settings(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_main_menu")
def hide_help(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]
