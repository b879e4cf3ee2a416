"""Why a demand's step is refused."""

from greenbridge.core.errors import RuleBroken


class NotVerifiedBuyer(RuleBroken):
    sentence = "只有已认证的需求企业可以发布需求。请先完成单位认证。"


class NotEditable(RuleBroken):
    sentence = "这条需求现在是“{status}”，不能修改。如需变更，请先撤回。"


class DemandIncomplete(RuleBroken):
    sentence = "还不能提交：{missing}。"


class SensitiveWording(RuleBroken):
    sentence = "{where}中有不能公开的词语：{words}。请改写后再提交。"


class ContactInText(RuleBroken):
    sentence = (
        "{where}中有手机号或邮箱“{found}”，会对所有人公开。请删去：机构响应后，双方会看到彼此的联系人和电话。"
    )


class ContactInDraft(ContactInText):
    sentence = (
        "{where}中有手机号或邮箱“{found}”，会对所有人公开。"
        "请删去：联系人和电话填写在“怎样发布”一步，机构响应后才向双方显示。"
    )


class NotPublished(RuleBroken):
    sentence = "这条需求现在是“{status}”，不能进行这一步。"


class TooManyFiles(RuleBroken):
    sentence = "最多上传{limit}个附件，请合并后再上传。"
