"""Files that people hand in."""

import io
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from greenbridge.accounts.models import User
from greenbridge.files import services
from greenbridge.files.models import File

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


def upload(name: str = "营业执照.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def pdf(name: str = "营业执照.pdf") -> SimpleUploadedFile:
    return upload(name)


@cache
def _checked() -> services.Checked:
    return services.check(pdf())


def checked(name: str = "营业执照.pdf") -> services.Checked:
    """A file that the form has let in. Looked through once for all stories, because that takes a child process."""
    return replace(_checked(), name=name)


@transaction.atomic
def file(owner: User, **facts: Any) -> File:
    """A file that was taken in earlier."""
    return services.store(checked(), owner=owner, **facts)


_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
}


def office(kind: str = "docx", more: dict[str, bytes | str] | None = None, types: str = "") -> bytes:
    """The least that is a Word or Excel file, with more parts as the story wants them."""
    part, main = _MAIN[kind]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types><Override PartName="/{part}" ContentType="{_CONTENT_TYPE}.{main}"/>{types}</Types>',
        part: "<document/>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | (more or {})).items():
            archive.writestr(name, data)
    return content.getvalue()


def picture(kind: str = "jpg", size: tuple[int, int] = (40, 20), **how: Any) -> bytes:
    """A picture: red on the left, blue on the right."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    content = io.BytesIO()
    drawn.save(content, {"jpg": "JPEG", "png": "PNG"}[kind], **how)
    return content.getvalue()
