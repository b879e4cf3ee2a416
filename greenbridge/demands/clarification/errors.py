"""Why a question or an answer is refused."""

from greenbridge.core.errors import RuleBroken


class OwnQuestion(RuleBroken):
    sentence = "这是本单位发布的需求。要补充内容，请用“变更需求”。"


class TooLateToAsk(RuleBroken):
    sentence = "提问已于{until}截止。您可以看看已有的回答，或直接响应。"


class TooManyQuestions(RuleBroken):
    sentence = "您的机构还有{count}个问题等候回答，请等回答后再提问。"


class ContactInText(RuleBroken):
    sentence = "请不要写手机号或邮箱（“{found}”）：问题和回答对所有人公开，也不显示提问的机构。"


class AlreadyAnswered(RuleBroken):
    sentence = "这个问题已经回答或隐去，请刷新页面查看。"


class NotAnswered(RuleBroken):
    sentence = "这个问题还没有回答或已经隐去，不能更正。请刷新页面查看。"


class SameAnswer(RuleBroken):
    sentence = "更正后的回答与现在的一样。请写明正确的内容。"


class CorrectedMeanwhile(RuleBroken):
    sentence = "同事刚刚更正过这个回答，下面是现在的内容，请核对后再更正。"


class AlreadyHidden(RuleBroken):
    sentence = "这个问题已由{by}隐去。"
