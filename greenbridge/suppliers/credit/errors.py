"""Why a step with credit information is refused."""

from greenbridge.core.errors import RuleBroken


class NothingHandedOver(RuleBroken):
    sentence = "这个文件里没有信用记录，请确认选对了文件；CSV 的第一行应是列名。"


class TooManyRecords(RuleBroken):
    sentence = "一次最多导入 {most} 条，请拆成几个文件分别上传，或请运维人员用命令导入。"


class NotThisStep(RuleBroken):
    sentence = "这次导入现在是“{status}”，这一步已不能进行，请刷新页面查看最新情况。"


class NothingToTakeOver(RuleBroken):
    sentence = "没有可以导入的记录。请按下面列出的原因改正文件后重新上传。"


class NothingToUndo(RuleBroken):
    sentence = "这次导入没有写入记录，或已过三年，不能撤销。"
