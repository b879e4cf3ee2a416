"""Why a supplier's step is refused."""

from greenbridge.core.errors import RuleBroken


class ProfileIncomplete(RuleBroken):
    sentence = "还不能提交：{missing}。"


class ActivityKnown(RuleBroken):
    sentence = "“{type}”已登记过。请修改那一项，再删除这一项。"


class AlreadyWaiting(RuleBroken):
    sentence = "“{name}”的申请正在审核中，请等候结果。审核期间仍可修改资料，审核员看到的是最新内容。"


class TooManyFavourites(RuleBroken):
    sentence = "收藏已满{most}家。请先在“我的收藏”里取消几家，再收藏新的。"


class TooManyParts(RuleBroken):
    sentence = "“{kind}”已登记{most}项。请先删除不再需要的，再添加新的。"


class PartChanged(RuleBroken):
    sentence = "机构刚刚修改了这一项，下面是最新内容，请核对后再标为已核实。"


class EvidenceMissing(RuleBroken):
    sentence = "这一项没有证明材料，无法核实。请退回并请机构补充。"


class PapersToBeSeen(RuleBroken):
    sentence = "资质（{papers}）尚待核对，请打开这一件，核对扫描件后办理。"


class StillIncomplete(RuleBroken):
    sentence = "资料还不完整：{missing}。请打开这一件办理，或退回修改。"


class NothingToCheck(RuleBroken):
    sentence = "资料没有需要协会核对的变化，无需提交。"
