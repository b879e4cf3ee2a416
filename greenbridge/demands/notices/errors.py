"""Why a step about an official notice is refused."""

from greenbridge.core.errors import RuleBroken


class AlreadyAsked(RuleBroken):
    sentence = "您已经申请移除这条公告，协会正在核实，结果会发到您留下的联系方式。"


class TooManyRequests(RuleBroken):
    sentence = "24小时内最多提交{most}次移除申请，请明天再来。"


class NotShown(RuleBroken):
    sentence = "这条公告已经不在平台展示，无需申请移除。"
