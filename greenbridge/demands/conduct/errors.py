"""Why a step of supervision is refused."""

from greenbridge.core.errors import RuleBroken


class RulesNotAccepted(RuleBroken):
    sentence = "请先阅读“{terms}”，勾选同意后再提交。"


class AlreadyFound(RuleBroken):
    sentence = "这条需求已由{by}核查，结论是“{finding}”。"


class OwnBody(RuleBroken):
    sentence = "您是这家单位的成员，按回避要求不能办理，请由其他审核员办理。"
