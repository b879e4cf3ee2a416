"""Background jobs in stories: they run in place, once the transaction that asked for them has committed."""

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend


class AfterCommit(ImmediateBackend):  # type: ignore[misc]  # the package has no types
    def enqueue(self, task: Any, args: Any, kwargs: Any) -> None:
        transaction.on_commit(partial(super().enqueue, task, args, kwargs))
