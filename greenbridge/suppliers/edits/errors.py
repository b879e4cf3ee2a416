"""Why an edit is not taken back."""

from greenbridge.core.errors import RuleBroken


class NotAnEdit(RuleBroken):
    sentence = "这一步不能撤销：可以撤销的是机构资料、业务、资质和登记事项的修改。其他内容请直接修改。"


class NothingKept(RuleBroken):
    sentence = "这次修改没有留存修改前的内容，请直接修改机构资料。资质和登记事项修改前的内容留存30天。"


class AlreadyUndone(RuleBroken):
    sentence = "这次修改已经撤销，请刷新页面查看最新内容。"


class EditedSince(RuleBroken):
    sentence = "这项内容后来又有改动，不能撤销这一次。请先撤销较晚的修改，或直接修改机构资料。"


class NotValid(RuleBroken):
    sentence = "恢复后的内容不符合填写要求：{problems}请直接修改机构资料。"
