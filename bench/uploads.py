"""What looking through an upload costs: one of each kind, and a child that does nothing."""

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from bench.figures import Figure, Measurement, milliseconds, percentile
from greenbridge.files import services
from greenbridge.files.child import runner

ROUNDS = 15
PIXELS = (4000, 3000)  # a phone's photograph
PAGES = 50
LINES = 20_000
TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
KINDS = ("pdf", "jpg", "docx", "csv")


def measurements() -> list[Measurement]:
    return [Measurement("upload_check", (*KINDS, "start"), _checking)]


def _checking() -> Mapping[str, Figure]:
    samples = {"pdf": _pdf(), "jpg": _photograph(), "docx": _document(), "csv": "甲,乙,丙\n".encode() * LINES}
    figures = {f"upload_check_{kind}": _figure(kind, content) for kind, content in samples.items()}
    return figures | {"upload_check_start": _start()}


def _figure(kind: str, content: bytes) -> Figure:
    times = [
        milliseconds(lambda: services.check(SimpleUploadedFile(f"a.{kind}", content), (kind,)))
        for _ in range(ROUNDS)
    ]
    return Figure(percentile(times, 0.5), "ms", note=f"{len(content) / 1e6:.2f} MB, median of {ROUNDS}")


def _start() -> Figure:
    limits = runner.Limits(seconds=5, megabytes=200, output_megabytes=1)
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write("def main():\n    return ''\n")
        script.flush()
        times = [milliseconds(lambda: runner.run(Path(script.name), limits=limits)) for _ in range(ROUNDS)]
    return Figure(percentile(times, 0.5), "ms", note="a child that does nothing")


def _pdf() -> bytes:
    writer, content = PdfWriter(), io.BytesIO()
    for _ in range(PAGES):
        writer.add_blank_page(595, 842)
    writer.write(content)
    return content.getvalue()


def _photograph() -> bytes:
    content = io.BytesIO()
    Image.effect_noise(PIXELS, 40).convert("RGB").save(content, "JPEG", quality=80)
    return content.getvalue()


def _document() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<document>" + "<p>正文</p>" * LINES + "</document>")
    return content.getvalue()
