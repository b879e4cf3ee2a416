"""Why a confirmation, or the note of a late report, is refused."""

from greenbridge.core.errors import RuleBroken


class NotListed(RuleBroken):
    sentence = "机构还没有入驻，入驻满一年后再确认。"


class FactsChanged(RuleBroken):
    sentence = "资料刚刚有改动，下面是最新内容，请核对后再确认。"


class AlreadyConfirmed(RuleBroken):
    sentence = "{by}今天已经确认过，下次请在{until}前确认。"


class InTime(RuleBroken):
    sentence = "变更后一个月内（{until}前）申报的不算逾期，请核对日期。"


class AlreadyWithdrawn(RuleBroken):
    sentence = "这条逾期申报的记录已由{by}撤回。"


class AlreadyRecorded(RuleBroken):
    sentence = "这次变更的逾期申报已经记录过。"
