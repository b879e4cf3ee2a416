"""How writings and topics stand in the index, and the filters of the list of writings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import strip_tags

from greenbridge.library.models import Term, Topic, Writing
from greenbridge.library.writings import services
from greenbridge.reference.models import Domain
from greenbridge.reference.options import region_options
from greenbridge.search.documents import Document
from greenbridge.search.listing import Filter, List, Option


class WritingCollection:
    """Published writings, keyed by their number."""

    name = "writing"
    label = "解读和资讯"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = Writing.objects.published().with_card().prefetch_related("clauses__work")
        return (_document(writing) for writing in rows.filter(pk__in=keys))

    def all_keys(self) -> Iterable[str]:
        return (str(pk) for pk in Writing.objects.published().values_list("pk", flat=True))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Writing]:
        rows = Writing.objects.published().with_card().filter(pk__in=keys)
        return {str(writing.pk): writing for writing in rows}


def _document(writing: Writing) -> Document:
    works = [clause.work for clause in writing.clauses.all()]
    called = [name for work in works for name in (work.title, *work.short_titles)]
    return Document(
        collection="writing",
        key=str(writing.pk),
        title=writing.title,
        body="\n".join([writing.lead, strip_tags(writing.text), *called, writing.source]),
        codes=[work.number_key for work in works if work.number_key],
        regions=[region.code for region in writing.regions.all()],
        facets={"kind": [writing.kind], "domain": [domain.code for domain in writing.domains.all()]},
        serial=writing.pk,
        published=writing.first_published_at,
        updated=writing.last_published_at,
    )


class TopicCollection:
    """Published topics, keyed by their number; found by what stands in them too."""

    name = "topic"
    label = "专题"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = Topic.objects.published().prefetch_related("items__work", "items__writing")
        return (_topic(topic) for topic in rows.filter(pk__in=keys))

    def all_keys(self) -> Iterable[str]:
        return (str(pk) for pk in Topic.objects.published().values_list("pk", flat=True))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Topic]:
        return {str(topic.pk): topic for topic in Topic.objects.published().filter(pk__in=keys)}


def _topic(topic: Topic) -> Document:
    items = list(topic.items.all())
    works = [item.work for item in items if item.work]
    return Document(
        collection="topic",
        key=str(topic.pk),
        title=topic.title,
        body="\n".join([topic.lead, *(f"{item} {item.note}" for item in items)]),
        codes=[work.number_key for work in works if work.number_key],
        serial=topic.pk,
        published=topic.first_published_at,
        updated=topic.last_published_at,
    )


class GlossaryCollection:
    """Published terms that editors explain, keyed by their number."""

    name = services.GLOSSARY
    label = "术语"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        return (_term(term) for term in Term.objects.published().filter(pk__in=keys))

    def all_keys(self) -> Iterable[str]:
        return (str(pk) for pk in Term.objects.published().values_list("pk", flat=True))

    def hits(self, keys: Sequence[str]) -> Mapping[str, Term]:
        return {str(term.pk): term for term in Term.objects.published().filter(pk__in=keys)}


def _term(term: Term) -> Document:
    return Document(
        collection=services.GLOSSARY,
        key=str(term.pk),
        title=term.name,
        facets={"term": [term.name]},
        serial=term.pk,
        published=term.first_published_at,
        updated=term.last_published_at,
    )


def follow_what_is_published(instance: Any, **signal: Any) -> None:
    """Receiver of Wagtail's ``published`` and ``unpublished``, the only word it gives."""
    if isinstance(instance, Writing):
        services.follow(instance)
    if isinstance(instance, Topic):
        services.follow_topic(instance)
    if isinstance(instance, Term):
        services.follow_term(instance)


def _kinds(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in Writing.Kind.choices]


def _domains(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(domain.code, domain.name, 0) for domain in Domain.objects.order_by("-leads", "position")]


LIST = List(
    collection="writing",
    filters=[
        Filter("kind", "类别", _kinds, keeps_empty=True),
        Filter("domain", "业务领域", _domains),
        Filter("region", "地区", region_options, nests=True),
    ],
    orders={"newest": "最新发布在前", "relevance": "与关键词最相关在前"},
)
