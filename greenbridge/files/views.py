"""Downloads: who may read gets the bytes as an attachment, everybody else a 404."""

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from greenbridge.audit import services as audit
from greenbridge.files import rules, services
from greenbridge.files.models import File


@transaction.atomic
def download(request: HttpRequest, stored_as: str) -> FileResponse:
    file = get_object_or_404(File, stored_as=stored_as)
    if not services.may_read(request.user, file):
        raise Http404
    try:
        content = services.path(file).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    audit.record("file.downloaded", actor=request.user, target=file)
    response = FileResponse(
        content, as_attachment=True, filename=file.name, content_type=rules.CONTENT_TYPES[file.kind]
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store, private"
    return response
