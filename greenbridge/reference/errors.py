"""Refusals about opening phases."""

from greenbridge.core.errors import RuleBroken


class PhaseIsOpen(RuleBroken):
    sentence = "“{phase}”已经开放，企业正在使用，不能再改开放日期。"


class OpensInThePast(RuleBroken):
    sentence = "开放日期不能早于今天，请重新选择。"


class OutOfOrder(RuleBroken):
    sentence = "“{phase}”不能早于前一阶段开放，也不能晚于后一阶段。"
