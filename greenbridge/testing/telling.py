"""The product as ``scripts/run.py`` starts it, but every answer names the templates that it was drawn from, and a browser
may come from a day that is still to come.

    python -m greenbridge.testing.telling

What is drawn by a middleware is named too, and a page that is kept for visitors keeps its names. A request that says
``X-Days-Ahead: 20`` is answered as in twenty days' time; nothing but the clock is different for it.
"""

import datetime as dt
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIHandler
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

from greenbridge.core import clock

AHEAD = "X-Days-Ahead"
HEADER = "X-Drawn-From"
SCRIPTS = Path(__file__).resolve().parent.parent.parent / "scripts"

Answer = Callable[[Any, Any], Any]
_names: ContextVar[set[str] | None] = ContextVar("names", default=None)


def _note(template: Template, **_: object) -> None:
    names = _names.get()
    if names is not None and isinstance(template.name, str):
        names.add(template.name)


template_rendered.connect(_note)


@contextmanager
def templates_told() -> Iterator[set[str]]:
    """The names of the templates that are drawn in here, where Django says so: in tests, and in a product that tells."""
    names: set[str] = set()
    before = _names.set(names)
    try:
        yield names
    finally:
        _names.reset(before)


def _telling(answer: Answer) -> Answer:
    def tell(handler: Any, request: Any) -> Any:
        with templates_told() as names:
            response = answer(handler, request)
        response.headers[HEADER] = " ".join(sorted(names.union(response.headers.get(HEADER, "").split())))
        return response

    return tell


def _on_its_day(answer: Answer) -> Answer:
    def answer_on_that_day(handler: Any, request: Any) -> Any:
        days = int(request.headers.get(AHEAD, "0"))
        if not days:
            return answer(handler, request)
        with clock.stopped_at(clock.now() + dt.timedelta(days=days)):
            return answer(handler, request)

    return answer_on_that_day


def _render(template: Template, context: Context) -> SafeString:
    """As Django has it while it tests."""
    template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


def main() -> None:
    setattr(Template, "_render", _render)  # noqa: B010 — its type is not told
    # Told twice: what is kept for visitors is kept inside of the one, and middlewares draw outside of the other.
    for handler, name, around in (
        (WSGIHandler, "get_response", _telling),
        (BaseHandler, "_get_response", _telling),
        (WSGIHandler, "get_response", _on_its_day),
    ):
        setattr(handler, name, around(getattr(handler, name)))
    sys.path.insert(0, str(SCRIPTS))
    sys.argv = [str(SCRIPTS / "run.py"), *sys.argv[1:]]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
