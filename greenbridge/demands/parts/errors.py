"""Why a site or a lot is refused."""

from greenbridge.core.errors import RuleBroken


class TooManySites(RuleBroken):
    sentence = "最多填写{limit}个点位。请把相邻的点位合并，或另外发布一条需求。"


class TooManyLots(RuleBroken):
    sentence = "最多分{limit}个标段。请合并相近的标段，或另外发布一条需求。"


class NothingToAddUp(RuleBroken):
    sentence = "还有标段没有写明预算上限，不能合计。请先填写各标段的预算。"


class PartGone(RuleBroken):
    sentence = "这一项已经删除，可能是同事刚刚删除的。请回到点位与标段查看。"
