"""What is kept of a decision on a demand beside the decision itself."""

from greenbridge.accounts.reviews import Decision
from greenbridge.demands.models import DecisionReason, DemandReview

FIRST_REASONS = {
    Decision.RETURNED: (
        "需求说明不够具体，请补充现状、工作量和验收方式。",
        "需求类型与说明不一致，请重新选择。",
        "说明中含有联系方式，请移到联系人一栏。",
        "危险废物类别与说明不一致，请核对。",
        "资质要求超出工作需要，请删减或说明理由。",
    ),
    Decision.REFUSED: (
        "内容与生态环境治理服务无关，不属于本平台的发布范围。",
        "与本单位已经发布的需求重复，请使用原来的那一条。",
        "经核实没有这项需求。",
        "这个项目应在法定的采购平台进行。",
    ),
}


def load_reasons() -> int:
    """The first list of an installation; a list that editors have begun to keep stays as it is. Returns how many it has."""
    if not DecisionReason.objects.exists():
        DecisionReason.objects.bulk_create(
            DecisionReason(decision=decision, text=text, position=10 * place)
            for decision, texts in FIRST_REASONS.items()
            for place, text in enumerate(texts, start=1)
        )
    return DecisionReason.objects.count()


def note_reasons(review: DemandReview) -> None:
    """Keep which reasons of the list the officer named, so that their use can be counted."""
    listed = DecisionReason.objects.filter(decision=review.decision)
    review.listed.set(row for row in listed if row.text in review.reasons)
