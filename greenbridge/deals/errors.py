"""Why a step between buyer and supplier is refused."""

from greenbridge.core.errors import RuleBroken


class DemandNotOpen(RuleBroken):
    sentence = "这条需求已停止征集，不能再邀请或响应。"


class SupplierNotListed(RuleBroken):
    sentence = "您的机构尚未入驻名录，不能响应需求或提问。请先提交入驻申请。"


class NotLicensed(RuleBroken):
    sentence = "“{supplier}”没有处置这些危险废物的有效许可证，依法不能承接。"


class Suspended(RuleBroken):
    sentence = "“{supplier}”的这项业务正在暂停展示，恢复展示后才能邀请或响应。"


class OwnDemand(RuleBroken):
    sentence = "这是本单位发布的需求，不能邀请自己或自己响应。"


class SupplierNotReachable(RuleBroken):
    sentence = "“{supplier}”尚未入驻或无人认领，暂时收不到邀请。请邀请其他机构。"


class AlreadyInvited(RuleBroken):
    sentence = "已经邀请过“{supplier}”，请等候对方答复。"


class AlreadyInterested(RuleBroken):
    sentence = "您的机构已经响应过这条需求。"


class NothingToConfirm(RuleBroken):
    sentence = "需求在您响应之后没有变更，不用确认。"


class NoLotAdded(RuleBroken):
    sentence = "请选择还没有响应的标段。"


class ResponseOver(RuleBroken):
    sentence = "这份响应已经撤回，或需求已有结果，不能再改动。"


class StrangeLot(RuleBroken):
    sentence = "只能选择这条需求的标段。"


class NoLotAwarded(RuleBroken):
    sentence = "请至少为一个标段选择合作机构。"


class OutcomeMarked(RuleBroken):
    sentence = "这条需求的结果已经填写。"


class DemandNeverPublished(RuleBroken):
    sentence = "需求发布以后才能填写结果。"


class SupplierNotInterested(RuleBroken):
    sentence = "只能选择响应过这条需求的机构。"


class NoInvitation(RuleBroken):
    sentence = "这条邀请已经答复过。"
