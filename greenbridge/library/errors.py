"""Why something may not be done in the library, in the words that the person reads."""

from greenbridge.core.errors import RuleBroken


class SameDay(RuleBroken):
    sentence = "《{title}》已收录{day}的文本，内容不同。请核对日期，或在那一份文本上更正。"


class NoDate(RuleBroken):
    sentence = "请填写《{title}》的公布日期或施行日期，至少一项，时效要由日期推算。"
