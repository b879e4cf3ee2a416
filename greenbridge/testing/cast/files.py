"""Files that people hand in."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.files import services
from greenbridge.files.models import File

PDF = b"%PDF-1.4\n%%EOF\n"


def upload(name: str = "营业执照.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def pdf(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    return upload(name)


@transaction.atomic
def file(owner: User, **facts: Any) -> File:
    """A file that was taken in earlier."""
    return services.store(pdf(), owner=owner, **facts)
