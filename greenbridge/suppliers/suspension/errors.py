"""Why a step of a suspension is refused."""

from greenbridge.core.errors import RuleBroken


class NotAdmitted(RuleBroken):
    sentence = "“{supplier}”没有在名录中展示，无需暂停。"


class NotItsService(RuleBroken):
    sentence = "“{supplier}”已不再登记“{kind}”业务，请重新选择。"


class AlreadySuspended(RuleBroken):
    sentence = "“{supplier}”的{what}已有暂停展示的决定，请先查看原来的决定。"


class OwnBody(RuleBroken):
    sentence = "您是这家机构的成员，按回避要求不能办理，请由其他审核员办理。"


class AlreadyOver(RuleBroken):
    sentence = "这次暂停展示已经结束，请刷新页面查看最新情况。"


class AlreadyAppealed(RuleBroken):
    sentence = "这次暂停展示已经申诉过，每次决定可以申诉一次。结果会通过站内消息和邮件告诉您。"


class TooLate(RuleBroken):
    sentence = "申诉期限{until}已过。"


class OwnDecision(RuleBroken):
    sentence = "暂停展示由您决定，申诉须由另一位审核员答复。"
