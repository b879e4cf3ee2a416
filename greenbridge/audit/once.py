"""An act that arrives twice happens once: a double click, a resend after a lost answer, two at the same moment.

A request that carries a key (the hidden field that ``{% csrf_token %}`` draws, or the header ``Idempotency-Key``) runs
in one transaction with the note that it was sent. What left a trace has happened: the same again is answered with the
same answer and changes nothing. What left none was refused, and its key stays good. The same key with other content is
another act: somebody went back and corrected the form. Only what saves itself while one types, and has become something
with an address of its own, goes on there instead of beginning anew.

What takes long and writes nothing is done before the transaction begins (``beforehand``): on SQLite it would hold up
every other writer.
"""

import hashlib
import json
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from greenbridge.audit import services
from greenbridge.audit.models import SentForm
from greenbridge.core import clock
from greenbridge.ui.templatetags.guards import ONCE

GetResponse = Callable[[HttpRequest], HttpResponse]
Preparation = Callable[[HttpRequest], None]
JSON = "application/json"
PASSING = {ONCE, "csrfmiddlewaretoken"}  # differ from page to page and say nothing of the act

_preparations: list[Preparation] = []


def beforehand(preparation: Preparation) -> Preparation:
    """Register what looks at a form before its act begins. It may keep what it found with the request, and no row."""
    _preparations.append(preparation)
    return preparation


def act_once(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if not key:
            return get_response(request)
        for prepare in _preparations:
            prepare(request)
        with transaction.atomic():
            return _act(request, key, get_response)

    return middleware


def _key(request: HttpRequest) -> str:
    if request.method != "POST" or "X-Autosave" in request.headers:
        return ""
    return request.headers.get("Idempotency-Key") or request.POST.get(ONCE, "")


def _act(request: HttpRequest, key: str, get_response: GetResponse) -> HttpResponse:
    content = _content(request)
    start = {"content": content, "at": clock.now()}
    sent, is_first = SentForm.objects.get_or_create(mark=_mark(request, key), defaults=start)
    if not is_first:
        sent = SentForm.objects.select_for_update().get(pk=sent.pk)
        if sent.content == content:
            return _answer_again(request, sent, get_response)
        if sent.answer and (further := json.loads(sent.answer).get("url")):
            return _go_on(sent, further)
    is_visitor = not request.user.is_authenticated
    with services.counting() as traces:
        response = get_response(request)
    if response.status_code >= 500:
        transaction.set_rollback(True)
    elif traces and response.status_code < 400:
        sent.content, sent.at = content, clock.now()
        sent.location = response.headers.get("Location", "")
        sent.answer = response.content.decode() if _is_json(response) else ""
        sent.session = _session_begun_by(request) if is_visitor else ""
        sent.save()
    elif is_first:
        sent.delete()
    return response


def _answer_again(request: HttpRequest, sent: SentForm, get_response: GetResponse) -> HttpResponse:
    """The same redirect, or the same JSON; any other answer is made once more, and what making it wrote is taken back.

    A visitor gets the session that came with the first answer as well: where they have signed up, the next page knows.
    """
    if sent.session:
        request.session = type(request.session)(sent.session)
        request.session.modified = True
    if sent.location:
        messages.info(request, "您的提交已经收到，没有重复办理。")
        return HttpResponseRedirect(sent.location)
    if sent.answer:
        return HttpResponse(sent.answer, content_type=JSON)
    response = get_response(request)
    transaction.set_rollback(True)
    return response


def _session_begun_by(request: HttpRequest) -> str:
    """The key of the session in which the answer left something; it is given out here, not after the answer."""
    if not request.session.modified:
        return ""
    request.session.save()
    return request.session.session_key or ""


def _go_on(sent: SentForm, address: str) -> HttpResponse:
    """The form is sent on to what became of it: its sender did not hear the answer, and has typed on."""
    sent.content = ""  # from now on nothing is the same as the first
    sent.save(update_fields=["content"])
    return HttpResponseRedirect(address, preserve_request=True)


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith(JSON)


def _mark(request: HttpRequest, key: str) -> str:
    """Whose key it is and what for; nothing of it can be read from the mark."""
    who = str(request.user.pk) if request.user.is_authenticated else request.META.get("CSRF_COOKIE", "")
    return _digest(who, request.get_full_path(), key)


def _content(request: HttpRequest) -> str:
    """What was sent, and in what form an answer is wanted: what a script was told is no page for the person at the button."""
    fields = [request.headers.get("Accept", "")]
    fields += [
        part for name, values in request.POST.lists() if name not in PASSING for part in (name, *values, "")
    ]
    for name, uploads in request.FILES.lists():
        for upload in uploads:
            digest = hashlib.new("sm3")
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            fields += [name, upload.name or "", digest.hexdigest()]
    return _digest(*fields)


def _digest(*parts: str) -> str:
    return hashlib.new("sm3", "\x00".join(parts).encode(errors="surrogatepass")).hexdigest()
