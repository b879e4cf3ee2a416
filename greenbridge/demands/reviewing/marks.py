"""What an officer wants changed, answer by answer (标出的各项), and whether it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from greenbridge.core.comparing import Version
from greenbridge.demands.models import Demand, DemandReview, Mark
from greenbridge.demands.reviewing import versions
from greenbridge.demands.templatetags.demands import answers

ATTACHMENTS = (versions.FILES, "附件")
FIELDS: Mapping[str, str] = {
    "标题": "title",
    "需求类型": "service_types",
    "危险废物类别": "wastes",
    "需求说明": "description",
    "紧急": "is_urgent",
    "项目所在地": "region",
    "项目地址": "address",
    "响应截止": "deadline",
    "服务截止日": "service_ends_on",
    "预算": "budget_kind",
    "要求的资质": "credentials",
    "发布主体": "publisher_kind",
    "不在法定平台采购的理由": "off_platform",
    "公开显示的单位": "is_masked",
    "联系人": "contact_name",
}
"""Where an answer is typed: what is not named stands at the head of its step."""


class Remark(NamedTuple):
    """What an officer writes at one answer."""

    step: str
    question: str
    text: str


@dataclass(frozen=True)
class Held:
    """A mark, and whether what it is about says something else by now."""

    mark: Mark
    is_changed: bool

    @property
    def field(self) -> str:
        return FIELDS.get(self.mark.question, "")


def questions(demand: Demand) -> list[tuple[str, str]]:
    """What can be marked: (step, question)."""
    return [*((step, question) for step, question, _ in answers(demand)), ATTACHMENTS]


def keep(review: DemandReview, remarks: Iterable[Remark]) -> None:
    Mark.objects.bulk_create(
        Mark(review=review, step=step, question=question, remark=text) for step, question, text in remarks
    )


def to_mend(demand: Demand) -> list[Held]:
    """What the buyer of a returned demand is asked to change, held against what the draft says now."""
    if demand.status != Demand.Status.RETURNED:
        return []
    review = demand.reviews.order_by("-submitted_at", "-pk").first()
    marks = list(review.marks.all()) if review else []
    return _held(marks, review.version, versions.of(demand)) if review and marks else []


def mended(review: DemandReview) -> list[Held]:
    """What the officer had marked at the last decision, held against what was submitted since."""
    earlier = versions.before(review)
    return _held(list(earlier.marks.all()), earlier.version, review.version) if earlier else []


def _held(marks: Sequence[Mark], before: Version, after: Version) -> list[Held]:
    """Where nothing is kept of what was marked, nobody can say that it was changed."""
    return [Held(mark, bool(before) and _said(before, mark) != _said(after, mark)) for mark in marks]


def _said(version: Version, mark: Mark) -> object:
    """An answer; of attachments all of them."""
    step = version.get(mark.step, {})
    return (
        {name: list(entry) for name, entry in step.items()} if mark.is_of_files else step.get(mark.question)
    )
