"""Refusals of the trail."""

from greenbridge.core.errors import RuleBroken


class WrongKey(RuleBroken):
    """What was done could not be sealed as everything before it was: it is not done."""

    sentence = "操作记录的密钥与已有记录不符，平台暂停办理，这一步没有保存。请联系平台运维。"
