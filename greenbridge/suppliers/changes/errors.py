"""Why a report of a change is refused."""

from greenbridge.core.errors import RuleBroken


class NothingChanged(RuleBroken):
    sentence = "填写的{fact}与机构页上的相同，没有变更。请核对后再提交。"


class AlreadyReported(RuleBroken):
    sentence = "{fact}已有一份变更申报在核对，请等候结果；填错的可以先撤回。"


class NoLongerWaiting(RuleBroken):
    sentence = "这份变更申报已经办理，不能撤回。请刷新页面查看结果。"
