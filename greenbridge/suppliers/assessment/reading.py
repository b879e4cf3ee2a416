"""Who reads the evidence of a self-assessment."""

from typing import Any

from greenbridge.accounts.models import User
from greenbridge.files.models import File
from greenbridge.suppliers.models import Answer, Assessment


def body_and_officers_read_evidence(user: Any, file: File) -> bool:
    """The people of the body, and the officers to whom it was submitted."""
    if not isinstance(user, User):
        return False
    answers = Answer.objects.filter(file=file)
    if user.organisation and answers.filter(assessment__supplier__organisation=user.organisation).exists():
        return True
    return answers.filter(assessment__in=Assessment.objects.visible_to(user)).exists()
