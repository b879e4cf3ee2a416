"""Refusals about people, bodies and reviews."""

from greenbridge.core.errors import RuleBroken


class AlreadyDecided(RuleBroken):
    sentence = "这一事项已由{by}办理，结果为“{result}”。您的意见没有保存，请查看办理结果。"


class ChangedMeanwhile(RuleBroken):
    sentence = "对方在您查看之后更新了资料，请重新打开，核对最新内容后再办理。"


class WaitsNoMore(RuleBroken):
    sentence = "已由他人办理或情况已有变化，没有办理。"


class ReasonMissing(RuleBroken):
    sentence = "请选择或填写理由，对方需要知道怎样修改。"


class RegionNotOpen(RuleBroken):
    sentence = "{region}的需求企业暂未开放注册。目前开放：{open}。您仍可浏览全部信息；服务机构注册不限地区。"


class AlreadyMember(RuleBroken):
    sentence = "您的账号已属于“{name}”，一个账号只能代表一家单位。如需更换，请先联系单位负责人。"


class OrganisationTaken(RuleBroken):
    sentence = "“{name}”已有负责人。请联系本单位负责人将您加为成员。"


class CaseOpen(RuleBroken):
    sentence = "“{name}”的认证申请正在审核中，请等候结果，不必重复提交。"


class AlreadyVerified(RuleBroken):
    sentence = "“{name}”已经是{side}，无需再次认证。"


class NotWaiting(RuleBroken):
    sentence = "这份申请已经办结，无法撤回。"


class AdministratorConflict(RuleBroken):
    sentence = "系统管理员、安全管理员、审计管理员不能由同一人担任，也不能兼任业务角色。"


class StaffActForNobody(RuleBroken):
    sentence = "工作人员的账号不能同时代表企业或机构。请使用另一个账号。"


class ApplicantWorksHere(StaffActForNobody):
    sentence = "{name}的账号是工作人员账号，不能同时代表企业或机构。请退回申请，请对方换用另一个账号。"


class OwnCase(RuleBroken):
    sentence = "这是您本人提交的申请，请由本协会的另一位审核员办理。"


class ApplicationWaiting(RuleBroken):
    sentence = "{name}代表单位的申请还没有办结，不能授予角色。请等候结果，或请对方先撤回申请。"


class AlreadyAsked(RuleBroken):
    sentence = "已向 {address} 发出邀请，正在等待对方接受。如需重发，请先撤回。"


class TooManyInvitations(RuleBroken):
    sentence = "等待接受的邀请已有{most}个，请先撤回不再需要的邀请。"


class InvitationOver(RuleBroken):
    """``why`` is the sentence of its state."""

    sentence = "{why}"


class InvitedElsewhere(RuleBroken):
    """The link has come to somebody who does not read the address it was sent to."""

    sentence = "这份邀请发给了{address}，只有确认过这个{kind}的账号可以接受。请换用该账号，或先在“账号安全”中确认这个{kind}，再打开邀请链接。"


class NotOwner(RuleBroken):
    sentence = "只有单位负责人可以管理成员。"


class NothingChanged(RuleBroken):
    sentence = "内容与“{terms}”相同，没有需要公布的修改。"


class SecondPersonNeeded(RuleBroken):
    sentence = "角色的授予和收回须由另一位安全管理员确认：提出人和本人都不能确认。"


class NotForOneself(RuleBroken):
    sentence = "不能变更或停用自己的账号。请由另一位管理员办理。"


class NotYours(RuleBroken):
    sentence = "您的角色不能办理这一事项。角色由系统管理员提出、安全管理员确认。"


class ChangeWaiting(RuleBroken):
    sentence = "{name}的这一角色已有一项变更等待确认，请先等候结果。"


class AlreadyHeld(RuleBroken):
    sentence = "{name}已经是{role}，无需再次授予。"


class AddressUnconfirmed(RuleBroken):
    """Somebody signed up with the address and never showed that they read what is sent there."""

    sentence = (
        "{email}已注册，但还没有确认过这个邮箱，不能核实是谁注册的。请对方先登录并确认邮箱，再授予角色。"
    )


class KindTaken(RuleBroken):
    sentence = "已有{role}。新的{role}请在工作台提出，由安全管理员确认。"


class AccountDisabled(RuleBroken):
    sentence = "{email}的账号已由安全管理员停用，不能用它产生管理员。请换一个邮箱。"


class AlreadySo(RuleBroken):
    sentence = "{name}的账号已经是“{state}”状态，请刷新页面查看。"


class ProofMissing(RuleBroken):
    sentence = "“{name}”已在平台名录中，尚无负责人。认领须说明您与单位的关系，并上传证明材料。"


class OwnerMustHandOver(RuleBroken):
    sentence = "您是“{name}”的负责人，单位还有其他成员。请先将负责人移交给一位成员，再退出。"


class NoOffer(RuleBroken):
    sentence = "这项移交邀请已撤回或已答复，请刷新页面查看。"


class AlreadyOffered(RuleBroken):
    sentence = "已有一项移交邀请等待答复。请先撤回，再邀请另一位成员。"


class NotSuccessor(RuleBroken):
    sentence = "只有单位的其他成员可以申请接任负责人。"


class NotMember(RuleBroken):
    sentence = "您已不是“{name}”的成员。"


class AlreadyOpen(RuleBroken):
    sentence = "{region}的需求企业已开放注册，请直接提交认证申请。"


class CannotClose(RuleBroken):
    sentence = "账号暂时不能注销。{why}"


class TooManySubscriptions(RuleBroken):
    sentence = "最多保留{most}个订阅。请先停止不再需要的，再订阅新的。"


class ConditionsTooLong(RuleBroken):
    sentence = "条件太多，无法订阅。请减少几项筛选条件后再试。"
