"""Why something may not be done in the library, in the words that the person reads."""

from greenbridge.core.errors import RuleBroken


class SameDay(RuleBroken):
    sentence = "《{title}》已收录{day}的文本，内容不同。请核对日期，或在那一份文本上更正。"


class NoDate(RuleBroken):
    sentence = "请填写《{title}》的公布日期或施行日期，至少一项，时效要由日期推算。"


class DecidedAlready(RuleBroken):
    sentence = "这篇文章的审核已经办结或撤回，请刷新页面查看结果。"


class NotTheSecond(RuleBroken):
    sentence = "送审的人和最后修改的人不能批准，请由另一位编辑审核。"


class TextChanged(RuleBroken):
    sentence = "送审以后文字有改动，不能批准。请先“请求修改”退回，或由送审人重新送审。"
