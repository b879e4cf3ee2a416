"""Downloads: who may read gets the bytes as an attachment, everybody else a 404."""

import logging

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from greenbridge.audit import services as audit
from greenbridge.files import ranges, rules, services, storage
from greenbridge.files.models import File

logger = logging.getLogger(__name__)

# The sandbox: a browser that shows the bytes all the same runs nothing of them and lends them to no other site.
SANDBOX = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store, private",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@transaction.atomic
def download(request: HttpRequest, stored_as: str) -> HttpResponseBase:
    """The bytes, and one trace of it for every file that is not public."""
    file = get_object_or_404(File.objects.exclude(state=File.State.DESTROYED), stored_as=stored_as)
    if not services.may_read(request.user, file):
        raise Http404
    if not file.is_clean:
        return render(request, "files/kept_back.html", {"file": file}, status=409)
    if not storage.is_whole(file):
        logger.error("stored file %s is missing or altered; it was not given out", file.stored_as)
        raise Http404
    if file.secrecy != File.Secrecy.PUBLIC:
        audit.record("file.downloaded", actor=request.user, target=file)
    return _in_a_sandbox(request, file)


def _in_a_sandbox(request: HttpRequest, file: File) -> HttpResponseBase:
    """The whole file, or the stretch of it that is asked for; a web server in front looks after stretches itself."""
    kind = rules.CONTENT_TYPES[file.kind]
    response: HttpResponseBase
    if settings.FILES_ACCEL:
        response = HttpResponse(content_type=kind)
        response.headers["X-Accel-Redirect"] = f"{settings.FILES_ACCEL}{file.stored_as[:2]}/{file.stored_as}"
        response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    else:
        response = _from_here(request, file, kind)
    for name, value in SANDBOX.items():
        response.headers[name] = value
    return response


def _from_here(request: HttpRequest, file: File, kind: str) -> HttpResponseBase:
    tag = f'"{file.digest}"'
    response: HttpResponseBase
    try:
        stretch = ranges.asked(
            request.headers.get("Range", ""), request.headers.get("If-Range", ""), tag, file.size
        )
    except ranges.NotThere:
        return HttpResponse(status=416, content_type=kind, headers={"Content-Range": f"bytes */{file.size}"})
    if stretch is None:
        content = storage.path(file).open("rb")
        response = FileResponse(content, as_attachment=True, filename=file.name, content_type=kind)
    else:
        response = StreamingHttpResponse(stretch.of(storage.path(file)), status=206, content_type=kind)
        response.headers["Content-Range"] = f"bytes {stretch.first}-{stretch.last}/{file.size}"
        response.headers["Content-Length"] = str(stretch.length)
        response.headers["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    return response
