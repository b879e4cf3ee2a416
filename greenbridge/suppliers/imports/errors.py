"""Why a list is not imported. Each sentence says what to do instead."""

from greenbridge.core.errors import RuleBroken


class ListUnreadable(RuleBroken):
    sentence = "这个文件打不开，可能已损坏或设有密码，请用表格软件打开并另存为 .xlsx 后再上传。"


class ListTooLarge(RuleBroken):
    sentence = "这个文件展开后过大，请删除多余的格式和空白行列，或拆成几个文件分别上传。"


class TooManyRows(RuleBroken):
    sentence = "一次最多导入200,000行，请拆成几个文件分别上传。"


class QuotesOpen(RuleBroken):
    sentence = "第{line}行附近的双引号不成对，请用表格软件打开并另存为 .xlsx 后再上传。"


class NothingInList(RuleBroken):
    sentence = "没有在文件中找到表头和数据，请确认第一行是列名、下面是数据后再上传。"


class ColumnsMissing(RuleBroken):
    sentence = "没有认出“统一社会信用代码”和“单位名称”两列，请把列名改为这两个名称后再导入。"


class StepGone(RuleBroken):
    sentence = "这次导入目前是“{status}”，这一步已不能进行，请刷新页面查看最新进展。"


class ExchangeUnreadable(RuleBroken):
    sentence = "没有在文件中找到信用记录，请提供不超过50 MB 的 JSON 或 CSV 交换文件。"


class NothingToUndo(RuleBroken):
    sentence = "这次导入没有写入任何内容，不需要撤销。"


class ImportedSince(RuleBroken):
    sentence = "这份名单之后又导入过（{later}），请先撤销之后的那一次，再撤销这一次。"


class NoteMissing(RuleBroken):
    sentence = "请写明核实到的情况，例如“许可证已注销”，再点“记录”。"


class MergedMeanwhile(RuleBroken):
    sentence = (
        "导入期间有机构的记录刚刚合并，已写入的行都已保留。请点“继续导入”，后面的行会登记到合并后的机构。"
    )
