"""Why a change of a published demand is refused."""

from greenbridge.core.errors import RuleBroken


class NothingChanged(RuleBroken):
    sentence = "没有改动任何内容。请修改后再提交。"


class AmendmentWaits(RuleBroken):
    sentence = "已有一份变更公告正在审核，请等候结果，或先撤回它。只延长截止日期的可以随时提交。"


class LeadingPlaceStays(RuleBroken):
    sentence = "项目所在地只能在同一个省（市）内变更，审核的协会才不会改变。外省的项目请撤回后重新发布。"


class NoLotLeft(RuleBroken):
    sentence = "全部标段都终止，需求就结束了。请至少保留一个标段，或撤回这条需求。"


class NotInLots(RuleBroken):
    sentence = "这条需求是整体征集的，不能改为分标段。需要分标段的，请撤回后重新发布。"


class LotWithoutSites(RuleBroken):
    sentence = "{lots}包括的点位都要取消。请为它另选点位，或终止这个标段。"


class ReachesLimit(RuleBroken):
    sentence = (
        "变更后的预算达到当地的采购限额，应在法定的政府采购平台采购。仍要在这里发布的，"
        "请撤回这条需求，复制后改好预算、说明理由，再重新提交。"
    )


class NotWaiting(RuleBroken):
    sentence = "这份变更公告已经办结，不能撤回。"


class DeadlineMovesLater(RuleBroken):
    sentence = "响应截止日期不能早于{first}。请填写{first}至{last}之间的日期。"


class TooLateToReview(RuleBroken):
    sentence = (
        "协会最迟{decided}审核完，届时征集已经截止。"
        "请先提交一份只延长截止日期的变更公告，它立即生效，再提交其他变更。"
    )
