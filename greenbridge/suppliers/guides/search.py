"""How guides stand in the index: they are found from the search of the whole site."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import strip_tags

from greenbridge.search.documents import Document
from greenbridge.suppliers.guides import services
from greenbridge.suppliers.models import Guide


class GuideCollection:
    """Published guides, keyed by their number."""

    name = "guide"
    label = "业务系统"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        return (_document(guide) for guide in Guide.objects.published().with_card().filter(pk__in=keys))

    def all_keys(self) -> Iterable[str]:
        return (str(pk) for pk in Guide.objects.published().values_list("pk", flat=True))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Guide]:
        rows = Guide.objects.published().with_card().filter(pk__in=keys)
        return {str(guide.pk): guide for guide in rows}


def _document(guide: Guide) -> Document:
    said = [guide.summary, guide.get_topic_display(), guide.operator, guide.tasks, guide.preparation]
    return Document(
        collection="guide",
        key=str(guide.pk),
        title=guide.name,
        body=strip_tags("\n".join(said)),
        regions=[region.code for region in guide.regions.all()],
        serial=guide.pk,
        published=guide.first_published_at,
    )


def follow_what_is_published(instance: Any, **signal: Any) -> None:
    """Receiver of Wagtail's ``published`` and ``unpublished``, the only word it gives."""
    if isinstance(instance, Guide):
        services.follow(instance)
