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


class MergedMeanwhile(RuleBroken):
    sentence = "有机构的记录刚刚合并，这次没有导入任何记录。请再点一次“确认导入”。"


class NothingToUndo(RuleBroken):
    sentence = "这次导入没有写入记录，或已过三年，不能撤销。"


class AlreadyWaiting(RuleBroken):
    sentence = "您单位的一份信用报告正在核对，请等候结果后再上传新的。"


class ReportTooOld(RuleBroken):
    sentence = "这份报告已超过六个月，请到信用中国重新下载后再上传。"


class NoNewerThanShown(RuleBroken):
    sentence = "机构页上已有一份{issued_on}的信用报告，请上传日期更新的报告。"


class AlreadyObjected(RuleBroken):
    sentence = "这条记录已有异议正在办理，请等候答复。"


class RecordWithdrawn(RuleBroken):
    sentence = "这条记录已经撤下，无需提出异议。"


class RecordGone(RuleBroken):
    sentence = "这条记录的导入已经撤销，无需答复。"


class OwnBody(RuleBroken):
    sentence = "您是这家机构的成员，按回避要求不能办理，请由其他审核员办理。"


class SecondOfficerNeeded(RuleBroken):
    sentence = "这项异常由您核查，须由另一位审核员复核。"


class AlreadySettled(RuleBroken):
    sentence = "这项异常已由{by}办理：{outcome}。"


class AlreadyOnRecord(RuleBroken):
    sentence = "文书号“{number}”已在这家机构的信用记录中，请选择“不登记”并写明已有记录。"
