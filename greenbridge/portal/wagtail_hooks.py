"""The back office shows editors what is theirs: pages and what they keep in rows. People and roles are managed on the desk."""

from typing import Any

from django import forms
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.forms.choosers import (
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
)

HIDDEN = {"users", "groups", "reports", "help", "images"}

# Wagtail names these fields after its variables; no catalogue reaches them.
LINK_LABELS = {
    "link_text": "链接文字",
    "email_address": "电子邮箱",
    "subject": "主题",
    "body": "正文",
    "phone_number": "电话号码",
}
LINK_FORMS: list[type[forms.Form]] = [
    AnchorLinkChooserForm,
    EmailLinkChooserForm,
    ExternalLinkChooserForm,
    PhoneLinkChooserForm,
]
for form in LINK_FORMS:
    for name, label in LINK_LABELS.items():
        if name in form.base_fields:
            form.base_fields[name].label = label


@hooks.register("construct_settings_menu")
def hide_settings(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("construct_main_menu")
def hide_help(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]
