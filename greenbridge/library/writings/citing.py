"""Which published writings and terms cite a document: they are flagged when it changes."""

from collections.abc import Iterator

from django.urls import reverse

from greenbridge.library.models import Term, Work, Writing
from greenbridge.library.rechecks import registry
from greenbridge.library.rechecks.registry import Citing
from greenbridge.library.writings.queries import SOURCE


def writings(work: Work) -> Iterator[Citing]:
    return _citing(work, Writing)


def terms(work: Work) -> Iterator[Citing]:
    return _citing(work, Term)


def _citing(work: Work, model: type[Writing] | type[Term]) -> Iterator[Citing]:
    """One for each clause that a piece names: it is flagged once, whichever of them changes."""
    edit = f"wagtailsnippets_library_{model._meta.model_name}:edit"
    for piece in model._default_manager.filter(live=True, clauses__work=work).distinct():
        for row in piece.clauses.all():
            if row.work_id == work.pk:
                yield Citing(str(piece.pk), str(piece), reverse(edit, args=[piece.pk]), row.address)


def install() -> None:
    registry.register(registry.Source(SOURCE, "解读和资讯", writings))
    registry.register(registry.Source("term", "术语", terms))
