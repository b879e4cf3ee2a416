"""Why a step of a spot check is refused."""

from greenbridge.core.errors import RuleBroken


class AlreadyDrawn(RuleBroken):
    sentence = "{draw}已经抽取过，每个季度抽取一次，名单见抽查公示。"


class NobodyDrawn(RuleBroken):
    sentence = "没有抽到机构。请在有机构的分层填写抽取数。"


class NotNow(RuleBroken):
    sentence = "这项抽查现在是“{state}”，请刷新页面查看最新情况。"
