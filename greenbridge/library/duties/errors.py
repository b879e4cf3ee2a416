"""Why something of the calendar is refused."""

from greenbridge.core.errors import RuleBroken


class NotDueNow(RuleBroken):
    sentence = "这一次办理已经不在您的日历上。请刷新页面，按现在的日历标记。"
