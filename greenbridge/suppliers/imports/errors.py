"""Why a list is not imported. Each sentence says what to do instead."""

from greenbridge.core.errors import RuleBroken


class ListUnreadable(RuleBroken):
    sentence = "这个文件打不开，可能已损坏或设有密码。请用表格软件打开后另存为 .xlsx，再重新上传。"


class ListTooLarge(RuleBroken):
    sentence = "这个文件展开后过大。请删除多余的格式和空白行列，或拆成几个文件分别上传。"


class TooManyRows(RuleBroken):
    sentence = "一次最多导入200,000行。请拆成几个文件分别上传。"


class QuotesOpen(RuleBroken):
    sentence = "第{line}行附近的双引号不成对。请用表格软件打开后另存为 .xlsx，再重新上传。"


class NothingInList(RuleBroken):
    sentence = "没有在文件中找到表头和数据。请确认第一行是列名，下面是数据，再重新上传。"


class ColumnsMissing(RuleBroken):
    sentence = "没有认出“统一社会信用代码”和“单位名称”两列。请把这两列的列名改为这两个名称后再导入。"


class StepGone(RuleBroken):
    sentence = "这次导入目前是“{status}”，这一步已不能进行。请刷新页面查看最新进展。"
