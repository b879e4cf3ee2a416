"""The forms of a page as they are drawn: what they ask for, and what a browser would send as they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOSEN = {"radio", "checkbox"}
NEVER_TYPED = {"submit", "button", "image", "reset", "file"}
OF_THE_HOUSE = {"csrfmiddlewaretoken", "once"}


@dataclass
class Field:
    """What is asked for under one name. ``value`` is what stands there, or the first choice where none is made."""

    kind: str
    value: str = ""


@dataclass
class Form:
    """A form that changes something, and where it leads; the address of the page itself is empty."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._open: Field | None = None
        """The field whose content is being read."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(said.get("action", ""))
            self.forms.append(self._form)
        elif tag == "option":
            self._option(said)
        elif tag in {"input", "textarea", "select"} and self._form and said.get("name"):
            self._field(self._form, tag, said)

    def _field(self, form: Form, tag: str, said: Mapping[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        if kind in NEVER_TYPED or said["name"] in OF_THE_HOUSE:
            return
        drawn = form.fields.setdefault(said["name"], Field(kind))
        if kind not in CHOSEN or not drawn.value or "checked" in said:
            drawn.value = said.get("value", "on" if kind in CHOSEN else "")
        if tag != "input":
            self._open = drawn

    def _option(self, said: Mapping[str, str]) -> None:
        if self._open and (not self._open.value or "selected" in said):
            self._open.value = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._open and self._open.kind == "textarea":
            self._open.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif self._open and tag == self._open.kind:
            # The line break right behind the tag is the house's; a browser drops it.
            self._open.value = self._open.value.removeprefix("\r").removeprefix("\n")
            self._open = None


def forms_in(page: str) -> list[Form]:
    """The forms of a page that are sent, but for what files and the house's own keys fill."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.forms
