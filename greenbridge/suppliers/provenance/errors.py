"""Why a step of an officer is refused."""

from greenbridge.core.errors import RuleBroken


class AlreadySettled(RuleBroken):
    sentence = "这一项已由{by}核定，无需再办。"


class SourcesChanged(RuleBroken):
    sentence = "有来源刚刚更新，下面是最新的说法，请核对后再核定。"
