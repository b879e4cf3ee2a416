"""Why a step of a feedback is refused."""

from greenbridge.core.errors import RuleBroken


class OwnRecord(RuleBroken):
    sentence = "这是您单位的机构页，请在“机构资料”中直接修改。"


class AlreadyReported(RuleBroken):
    sentence = "您已经反馈过这家机构“{kind}”，正在等候答复。有补充的，请在收到答复后再次反馈。"


class TooManyReports(RuleBroken):
    sentence = "您在24小时内已反馈{most}次，请明天再来。"


class OwnBody(RuleBroken):
    sentence = "您是这家机构的成员，按回避要求不能办理，请由其他审核员办理。"


class NobodySpeaks(RuleBroken):
    sentence = "“{supplier}”还没有成员使用平台，不能转由机构处理，请核实后选择其他答复。"
