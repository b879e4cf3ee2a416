"""Why a step of the admission assessment is refused."""

from greenbridge.core.errors import RuleBroken


class WeightsWrong(RuleBroken):
    sentence = "各项权重合计应为100，现为{total}，请核对考核标准。"


class NotSettled(RuleBroken):
    sentence = "两位评分人的分差还没有裁定，请先由第三位评分人裁定。"


class CriteriaChanged(RuleBroken):
    sentence = "“{name}”已在使用，内容不能改动。请用新的版本号载入。"


class NotYetListed(RuleBroken):
    sentence = "机构入驻后才能申请准入考核。请先在机构资料中提交入驻。"


class NotOffered(RuleBroken):
    sentence = "机构资料里没有在{province}的“{kind}”业务。请先在机构资料中添加这项业务和服务地区。"


class NoCriteria(RuleBroken):
    sentence = "{province}还没有“{kind}”的考核标准，暂时不能申请。标准公布后会列在考核页面上。"


class UnderWay(RuleBroken):
    sentence = "{what}的考核正在进行，请在考核页面上继续。"


class StillValid(RuleBroken):
    sentence = "{what}的准入考核到{until}前有效，到期前{days}天起可以申请年度复核。"


class NotADraft(RuleBroken):
    sentence = "自评已提交，不能再修改。评分结果会通过站内消息和邮件告诉您。"


class AnswersMissing(RuleBroken):
    sentence = "还不能提交：请填写{titles}的自评分和说明。"


class CorrectionOver(RuleBroken):
    sentence = "整改期限{until}已过，请重新申请准入考核。"


class OwnBody(RuleBroken):
    sentence = "您是这家机构的成员，按回避要求不能参加评分，请由其他审核员办理。"


class Recused(RuleBroken):
    sentence = "您已声明与这家机构有利害关系，按回避要求由其他审核员评分。"


class WasScorer(RuleBroken):
    sentence = "您是意见不同的两位评分人之一，按回避要求由第三位审核员裁定。"


class BothScored(RuleBroken):
    sentence = "两位评分都已提交，您的评分不能再收回。请把利害关系告诉协会负责人。"


class NotScored(RuleBroken):
    sentence = "这项考核现在不需要评分，请返回工作台查看最新情况。"


class ScoredAlready(RuleBroken):
    sentence = "您已经评过分，同一项考核不能再次评分。"


class PointsMissing(RuleBroken):
    sentence = "还不能提交：请给{titles}评分。"


class NoteMissing(RuleBroken):
    sentence = "请写明{titles}的评分理由：低于最低分的和裁定的指标都要有理由，机构会看到。"


class HasStarted(RuleBroken):
    sentence = "{province}已经启用准入，名录正在按考核结果展示，不能再改日期。"


class StartsInThePast(RuleBroken):
    sentence = "启用日期不能早于今天，请重新选择。"
