"""Refusals. Each is a class with the sentence that the user reads; rooms derive their own in errors.py."""


class RuleBroken(Exception):
    """A rule of the platform says no. ``str()`` of it is the Chinese sentence for the user."""

    sentence = "这一步现在不能进行，请刷新页面后再试。"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format(**facts))
