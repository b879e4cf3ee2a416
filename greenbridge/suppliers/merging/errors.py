"""Why a step of an officer, or of somebody who asks for a merged record, is refused."""

from greenbridge.core.errors import RuleBroken


class AlreadyMerged(RuleBroken):
    sentence = "“{absorbed}”的记录刚刚已并入“{survivor}”，请查看合并记录。"


class RecordsChanged(RuleBroken):
    sentence = "两条记录刚刚有变化，下面是最新内容，请核对后再办理。"


class AlreadyDismissed(RuleBroken):
    sentence = "{by}已认定这两条记录不是同一家，无需再办。"


class SameRecord(RuleBroken):
    sentence = "两处填的是同一条记录，请核对后重新填写。"


class MergedBefore(RuleBroken):
    sentence = "代码{code}的记录已并入“{survivor}”，请改填保留的那一条（{into}）。"


class NeitherHere(RuleBroken):
    sentence = "这两条记录都不在本协会受理的地区，请联系受理的协会。"


class AlreadyLike(RuleBroken):
    sentence = "这两条记录已在“疑似重复”中，请在列表里打开核对。"


class BothClaimed(RuleBroken):
    sentence = "两条记录都已由单位认领，协会不能代为合并。请联系两家单位，由它们先办理注销或变更。"


class ClaimedSurvives(RuleBroken):
    sentence = "“{claimed}”已由单位认领，请保留这一条。"


class NotInDirectory(RuleBroken):
    sentence = "“{survivor}”还没有进入名录，不能作为保留的记录。请先办结它的入驻审核。"


class OtherProvince(RuleBroken):
    sentence = "“{survivor}”由{association}受理，保留这一条须由该协会办理。"


class UnderSuspension(RuleBroken):
    sentence = "“{absorbed}”有没有结束的暂停展示决定，请先解除，或等期满后再合并。"


class ImportUnderWay(RuleBroken):
    sentence = "名单“{run}”正在导入或撤销，请等它结束后再办理，通常只需几分钟。"


class AlreadyUndone(RuleBroken):
    sentence = "这次合并已由{by}撤销，无需再办。"


class MergedOn(RuleBroken):
    sentence = "“{survivor}”之后又并入了“{into}”，请先撤销那一次合并。"


class LaterMergeFirst(RuleBroken):
    sentence = "之后又有“{absorbed}”并入同一条记录，请先撤销较晚的那一次合并。"


class PlaceTaken(RuleBroken):
    sentence = "合并以后，并入的记录又有了新的内容，与要退回的内容重复，不能自动撤销。请联系运维人员。"


class RecordMerged(RuleBroken):
    sentence = (
        "代码{code}的机构记录已并入“{survivor}”。请申请人改用代码{into}申请；"
        "如果不是同一家，请先在合并记录中撤销合并，再办理。"
    )
