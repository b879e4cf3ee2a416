"""What happens to a demand: drafted, submitted, reviewed, published, closed."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction

from greenbridge.accounts import reviews
from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock, ids
from greenbridge.demands import queries, rules
from greenbridge.demands.conduct.pledging import check_may_be_published, check_may_publish, pledge
from greenbridge.demands.errors import (
    ContactInDraft,
    ContactInText,
    DemandIncomplete,
    NotEditable,
    NotPublished,
    NotVerifiedBuyer,
    SensitiveWording,
    TooManyFiles,
)
from greenbridge.demands.models import (
    Attachment,
    Demand,
    DemandReview,
    Project,
    SensitiveWord,
    Specification,
)
from greenbridge.demands.parts import copying
from greenbridge.demands.parts import queries as parts
from greenbridge.demands.reviewing import marks, versions
from greenbridge.demands.reviewing.rules import title_key
from greenbridge.demands.reviewing.services import note_reasons
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.reference import lookups
from greenbridge.reference.models import ServiceType
from greenbridge.search import services as search

Listener = Callable[[Demand], None]
_listeners: list[Listener] = []
_enders: list[Listener] = []

FIRST_SENSITIVE_WORDS = (
    ("代开发票", ""),
    ("虚开发票", ""),
    ("好处费", ""),
    ("陪标", ""),
    ("借用资质", "请在“要求的资质”中勾选需要的资质。"),
    ("挂靠资质", "请在“要求的资质”中勾选需要的资质。"),
    ("包过", "请写明验收标准。"),
    ("保证通过验收", "请写明验收标准。"),
    ("保证达标数据", "请写明执行的标准和监测点位。"),
    ("不采样出报告", "请写明监测点位和频次。"),
    ("无需采样", "请写明监测点位和频次。"),
)
AS_MARKED = "请按标出的各项修改。"
RELATIONS = ("service_types", "wastes", "credentials")


def hear_withdrawal(listener: Listener) -> None:
    """Register who else has to know when a published demand is withdrawn, within its transaction."""
    _listeners.append(listener)


def hear_end(listener: Listener) -> None:
    """Register what else ends with a published demand, however it ends, within its transaction."""
    _enders.append(listener)


@transaction.atomic
def start(buyer: Organisation, *, author: User, like: Project | None = None) -> Demand:
    """A new draft of a verified buyer, with the contact filled in; type and place are those of a project that it is like.

    Raises NotVerifiedBuyer, Suspended.
    """
    if not buyer.is_buyer:
        raise NotVerifiedBuyer()
    check_may_publish(buyer)
    now = clock.now()
    demand = Demand.objects.create(
        number=ids.dated_number("D"),
        buyer=buyer,
        author=author,
        contact_name=author.name,
        contact_phone=author.phone,
        region=(like and like.region) or buyer.region,
        type_version=lookups.tree_version(),
        created_at=now,
        saved_at=now,
    )
    if like:
        types = lookups.of_today(kind.pk for kind in like.service_types.all())
        demand.service_types.set(ServiceType.objects.filter(code__in=types))
    audit.record("demand.started", actor=author, target=demand)
    return demand


# What a copy takes along: what was asked for. Dates belong to the old one, and so do its files.
COPIED = (
    *("title", "type_version", "waste_codes", "description", "is_urgent", "region", "address"),
    *("budget_kind", "budget_min", "budget_max", "publisher_kind", "is_masked"),
)


@transaction.atomic
def copy(demand: Demand, *, editor: User) -> Demand:
    """A new draft that asks for the same as an old demand of one's own body, whatever became of that one, for the same sites.

    Dates and attachments are left out, the contact is who copies. Raises NotVerifiedBuyer, Suspended.
    """
    fresh = start(demand.buyer, author=editor)
    for field in COPIED:
        setattr(fresh, field, getattr(demand, field))
    fresh.save(update_fields=COPIED)
    for relation in RELATIONS:
        getattr(fresh, relation).set(getattr(demand, relation).all())
    for old in Specification.objects.filter(demand=demand):
        Specification.objects.create(
            demand=fresh, version_id=old.version_id, answers=old.answers, kept=old.kept
        )
    copying.take_along(demand, fresh)
    return fresh


@transaction.atomic
def save(demand: Demand, facts: dict[str, Any], *, editor: User) -> Demand:
    """Keep what was typed in a draft; whatever is not named stays. Raises NotEditable outside a draft."""
    demand = editable(demand)
    changed = {field: value for field, value in facts.items() if field not in RELATIONS}
    if "service_types" in facts:
        changed["type_version"] = lookups.tree_version()
    for field, value in changed.items():
        setattr(demand, field, value)
    demand.saved_at = clock.now()
    demand.save(update_fields=[*changed, "saved_at"])
    for relation in facts.keys() & set(RELATIONS):
        getattr(demand, relation).set(facts[relation])
    audit.record("demand.saved", actor=editor, target=demand, after={"fields": sorted(facts)})
    return demand


@transaction.atomic
def attach(demand: Demand, upload: files.Upload, *, editor: User) -> Attachment:
    """Add a file to a draft. Raises NotEditable, TooManyFiles, or what ``files.store`` refuses."""
    demand = editable(demand)
    if demand.attachments.count() >= rules.MAX_ATTACHMENTS:
        raise TooManyFiles(limit=rules.MAX_ATTACHMENTS)
    attachment = Attachment.objects.create(demand=demand, file=files.store(upload, owner=editor))
    audit.record("demand.attached", actor=editor, target=demand, after={"file": attachment.file.name})
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, editor: User) -> None:
    """Take a file off a draft; it is destroyed. Raises NotEditable."""
    demand = editable(attachment.demand)
    file = attachment.file
    attachment.delete()
    audit.record("demand.detached", actor=editor, target=demand, before={"file": file.name})
    files.destroy([file])


@transaction.atomic
def submit(demand: Demand, *, editor: User, agreed_to: int | None = None) -> DemandReview:
    """Hand the draft to the association of the site's province; the author is told by when it decides. A demand of a
    buyer with a good record is published at once instead, and its people are told.

    ``agreed_to`` is the version of the publishing rules that was ticked. Raises NotEditable, DemandIncomplete with what is
    missing, SensitiveWording with the words that may not stand in it, ContactInDraft, RulesNotAccepted, or Suspended.
    """
    demand = editable(demand)
    check_may_publish(demand.buyer)
    _check_complete(demand)
    _check_wording(demand)
    review = DemandReview.objects.create(
        demand=demand,
        submitted_by=editor,
        version=versions.of(demand),
        **reviews.clocked(queries.association_of(demand)),
    )
    pledged = pledge(review, agreed_to=agreed_to)
    demand.title_key = title_key(demand.title)
    _move(demand, Demand.Status.SUBMITTED, "title_key")
    audit.record(
        "demand.submitted",
        actor=editor,
        target=demand,
        after={"rules": pledged.terms and str(pledged.terms), "way": pledged.way},
    )
    if not pledged.is_pre_reviewed:
        return _publish_at_once(review, pledged.reason)
    messaging.send(
        editor,
        f"需求“{demand}”已提交，{review.association}将在{clock.written(review.due_at)}前答复。",
        link=demand.get_absolute_url(),
    )
    return review


def _publish_at_once(review: DemandReview, reason: str) -> DemandReview:
    """Nobody decides: the review passes by the rule."""
    review.decision, review.decided_at = Decision.PASSED, clock.now()
    review.save(update_fields=["decision", "decided_at"])
    _publish(review.demand)
    audit.record(
        "demand.published", actor=review.submitted_by, target=review.demand, note=f"先发后查：{reason}"
    )
    tell_buyer(review.demand, f"需求“{review.demand}”已公开征集。{reason}")
    return review


def _publish(demand: Demand) -> None:
    demand.published_at = clock.now()
    _move(demand, Demand.Status.PUBLISHED, "published_at")


@transaction.atomic
def approve(review: DemandReview, *, officer: User, reasons: str = "") -> Demand:
    """Publish the demand; its people are told.

    Raises AlreadyDecided, DemandIncomplete when its deadline passed meanwhile, or BuyerSuspended.
    """
    demand = reviews.decide(review, Decision.PASSED, officer=officer, reasons=reasons).demand
    check_may_be_published(demand.buyer)
    _check_complete(demand)
    _publish(demand)
    audit.record("demand.published", actor=officer, target=demand, note=reasons)
    tell_buyer(demand, f"需求“{demand}”已发布。您可以查看符合条件的机构并发出邀请。")
    return demand


@transaction.atomic
def return_for_changes(
    review: DemandReview, *, officer: User, reasons: str = "", remarks: Sequence[marks.Remark] = ()
) -> Demand:
    """Back to the buyer with reasons, and with remarks on single answers. Raises AlreadyDecided, or ReasonMissing without either."""
    reasons = reasons or (AS_MARKED if remarks else "")
    review = reviews.decide(review, Decision.RETURNED, officer=officer, reasons=reasons)
    marks.keep(review, remarks)
    return _turn_back(review, Demand.Status.RETURNED, "被退回，请修改后重新提交")


@transaction.atomic
def refuse(review: DemandReview, *, officer: User, reasons: str) -> Demand:
    """The demand will not be published. Raises AlreadyDecided, ReasonMissing."""
    review = reviews.decide(review, Decision.REFUSED, officer=officer, reasons=reasons)
    return _turn_back(review, Demand.Status.REFUSED, "未予发布")


def _turn_back(review: DemandReview, status: str, words: str) -> Demand:
    demand = review.demand
    note_reasons(review)
    _move(demand, status)
    audit.record(f"demand.{status}", actor=review.decided_by, target=demand, note=review.reasons)
    tell_buyer(demand, f"需求“{demand}”{words}。理由：{review.reasons}")
    return demand


@transaction.atomic
def withdraw(demand: Demand, *, editor: User, note: str = "") -> Demand:
    """The buyer takes the demand back: from review it becomes a draft again, from the hall it is gone for the public
    and whoever was invited or has responded is told.

    Raises NotPublished in any other state.
    """
    demand = locked(demand)
    if demand.status == Demand.Status.SUBMITTED:
        demand.reviews.filter(decision=Decision.WAITING).update(
            decision=Decision.WITHDRAWN, decided_at=clock.now()
        )
        _move(demand, Demand.Status.DRAFT)
    elif demand.status == Demand.Status.PUBLISHED:
        demand.closed_at, demand.closing_note = clock.now(), note
        _move(demand, Demand.Status.WITHDRAWN, "closed_at", "closing_note")
        for listener in _listeners:
            listener(demand)
    else:
        raise NotPublished(status=demand.get_status_display())
    audit.record("demand.withdrawn", actor=editor, target=demand, note=note)
    return demand


@transaction.atomic
def close(demand: Demand, *, editor: User, note: str = "") -> Demand:
    """The buyer ends the call for responses; it stays readable as ended. Raises NotPublished once it is over."""
    demand = locked(demand)
    if demand.status not in {Demand.Status.PUBLISHED, Demand.Status.EXPIRED}:
        raise NotPublished(status=demand.get_status_display())
    demand.closed_at, demand.closing_note = clock.now(), note
    _move(demand, Demand.Status.CLOSED, "closed_at", "closing_note")
    audit.record("demand.closed", actor=editor, target=demand, note=note)
    return demand


def expire_due() -> int:
    """Published demands past their deadline end by themselves; their people are told. Returns how many."""
    due = Demand.objects.filter(status=Demand.Status.PUBLISHED, deadline__lte=clock.now())
    return sum(_expire(demand) for demand in due)


@transaction.atomic
def _expire(demand: Demand) -> bool:
    demand = locked(demand)
    if demand.status != Demand.Status.PUBLISHED or demand.is_open_at(clock.of_the_database()):
        return False
    demand.closed_at = clock.now()
    _move(demand, Demand.Status.EXPIRED, "closed_at")
    audit.record("demand.expired", actor=None, target=demand)
    tell_buyer(demand, f"需求“{demand}”已到响应截止时间。请告诉我们结果，也可以复制后重新发布。")
    return True


def locked(demand: Demand) -> Demand:
    """The demand as it stands now, which nobody else changes before the transaction ends."""
    return Demand.objects.select_for_update(of=("self",)).select_related("buyer", "region").get(pk=demand.pk)


def locked_open(demand: Demand) -> Demand:
    """The demand, locked and still open by the database's clock after the lock. Raises NotPublished once it is over."""
    demand = locked(demand)
    if not demand.is_open_at(clock.of_the_database()):
        is_late = demand.status == Demand.Status.PUBLISHED
        raise NotPublished(status=Demand.Status.EXPIRED.label if is_late else demand.get_status_display())
    return demand


def editable(demand: Demand) -> Demand:
    """The draft, locked until the transaction ends. Raises NotEditable once it has been submitted."""
    demand = locked(demand)
    if not demand.is_editable:
        raise NotEditable(status=demand.get_status_display())
    return demand


def find_anew(buyers: Collection[str]) -> None:
    """Bodies with these credit codes are called otherwise: what they have published is found by it."""
    theirs = Demand.objects.public().filter(buyer__credit_code__among=buyers).order_by()
    search.changed("demand", *theirs.values_list("number", flat=True))


def _check_complete(demand: Demand) -> None:
    check_complete(queries.gaps(demand))


def check_complete(gaps: Collection[rules.Gap]) -> None:
    """Raises DemandIncomplete when something is missing."""
    if gaps:
        raise DemandIncomplete(missing="；".join(gap.sentence for gap in gaps))


def _check_wording(demand: Demand) -> None:
    said = (demand.title, demand.description, demand.specified, demand.address, *parts.wording(demand))
    check_wording(*said, where="标题、需求说明、服务要求、地址、点位或标段", refusal=ContactInDraft)


def check_wording(*texts: str, where: str, refusal: type[ContactInText] = ContactInText) -> None:
    """Raises SensitiveWording when a word of the list stands in the texts, and ContactInText when somebody could be reached
    by them; ``where`` names the texts to who wrote them, ``refusal`` where else the contact belongs.
    """
    if contact := rules.contact_in(*texts):
        raise refusal(where=where, found=contact)
    if found := queries.sensitive_words(*texts):
        words = (f"“{row}”" + (f"（{row.advice.rstrip('。')}）" if row.advice else "") for row in found)
        raise SensitiveWording(where=where, words="、".join(words))


def load_sensitive_words() -> int:
    """The first list of an installation; a list that editors have begun to keep stays as it is. Returns how many it has."""
    if not SensitiveWord.objects.exists():
        SensitiveWord.objects.bulk_create(
            SensitiveWord(word=word, advice=advice) for word, advice in FIRST_SENSITIVE_WORDS
        )
    return SensitiveWord.objects.count()


def _move(demand: Demand, status: str, *fields: str) -> None:
    was_open, demand.status = demand.status == Demand.Status.PUBLISHED, status
    demand.save(update_fields=["status", *fields])
    search.changed("demand", demand.number)
    for ender in _enders if was_open else ():
        ender(demand)


def tell_buyer(demand: Demand, text: str, *, link: str = "") -> None:
    """Tell the people of the body that published it. Without a link the message leads to the demand."""
    messaging.send_to_all(demand.buyer.people, text, link=link or demand.get_absolute_url())
