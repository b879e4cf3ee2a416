"""The second editor: what the library says in words of its own, two people have read."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from wagtail.models import AbstractGroupApprovalTask, TaskState

from greenbridge.library.errors import DecidedAlready, NotTheSecond, TextChanged
from greenbridge.library.writings import rules


class Submission(TaskState):
    """A text as it was handed in for approval (送审), and who changed it last."""

    digest = models.CharField("送审文字摘要值", max_length=64, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="最后修改人",
        editable=False,
    )

    class Meta:
        verbose_name = "送审"

    def says(self, piece: Any) -> bool:
        """Whether the newest draft is still the text that was handed in."""
        return self.digest == rules.digest(piece.latest_revision.content)


class SecondEditor(AbstractGroupApprovalTask):
    """The one step of the workflow (另一位编辑审核): somebody else approves exactly the text that was handed in."""

    task_state_class = Submission

    class Meta:
        verbose_name = "另一位编辑审核"
        verbose_name_plural = "另一位编辑审核"

    @classmethod
    def get_description(cls) -> str:
        return "送审人和最后修改的人不能自己点通过；送审后文字有改动的，须重新送审。"

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        state = super().start(workflow_state, user=user)
        revisions = workflow_state.content_object.revisions.order_by("-created_at", "-pk")
        hands = [(one.user_id, rules.digest(one.content)) for one in revisions.iterator(20)]
        state.digest, state.written_by_id = hands[0][1], rules.last_hand(hands)
        state.save(update_fields=["digest", "written_by"])
        return state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Whoever may not approve may still send it back; who handed it in takes it back."""
        state = obj.current_workflow_task_state
        if not self._user_in_groups(user) or user.pk == state.workflow_state.requested_by_id:
            return []
        actions: list[tuple[str, str, bool]] = [("reject", "请求修改", True)]
        if self._hindrance(state.specific, obj, user) is None:
            actions += [("approve", "通过", False), ("approve", "通过（附言）", True)]
        return actions

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve, which publishes at the hour that the text names, or send back.

        Raises DecidedAlready if a colleague got there first, NotTheSecond for one's own text, TextChanged.
        """
        state = Submission.objects.select_for_update().get(pk=task_state.pk)
        if state.status != TaskState.STATUS_IN_PROGRESS:
            raise DecidedAlready()
        piece = state.workflow_state.content_object
        if action_name == "approve" and (hindrance := self._hindrance(state, piece, user)):
            raise hindrance
        super().on_action(state, user, action_name, **kwargs)

    @staticmethod
    def _hindrance(state: Submission, piece: Any, user: Any) -> NotTheSecond | TextChanged | None:
        if user.pk in (state.workflow_state.requested_by_id, state.written_by_id):
            return NotTheSecond()
        return None if state.says(piece) else TextChanged()
