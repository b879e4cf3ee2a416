"""The page on which an officer decides several reviews alike: choose, look ahead, confirm, read what came of each.

All of it lies at one address and needs no script: what was asked is shown ahead and carries itself to the confirmation.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from greenbridge.accounts.access import SignedIn
from greenbridge.accounts.bulk import MOST, Bulk, ahead, decide_all
from greenbridge.accounts.desk import Task
from greenbridge.accounts.errors import WaitsNoMore
from greenbridge.audit.once import PASSING

CARRIED_BY_ROW = ("pick", "seen-", "title-")
LONGEST_TITLE = 100
OWN = {*PASSING, "step"}


@dataclass(frozen=True)
class Page:
    """What a room lends to the page: the key and the name of its queue, a line per review, and the questions.

    ``form`` asks for the field ``decision``; ``reasons`` makes of the valid form what the others read.
    """

    queue: str
    title: str
    lead: str
    task: Callable[[Any], Task]
    form: Callable[[Any], forms.Form]
    reasons: Callable[[Any], str]
    most: int = MOST
    each: str = "每件仍各自留下记录、各自通知对方"
    told: str = "已通知对方。"
    undo: str = ""
    """Where what was done can be taken back, if anywhere."""


def bulk_page(request: SignedIn, page: Page, bulk: Bulk) -> HttpResponse:
    form, keys = page.form(request.POST or None), _keys(request)
    if form.is_valid():
        if not keys:
            form.add_error(None, "请至少勾选一件。")
        elif len(keys) > page.most:
            form.add_error(None, f"一次最多办理{page.most}件，请分几次办理。")
        elif request.POST.get("step") == "confirm":
            return _carry_out(request, page, bulk, form, keys)
        else:
            return _look_ahead(request, page, bulk, form, keys)
    return _choose(request, page, bulk, form, keys)


def _keys(request: SignedIn) -> list[int]:
    """What was ticked; numbers that no row can have are left out."""
    return sorted({int(key) for key in request.POST.getlist("pick") if key.isdecimal() and len(key) < 19})


def _titled(request: SignedIn, key: int) -> str:
    """What stood beside the box that was ticked: what is not among the rows any more is named by nothing else."""
    return request.POST.get(f"title-{key}", "")[:LONGEST_TITLE] or "一件已不在这里的事项"


def _choose(request: SignedIn, page: Page, bulk: Bulk, form: forms.Form, keys: list[int]) -> HttpResponse:
    waiting = bulk.waiting
    context = {
        "page": page,
        "form": form,
        "rows": [(row.pk, page.task(row)) for row in waiting[: page.most]],
        "waiting": waiting.count(),
        "most": page.most,
        "keys": keys,
        "is_all": "all" in request.GET,
        "outcomes": request.session.get(_kept(page), []) if "done" in request.GET else [],
    }
    return render(request, "accounts/bulk.html", context)


def _look_ahead(request: SignedIn, page: Page, bulk: Bulk, form: forms.Form, keys: list[int]) -> HttpResponse:
    found = ahead(bulk, keys, form.cleaned_data["decision"], officer=request.user)
    tasks = [(one, page.task(one.review)) for one in found]
    there = {one.review.pk for one in found}
    gone = [(_titled(request, key), "", str(WaitsNoMore())) for key in keys if key not in there]
    context = {
        "page": page,
        "decision": _label(form),
        "reasons": page.reasons(form),
        "able": [(one, task) for one, task in tasks if not one.why_not],
        "unable": [*((task.title, task.url, one.why_not) for one, task in tasks if one.why_not), *gone],
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OWN and not name.startswith(CARRIED_BY_ROW)
            for value in values
        ],
    }
    return render(request, "accounts/bulk_preview.html", context)


def _carry_out(request: SignedIn, page: Page, bulk: Bulk, form: forms.Form, keys: list[int]) -> HttpResponse:
    seen = {key: request.POST.get(f"seen-{key}", "") for key in keys}
    decision, reasons = form.cleaned_data["decision"], page.reasons(form)
    outcomes = decide_all(bulk, seen, decision, officer=request.user, reasons=reasons)
    told = [
        asdict(one) | {"title": one.title or _titled(request, key), "did": _label(form)}
        for key, one in zip(keys, outcomes, strict=True)
    ]
    request.session[_kept(page)] = told
    return redirect(f"{request.path}?done")


def _kept(page: Page) -> str:
    """Where the session keeps what came of the last time."""
    return f"bulk {page.queue}"


def _label(form: forms.Form) -> str:
    choices: Any = form.fields["decision"]
    return str(dict(choices.choices)[form.cleaned_data["decision"]])
