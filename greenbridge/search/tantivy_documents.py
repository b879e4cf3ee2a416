"""What the index holds of a document: its fields, and its text in every cut."""

import datetime as dt
from collections.abc import Iterable

import tantivy

from greenbridge.search.analysis import Terms, compact, normal, pairs, standards, terms
from greenbridge.search.documents import Document, filter_values
from greenbridge.search.index import WALKED, Place
from greenbridge.search.tantivy_query import in_halls, seconds, within_bounds
from greenbridge.search.tantivy_walk import day_of, field_of, positions, strands_of


def schema() -> tantivy.Schema:
    """The fields of every document; with another one ``tantivy_files.VERSION`` rises."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("collection", fast=True, tokenizer_name="raw", index_option="basic")
    for part in ("title", "body"):
        builder.add_text_field(f"{part}_words", tokenizer_name="spaced", index_option="freq")
        builder.add_text_field(f"{part}_pairs", tokenizer_name="spaced")
        builder.add_text_field(f"{part}_chars", tokenizer_name="spaced")
    builder.add_text_field("text_pairs", tokenizer_name="spaced", index_option="basic")
    builder.add_text_field("codes", tokenizer_name="spaced", index_option="basic")
    builder.add_text_field("initials", tokenizer_name="spaced")
    builder.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    for number in ("published", "updated", "deadline", "amount", "since", "until"):
        builder.add_integer_field(number, indexed=True, fast=True)
    for order in WALKED:
        builder.add_integer_field(field_of(order), fast=True)
    for term in ("day", "within"):
        builder.add_text_field(term, tokenizer_name="raw", index_option="basic")
    return builder.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """An index that cuts at spaces, since all text is cut before, and is read anew only when it is opened anew."""
    index.register_tokenizer("spaced", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    index.config_reader("manual")
    return index


def stored_as(document: Document) -> tantivy.Document:
    """A document with its text in every cut."""
    stored = tantivy.Document()
    stored.add_text("id", id_of((document.collection, document.key)))
    stored.add_text("collection", document.collection)
    title, body = normal(document.title), normal(" ".join((document.body, *document.codes)))
    cuts = {"title": terms(title), "body": terms(body)}
    for part, cut in cuts.items():
        stored.add_text(f"{part}_words", " ".join(cut.words))
        stored.add_text(f"{part}_pairs", " ".join(cut.pairs))
        stored.add_text(f"{part}_chars", " ".join(cut.chars))
    besides = normal(document.besides)
    stored.add_text("text_pairs", " ".join(_found_by(cuts.values(), terms(besides))))
    stored.add_text(
        "codes", " ".join([*map(compact, document.codes), *standards(f"{title} {body} {besides}")])
    )
    stored.add_text("initials", " ".join(pairs(document.initials.lower())))
    values = filter_values(document)
    stored.add_json("facets", values)
    for name in values if document.is_public else ():
        for term in in_halls([document.collection], name, values[name]):
            stored.add_text("within", term)
    for name, number in _numbers(document).items():
        if number is not None:
            stored.add_integer(name, number)
    for order, position in positions(document).items():
        stored.add_integer(field_of(order), position)
        for strand in strands_of(document):
            stored.add_text("day", day_of(order, position, strand))
    return stored


def _found_by(cuts: Iterable[Terms], besides: Terms) -> set[str]:
    """All pairs of the text; of what stands besides single Latin words and characters too, which are nowhere else."""
    of_text = {pair for cut in cuts for pair in cut.pairs}
    return of_text | set(besides.pairs) | set(besides.chars)


def _numbers(document: Document) -> dict[str, int | None]:
    return {
        "published": seconds(document.published),
        "updated": seconds(document.updated),
        "deadline": seconds(document.deadline),
        "amount": within_bounds(document.amount),
        "since": document.since.toordinal() if document.since else None,
        "until": (document.until or dt.date.max).toordinal() if document.since else None,
    }


def id_of(place: Place) -> str:
    """The one name of a document in the index."""
    return f"{place[0]}:{place[1]}"


def place_of(id: str) -> Place:
    """The collection and the key that a name in the index stands for."""
    collection, _, key = id.partition(":")
    return collection, key
