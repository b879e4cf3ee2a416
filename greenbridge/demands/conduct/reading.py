"""Who reads what is handed in with an objection or a complaint."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.demands.conduct import queries
from greenbridge.demands.models import Complaint, SanctionAppeal
from greenbridge.files.models import File


def those_concerned_read_evidence(user: Any, file: File) -> bool:
    """Whoever may read the sanction itself; of a complaint who made it and who decides, but not its buyer."""
    if not isinstance(user, User):
        return False
    appeals = SanctionAppeal.objects.filter(file=file)
    if appeals.filter(sanction__in=queries.readable_by(user).values("pk")).exists():
        return True
    complaints = Complaint.objects.filter(file=file)
    if user.organisation and complaints.filter(complainant=user.organisation).exists():
        return True
    return complaints.filter(pk__in=queries.complaints_for(user).values("pk")).exists()
