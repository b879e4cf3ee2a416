"""A version as Akoma Ntoso 3.0 (OASIS LegalDocML), the format in which parliaments and legal databases exchange texts."""

import datetime as dt
from collections.abc import Sequence
from itertools import zip_longest
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from greenbridge.core.sheets import writable
from greenbridge.library.models import Clause, Version, Work
from greenbridge.library.queries import Reading
from greenbridge.library.structure import parts

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
SOURCE = "#greenbridge"
LEVELS = {
    Clause.Level.PART: "part",
    Clause.Level.SUBPART: "subpart",
    Clause.Level.CHAPTER: "chapter",
    Clause.Level.SECTION: "section",
    Clause.Level.ARTICLE: "article",
    Clause.Level.NUMBERED: "clause",
    Clause.Level.ANNEX: "hcontainer",
    Clause.Level.PREAMBLE: "hcontainer",
}
LINES = {"paragraph": "paragraph", "item": "point", "subitem": "indent"}
BELOW = {"paragraph": "item", "item": "subitem"}


def document(reading: Reading, clauses: Sequence[Clause], *, today: dt.date) -> bytes:
    """The whole text with what is known of it; ``eId`` of a clause is its address."""
    version = reading.version
    root = Element("akomaNtoso", xmlns=NAMESPACE)
    act = SubElement(root, "act", name="standard" if version.work.kind == Work.Kind.STANDARD else "act")
    meta = _meta(act, version, today)
    _notes(meta, [one.sentence for one in reading.corrected])
    title = SubElement(SubElement(SubElement(act, "preface"), "longTitle"), "p")
    SubElement(title, "docTitle").text = version.title
    if version.number:
        SubElement(title, "docNumber").text = version.number
    before = [clause for clause in clauses if clause.level == Clause.Level.PREAMBLE and clause.text]
    if before and len(clauses) > len(before):
        _lines_of_preamble(SubElement(act, "preamble"), before)
        clauses = [clause for clause in clauses if clause not in before]
    _body(SubElement(act, "body"), clauses)
    indent(root)
    text = writable(tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _meta(act: Element, version: Version, today: dt.date) -> Element:
    meta = SubElement(act, "meta")
    work_uri = f"/akn/cn/act/{version.dated_on.year}/{version.work.code}"
    expression_uri = f"{work_uri}/zho@{version.dated_on.isoformat()}"
    identification = SubElement(meta, "identification", source=SOURCE)
    for name, uri, day, what in (
        ("FRBRWork", work_uri, version.dated_on, "generation"),
        ("FRBRExpression", expression_uri, version.dated_on, "generation"),
        ("FRBRManifestation", f"{expression_uri}.xml", today, "transform"),
    ):
        level = SubElement(identification, name)
        SubElement(level, "FRBRthis", value=f"{uri}/!main")
        SubElement(level, "FRBRuri", value=uri)
        SubElement(level, "FRBRdate", date=day.isoformat(), name=what)
        SubElement(level, "FRBRauthor", href=SOURCE if what == "transform" else "#issuer-1")
        if name == "FRBRWork":
            SubElement(level, "FRBRcountry", value="cn")
        if name == "FRBRExpression":
            SubElement(level, "FRBRlanguage", language="zho")
    if version.promulgated_on:
        SubElement(
            meta,
            "publication",
            date=version.promulgated_on.isoformat(),
            name="promulgation",
            showAs=version.source or "公布",
        )
    _lifecycle(meta, version)
    references = SubElement(meta, "references", source=SOURCE)
    names = [issuer.name for issuer in version.work.issuers.all()] or ["未公布"]
    for number, name in enumerate(names, start=1):
        SubElement(
            references,
            "TLCOrganization",
            eId=f"issuer-{number}",
            href=f"/ontology/organization/{name}",
            showAs=name,
        )
    SubElement(
        references,
        "TLCOrganization",
        eId="greenbridge",
        href="/ontology/organization/greenbridge",
        showAs="绿桥",
    )
    return meta


def _notes(meta: Element, sentences: Sequence[str]) -> None:
    if sentences:
        notes = SubElement(meta, "notes", source=SOURCE)
        for number, sentence in enumerate(sentences, start=1):
            note = SubElement(notes, "note", eId=f"note-{number}")
            SubElement(note, "p").text = f"{sentence}。"


def _lifecycle(meta: Element, version: Version) -> None:
    days = [("start", "generation", version.starts_on), ("end", "repeal", version.ends_on)]
    known = [(name, kind, day) for name, kind, day in days if day]
    if not known:
        return
    lifecycle = SubElement(meta, "lifecycle", source=SOURCE)
    for name, kind, day in known:
        SubElement(lifecycle, "eventRef", eId=f"event-{name}", date=day.isoformat(), type=kind, source=SOURCE)


def _lines_of_preamble(preamble: Element, clauses: Sequence[Clause]) -> None:
    for clause in clauses:
        for line in clause.text.splitlines():
            SubElement(preamble, "p").text = line


def _body(body: Element, clauses: Sequence[Clause]) -> None:
    made: dict[int | None, Element] = {None: body}
    holding = {clause.parent_id for clause in clauses}
    for clause in clauses:
        level = LEVELS[Clause.Level(clause.level)]
        element = SubElement(made.get(clause.parent_id, body), level, eId=clause.address)
        if level == "hcontainer":
            element.set("name", clause.level)
        made[clause.pk] = element
        if clause.label:
            SubElement(element, "num").text = clause.label
        if clause.heading:
            SubElement(element, "heading").text = clause.heading
        _lines(element, clause)
        if not clause.text and clause.pk not in holding:
            _content(element, "")
    if not clauses:
        _content(SubElement(body, "hcontainer", name="empty"), "")


def _lines(element: Element, clause: Clause) -> None:
    """款 as paragraph, 项 as point in it, 目 as indent in that; one that holds others says its own words as an intro."""
    lines = parts.of(clause.text)
    above = {"paragraph": element}
    for part, after in zip_longest(lines, lines[1:]):
        made = SubElement(above[part.level], LINES[part.level], eId=f"{clause.address}-{part.address}")
        if below := BELOW.get(part.level):
            above[below] = made
        if after is not None and after.level == below:
            SubElement(SubElement(made, "intro"), "p").text = part.text
        else:
            _content(made, part.text)


def _content(element: Element, text: str) -> None:
    SubElement(SubElement(element, "content"), "p").text = text
