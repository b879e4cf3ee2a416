"""Where the record of a body comes from. A higher room that brings bodies in says so here; the officer reads it.

And a higher room that keeps who said what of a body hears here what the body says of itself.
"""

from collections.abc import Callable

from greenbridge.accounts.models import Organisation

Origins = Callable[[Organisation], list[str]]
Hearing = Callable[[Organisation, str], None]
_known: list[Origins] = []
_hearing: list[Hearing] = []


def register(origins: Origins) -> None:
    """``origins`` gives one sentence for every list on which the body stood."""
    if origins not in _known:
        _known.append(origins)


def of(organisation: Organisation | None) -> list[str]:
    return [said for origins in _known for said in origins(organisation)] if organisation else []


def listen(hear: Hearing) -> None:
    """``hear`` gets every body whose statements an officer has checked, and what it was called before, if anything."""
    if hear not in _hearing:
        _hearing.append(hear)


def stated(organisation: Organisation, former_name: str) -> None:
    """The body has said what it is called and where it sits, and an officer found it so."""
    for hear in _hearing:
        hear(organisation, former_name)
