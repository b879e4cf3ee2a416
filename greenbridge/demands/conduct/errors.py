"""Why a step of supervision is refused."""

from greenbridge.core.errors import RuleBroken


class RulesNotAccepted(RuleBroken):
    sentence = "请先阅读“{terms}”，勾选同意后再提交。"


class AlreadyFound(RuleBroken):
    sentence = "这条需求已由{by}核查，结论是“{finding}”。"


class NotToBeCorrected(RuleBroken):
    sentence = "这条需求已经更正、办结或结束，无需再办。请刷新页面查看。"


class OwnBody(RuleBroken):
    sentence = "您是这家单位的成员，按回避要求不能办理，请由其他审核员办理。"


class Suspended(RuleBroken):
    sentence = "{sentence}期满次日自动恢复，可在工作台“发布资格”中查看和申诉。"


class BuyerSuspended(RuleBroken):
    sentence = "“{buyer}”暂停发布至{until}，期间不能通过它的需求。请退回并说明，或等期满后办理。"


class AlreadySuspended(RuleBroken):
    sentence = "“{buyer}”已在暂停发布期内，请先查看原来的决定。"


class AlreadyOver(RuleBroken):
    sentence = "这项措施已经结束，请刷新页面查看最新情况。"


class AlreadyAppealed(RuleBroken):
    sentence = "这项措施已经申诉过，每次决定可以申诉一次。结果会通过站内消息和邮件告诉您。"


class TooLate(RuleBroken):
    sentence = "申诉期限{until}已过。"


class OwnDecision(RuleBroken):
    sentence = "这项措施由您决定，申诉须由另一位审核员答复。"


class MayNotComplain(RuleBroken):
    sentence = "只有在名录中展示的机构可以投诉其他单位公开的需求。"


class AlreadyComplained(RuleBroken):
    sentence = "您的机构对这条需求的投诉还在办理，结果会通过站内消息和邮件告诉您。"


class AlreadyAccepted(RuleBroken):
    sentence = "这件投诉已经受理，请刷新页面查看最新情况。"


class NotAccepted(RuleBroken):
    sentence = "请先决定是否受理这件投诉。"


class NotAnswerable(RuleBroken):
    sentence = "这件投诉已经说明过或已经办结，不能再提交说明。"
