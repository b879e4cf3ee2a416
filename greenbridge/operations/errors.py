"""What the room refuses."""

from greenbridge.core.errors import RuleBroken


class TooManyRows(RuleBroken):
    sentence = "符合条件的记录有 {rows} 条，一次最多导出 {limit} 条。请缩小时间范围，分几次导出。"


class CheckUnderWay(RuleBroken):
    sentence = "校验正在进行，请稍后刷新本页查看结果。"
