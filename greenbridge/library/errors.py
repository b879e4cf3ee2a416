"""Why something may not be done in the library, in the words that the person reads."""

from greenbridge.core.errors import RuleBroken


class SameDay(RuleBroken):
    sentence = "《{title}》已收录{day}的文本，内容不同。请核对日期，或在那一份文本上更正。"


class NoDate(RuleBroken):
    sentence = "请填写《{title}》的公布日期或施行日期，至少一项，时效要由日期推算。"


class DaysInDisorder(RuleBroken):
    sentence = "《{title}》的有效期至{ends}，早于施行日期{begins}，请核对后改正其中一个。"


class IsAside(RuleBroken):
    sentence = "《{title}》{day}的文本已退回：{why}。需要时请在“法规收录”的“已退回”中取回。"


class DecidedAlready(RuleBroken):
    sentence = "审核已经办结或撤回，请刷新页面查看结果。"


class NotTheSecond(RuleBroken):
    sentence = "送审的人和最后修改的人不能自己点通过，请由另一位编辑审核。"


class TextChanged(RuleBroken):
    sentence = "送审以后文字有改动，不能通过。请先“请求修改”退回，或由送审人重新送审。"


class StillDoubtful(RuleBroken):
    sentence = "说明里还写着“待核”。已经核对的记录不能这样写，请改写说明，或者登记为待核对。"


class AlreadyInLedger(RuleBroken):
    sentence = "变动记录里已有这一条：{effect}。请在那一条上更改。"


class OnItself(RuleBroken):
    sentence = "《{title}》不能废止或替代自己。新的文本收录后，原文本自动成为“已修改”。"


class AlreadyWithdrawn(RuleBroken):
    sentence = "这条变动记录已经撤销，不能再更改。需要时请重新录入。"


class AlreadySettled(RuleBroken):
    sentence = "这一件已由{by}办结，请返回工作台查看其他待复核的内容。"


class NoSuchTable(RuleBroken):
    sentence = "{path} 不是可以读取的表格。请存为 UTF-8 编码的 CSV，第一行写列名。"


class WrongEntry(RuleBroken):
    sentence = "{reasons}"


class NoSuchWork(RuleBroken):
    sentence = "“{named}”没有收录，或有几个同名文件。请先收录，或改填文件的地址。"


class NoSuchClause(RuleBroken):
    sentence = "“{written}”不是条款的序号，请写成“第十二条”或“第十二条第二款”的样子。"
