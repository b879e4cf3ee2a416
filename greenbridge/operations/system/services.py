"""What the system administrator may set going by hand."""

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import jobs
from greenbridge.operations.errors import UnknownJob
from greenbridge.operations.system import words


@transaction.atomic
def run_now(name: str, *, by: User) -> str:
    """Have a scheduled job run once, out of turn, in the background; returns what it is called.

    Each of them is a sweep that may come at any time and does nothing twice. Raises UnknownJob.
    """
    from greenbridge.operations.tasks import run_scheduled

    if name not in {one.name for one in jobs.schedule()}:
        raise UnknownJob
    label = words.job(name)
    audit.record("job.started", actor=by, note=label, after={"job": name})
    run_scheduled.enqueue(name)
    return label
