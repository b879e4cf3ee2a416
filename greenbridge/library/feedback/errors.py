"""Why a feedback on a text is refused."""

from greenbridge.core.errors import RuleBroken


class ReportedAlready(RuleBroken):
    sentence = "您已经就这一处反馈过“{kind}”，编辑正在核实，请等候答复。"


class TooManyReports(RuleBroken):
    sentence = "每人每天最多反馈{most}次，请明天再来。"


class AnsweredAlready(RuleBroken):
    sentence = "这件反馈已由同事答复：{state}。"
