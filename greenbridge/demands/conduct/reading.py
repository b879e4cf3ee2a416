"""Who reads what is handed in with an objection."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.demands.conduct import queries
from greenbridge.demands.models import SanctionAppeal
from greenbridge.files.models import File


def those_concerned_read_evidence(user: Any, file: File) -> bool:
    """Whoever may read the sanction itself."""
    if not isinstance(user, User):
        return False
    appeals = SanctionAppeal.objects.filter(file=file)
    return appeals.filter(sanction__in=queries.readable_by(user).values("pk")).exists()
