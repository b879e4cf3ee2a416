"""What a source brings, and which hall takes it: notices the hall of demands, laws and standards the library."""

import datetime as dt
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from greenbridge.connectors import normalising
from greenbridge.connectors.adapters import Detail, Row
from greenbridge.connectors.documents import papers
from greenbridge.connectors.documents import services as documents
from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.documents.normalising import document
from greenbridge.connectors.documents.rules import GENERAL
from greenbridge.connectors.models import Run, Snapshot, Source
from greenbridge.core import clock, money
from greenbridge.demands.normalise import environment
from greenbridge.demands.notices import services as notices
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.library.models import Work
from greenbridge.library.validity.rules import Status
from greenbridge.reference.models import Domain

Facts = TypeVar("Facts")
Pairs = list[tuple[str, str]]
CORRECTED = dt.timedelta(days=7)  # notices are corrected in their first days, and seldom later
STANDS = dt.timedelta(days=30)  # pages of laws and standards are looked at again so seldom


class Cargo(ABC, Generic[Facts]):
    """How the words of a site become facts, who takes those, and what is shown of them to who tries settings."""

    @abstractmethod
    def facts(self, source: Source, row: Row, detail: Detail, *, fetched_at: dt.datetime) -> Facts:
        """Raises Unreadable."""

    @abstractmethod
    def receive(self, facts: Facts, source: Source, *, run: Run | None = None, is_demo: bool = False) -> str:
        """Hand facts to their hall. Returns new, changed or same; raises what the hall refuses."""

    @abstractmethod
    def concerns(self, title: str) -> bool:
        """Whether a title shows a sign of the environment."""

    @abstractmethod
    def may_have_changed(self, page: Snapshot) -> bool:
        """Whether a page that is known is asked for again though its entry in the list is what it was."""

    @abstractmethod
    def shown(self, facts: Facts) -> Pairs:
        """Each fact by its name."""

    def wants_paper(self, facts: Facts) -> bool:
        """Whether the file that a site offers with an entry is asked for."""
        return False

    def with_paper(self, facts: Facts, content: bytes) -> Facts:
        """Facts with what stands in that file. Raises Unreadable, and what the hall refuses to read."""
        return facts

    def finish(self, source: Source, run: Run, *, seen: set[str] | None) -> str:
        """What is to be done once the lists were read; ``seen`` are all numbers in them if they were read to their ends."""
        return ""


class Notices(Cargo[NoticeFacts]):
    def facts(self, source: Source, row: Row, detail: Detail, *, fetched_at: dt.datetime) -> NoticeFacts:
        return normalising.facts(source, row, detail, fetched_at=fetched_at)

    def receive(
        self, facts: NoticeFacts, source: Source, *, run: Run | None = None, is_demo: bool = False
    ) -> str:
        return notices.receive(facts).outcome.value

    def concerns(self, title: str) -> bool:
        return bool(environment.judge(title).matched)

    def may_have_changed(self, page: Snapshot) -> bool:
        published = [dt.datetime.fromisoformat(one["published_at"]) for one in page.found]
        return any(moment > clock.now() - CORRECTED for moment in published)

    def shown(self, facts: NoticeFacts) -> Pairs:
        return [
            ("标题", facts.title),
            ("发布时间", _moment(facts.published_at)),
            ("项目编号", facts.project_number),
            ("采购人", facts.buyer),
            ("采购人地址", facts.buyer_address),
            ("地区代码", facts.region_code),
            ("预算金额", money.format_yuan(facts.budget)),
            ("中标金额", money.format_yuan(facts.award)),
            ("截止时间", _moment(facts.deadline)),
            ("中标单位", "、".join(facts.winners)),
            ("代理机构", facts.agency),
            ("附件", f"{len(facts.attachments)} 个"),
            ("正文", facts.text[:TEXT_SHOWN]),
        ]


class Documents(Cargo[Document]):
    def facts(self, source: Source, row: Row, detail: Detail, *, fetched_at: dt.datetime) -> Document:
        return document(source, row, detail, fetched_at=fetched_at)

    def receive(
        self, facts: Document, source: Source, *, run: Run | None = None, is_demo: bool = False
    ) -> str:
        return documents.receive(facts, source, run=run, is_demo=is_demo)

    def concerns(self, title: str) -> bool:
        signs = [word for domain in Domain.objects.all() for word in domain.synonyms]
        return any(sign in title for sign in (*GENERAL, *signs))

    def may_have_changed(self, page: Snapshot) -> bool:
        return page.seen_at < clock.now() - STANDS

    def shown(self, facts: Document) -> Pairs:
        known = facts.facts
        return [
            ("名称", known.title),
            ("效力级别", Work.Kind(known.kind).label),
            ("文号或标准号", known.number),
            ("制定机关", "、".join(known.issuers)),
            ("公布日期", str(known.promulgated_on or "")),
            ("施行日期", str(known.effective_on or "")),
            ("来源所称时效", Status(facts.says).label if facts.says else ""),
            ("代替", "、".join(facts.replaces)),
            ("地区代码", known.region),
            ("附件", f"{len(facts.attachments)} 个"),
            ("需要校对", "".join(warn.sentence for warn in facts.doubts)),
            ("正文", known.text[:TEXT_SHOWN]),
        ]

    def wants_paper(self, facts: Document) -> bool:
        return papers.is_wanted(facts)

    def with_paper(self, facts: Document, content: bytes) -> Document:
        return papers.read(facts, content)

    def finish(self, source: Source, run: Run, *, seen: set[str] | None) -> str:
        return documents.compare(source, run, seen=seen)


TEXT_SHOWN = 300
CARGOES: dict[str, Cargo[Any]] = {Source.Brings.NOTICES: Notices(), Source.Brings.DOCUMENTS: Documents()}


def of(source: Source) -> Cargo[Any]:
    return CARGOES[source.brings]


def _moment(when: dt.datetime | None) -> str:
    return f"{clock.local(when):%Y-%m-%d %H:%M}" if when else ""
