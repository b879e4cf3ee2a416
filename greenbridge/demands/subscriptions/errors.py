"""Why a subscription is refused."""

from greenbridge.core.errors import RuleBroken


class TooManySubscriptions(RuleBroken):
    sentence = "最多保留{most}个订阅。请先停止不再需要的，再订阅新的。"


class ConditionsTooLong(RuleBroken):
    sentence = "条件太多，无法订阅。请减少几项筛选条件后再试。"
