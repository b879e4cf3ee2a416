"""Why a step with a note is refused."""

from greenbridge.core.errors import RuleBroken


class NotWriter(RuleBroken):
    sentence = "备注只能由写的人收回。"


class AlreadyTakenBack(RuleBroken):
    sentence = "这条备注已经收回，无需再办。"
