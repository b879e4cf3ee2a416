"""Why a change of a published demand is refused."""

from greenbridge.core.errors import RuleBroken


class NothingChanged(RuleBroken):
    sentence = "没有改动任何内容。请修改后再提交。"


class AmendmentWaits(RuleBroken):
    sentence = "已有一份变更公告正在审核，请等候结果，或先撤回它。只延长截止日期的可以随时提交。"


class LotNeedsType(RuleBroken):
    sentence = "“{lot}”需要“{types}”，需求类型中请保留。"


class LeadingPlaceStays(RuleBroken):
    sentence = "项目所在地只能在同一个省（市）内变更，审核的协会才不会改变。外省的项目请撤回后重新发布。"


class NotWaiting(RuleBroken):
    sentence = "这份变更公告已经办结，不能撤回。"


class DeadlineMovesLater(RuleBroken):
    sentence = "响应截止日期不能早于{first}。请填写{first}至{last}之间的日期。"


class TooLateToReview(RuleBroken):
    sentence = (
        "协会最迟{decided}审核完，届时征集已经截止。"
        "请先提交一份只延长截止日期的变更公告，它立即生效，再提交其他变更。"
    )
