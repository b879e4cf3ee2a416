"""An act that arrives twice happens once: a double click, a resend after a lost answer, two at the same moment.

A request that carries a key (the hidden field that ``{% csrf_token %}`` draws, or the header ``Idempotency-Key``) runs
in one transaction with the note that it was sent. What left a trace has happened: the same again is answered with the
same answer and changes nothing. What left none, or that of a refusal, leaves its key good. The same key with other content is
another act: somebody went back and corrected the form. Only what saves itself while one types, and has become something
with an address of its own, goes on there instead of beginning anew.

What takes long and writes nothing is done before the transaction begins (``beforehand``): on SQLite it would hold up
every other writer.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

from greenbridge.audit import services
from greenbridge.audit.models import SentForm
from greenbridge.core import clock
from greenbridge.ui.templatetags.guards import KEYLESS, ONCE

GetResponse = Callable[[HttpRequest], HttpResponse]
Preparation = Callable[[HttpRequest], None]
JSON = "application/json"
ACT = "act"
KEPT = "its_json_is_kept"
"""On a request: its answer in JSON is one that may lie for two days, and that the page goes on with."""
PASSING = {ONCE, "csrfmiddlewaretoken"}  # differ from page to page and say nothing of the act

_preparations: list[Preparation] = []


def beforehand(preparation: Preparation) -> Preparation:
    """Register what looks at a form before its act begins. It may keep what it found with the request, and no row."""
    _preparations.append(preparation)
    return preparation


@dataclass
class _Act:
    """What a form with a key asks for, and how far it has come."""

    sent: SentForm
    content: str
    is_new: bool
    by_visitor: bool
    traces: list[str]
    """The actions that are written down while it is answered; ``begins`` is where the view's own begin."""
    begins: int | None = None
    is_answered: bool = False
    is_made_again: bool = False

    @property
    def has_happened(self) -> bool:
        return self.begins is not None and len(self.traces) > self.begins


class ActOnce:
    """The last of the middlewares with guards: what those refuse is no act, and a note answers nobody whom they stop."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if not key:
            return self.get_response(request)
        for prepare in _preparations:
            prepare(request)
        with transaction.atomic():
            return self._answer(request, key)

    def _answer(self, request: HttpRequest, key: str) -> HttpResponse:
        content, by_visitor = _content(request), not request.user.is_authenticated
        start = {"content": content, "at": clock.now()}
        sent, is_new = SentForm.objects.get_or_create(mark=_mark(request, key), defaults=start)
        if not is_new:
            sent = SentForm.objects.select_for_update().get(pk=sent.pk)
        with services.counting() as traces:
            act = _Act(sent, content, is_new, by_visitor, traces)
            setattr(request, ACT, act)
            response = self.get_response(request)
        if response.status_code >= 500 or act.is_made_again:
            transaction.set_rollback(True)
        elif not act.is_answered:
            _note(request, act, response)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Behind every guard. Only here a form is known to have arrived before."""
        act: _Act | None = getattr(request, ACT, None)
        if act is None:
            return None
        act.begins = len(act.traces)
        if act.is_new:
            return None
        if act.sent.content == act.content:
            return _answer_again(request, act)
        further = json.loads(act.sent.answer).get("url") if act.sent.answer else None
        return _go_on(act, further) if further else None


def _note(request: HttpRequest, act: _Act, response: HttpResponse) -> None:
    """Keep the answer to what has happened. What was refused leaves the key good."""
    sent = act.sent
    if act.has_happened and response.status_code < 400:
        sent.content, sent.at = act.content, clock.now()
        sent.location = response.headers.get("Location", "")
        is_kept = hasattr(request, KEPT) and response.headers.get("Content-Type", "") == JSON
        sent.answer = response.content.decode() if is_kept else ""
        sent.session = _session_begun_by(request) if act.by_visitor else ""
        sent.save()
    elif act.is_new:
        sent.delete()
    elif sent.answer:
        _forget_content(sent)  # a colleague may have been there meanwhile


def _answer_again(request: HttpRequest, act: _Act) -> HttpResponse | None:
    """The same redirect, or the same JSON; any other answer is made once more, and what making it wrote is taken back.

    A visitor gets the session that came with the first answer as well: where they have signed up, the next page knows.
    """
    sent = act.sent
    if sent.session:
        request.session = type(request.session)(sent.session)
        request.session.modified = True
    act.is_answered = bool(sent.location or sent.answer)
    act.is_made_again = not act.is_answered
    if sent.location:
        messages.info(request, "您的提交已经收到，没有重复办理。")
        return HttpResponseRedirect(sent.location)
    return HttpResponse(sent.answer, content_type=JSON) if sent.answer else None


def _session_begun_by(request: HttpRequest) -> str:
    """The key of the session in which the answer left something; it is given out here, not after the answer."""
    if not request.session.modified:
        return ""
    try:
        request.session.save()
    except UpdateError:  # it ended meanwhile, in another window
        return ""
    return request.session.session_key or ""


def _go_on(act: _Act, address: str) -> HttpResponse:
    """The form is sent on to what became of it: its sender did not hear the answer, and has typed on."""
    act.is_answered = True
    _forget_content(act.sent)  # from now on nothing is the same as the first
    return HttpResponseRedirect(address, preserve_request=True)


def _forget_content(sent: SentForm) -> None:
    sent.content = ""
    sent.save(update_fields=["content"])


def _key(request: HttpRequest) -> str:
    if request.method != "POST" or "X-Autosave" in request.headers:
        return ""
    key = request.headers.get("Idempotency-Key") or request.POST.get(ONCE, "")
    if key and not request.user.is_authenticated and not _may_carry_one(request):
        return ""
    return key


def _may_carry_one(request: HttpRequest) -> bool:
    """Of visitors: whoever has the token that a page gave them, and does not sign in with it."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(request.META.get("CSRF_COOKIE")) and not hasattr(view, KEYLESS)


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
