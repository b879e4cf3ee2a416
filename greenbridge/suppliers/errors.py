"""Why a supplier's step is refused."""

from greenbridge.core.errors import RuleBroken


class ProfileIncomplete(RuleBroken):
    sentence = "还不能提交：{missing}。"


class AlreadyWaiting(RuleBroken):
    sentence = "“{name}”的申请正在审核中，请等候结果。审核期间仍可修改资料，审核员看到的是最新内容。"


class NothingToCheck(RuleBroken):
    sentence = "资料没有需要协会核对的变化，无需提交。"
