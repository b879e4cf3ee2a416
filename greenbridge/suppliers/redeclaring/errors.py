"""Why an activity is not declared anew."""

from greenbridge.core.errors import RuleBroken


class AlreadyDone(RuleBroken):
    sentence = "这项业务已按现在的分类登记或已不再登记，无需再办。"


class ChangedSince(RuleBroken):
    sentence = "登记以后业务又有改动，请打开机构页面逐件核对。"


class OutOfCharge(RuleBroken):
    sentence = "这家机构现在不由您所在的协会负责，请由负责的协会办理。"


class BodySpeaks(RuleBroken):
    sentence = "这家机构已有人认领，业务由机构自己修改，协会不再代办。"
