"""Where the record of a body comes from. A higher room that brings bodies in says so here; the officer reads it."""

from collections.abc import Callable

from greenbridge.accounts.models import Organisation

Origins = Callable[[Organisation], list[str]]
_known: list[Origins] = []


def register(origins: Origins) -> None:
    """``origins`` gives one sentence for every list on which the body stood."""
    if origins not in _known:
        _known.append(origins)


def of(organisation: Organisation | None) -> list[str]:
    return [said for origins in _known for said in origins(organisation)] if organisation else []
