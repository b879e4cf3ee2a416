"""Why a scenario or a specification is refused."""

from greenbridge.core.errors import RuleBroken


class ScenarioUnsound(RuleBroken):
    sentence = "场景“{name}”还不能提供：{faults}"


class NotOffered(RuleBroken):
    sentence = "这个场景已经停用，请另选一个场景，或直接填写。"


class NotAllAnswered(RuleBroken):
    sentence = "还有问题没有回答：{names}。请先回答，再看服务要求。"
