"""What the room refuses."""

from greenbridge.core.errors import RuleBroken


class TooManyRows(RuleBroken):
    sentence = "符合条件的记录有 {rows} 条，Excel 表格一次最多 {limit} 条。请改选文本表格（不限条数），或返回操作记录，缩小起止日期、选定操作或操作人。"


class CheckUnderWay(RuleBroken):
    sentence = "校验正在进行，请稍后刷新本页查看结果。"


class UnknownJob(RuleBroken):
    sentence = "没有这项定时任务，请刷新页面后重试。"
