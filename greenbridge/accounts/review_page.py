"""The page on which an officer decides a review: record left, evidence right, decision with reasons, then the next one."""

from collections.abc import Callable
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from greenbridge.accounts import desk
from greenbridge.accounts.access import SignedIn
from greenbridge.accounts.forms import DecisionForm
from greenbridge.accounts.forms.verification import Reasons
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.core.errors import RuleBroken

Decide = Callable[..., object]


class Remarks(Protocol):
    """A form for remarks on single answers, sent along with the decision."""

    @property
    def is_given(self) -> bool: ...

    def is_valid(self) -> bool: ...


def review_page(
    request: SignedIn,
    review: Review,
    *,
    template: str,
    queue: str,
    reasons: Reasons,
    decisions: dict[str, Decide],
    context: dict[str, Any],
    version: str = "",
    remarks: Remarks | None = None,
) -> HttpResponse:
    """Show the case, or carry out the decision that was sent.

    ``decisions`` maps passed, returned and refused to the room's services, each called with the review, ``officer``
    and ``reasons``. ``version`` changes whenever what is judged changes: a decision on anything older than what stands
    there now is not taken. ``remarks`` are checked with the decision and drawn by the template; the service for returned takes
    them from there. A refusal by a rule is shown on the same page with everything typed.
    """
    is_remarked = request.method == "POST" and remarks is not None and remarks.is_given
    form = DecisionForm(
        request.POST or None,
        reasons=reasons,
        decisions=list(decisions),
        version=version,
        is_remarked=is_remarked,
    )
    if form.is_valid() and (remarks is None or remarks.is_valid()):
        try:
            decisions[form.cleaned_data["decision"]](review, officer=request.user, reasons=form.reasons_text)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            review.refresh_from_db()
        else:
            label = Decision(form.cleaned_data["decision"]).label
            messages.success(request, f"“{review}”已办理：{label}。")
            return redirect(desk.onward(request.user, queue))
    return render(request, template, {"review": review, "form": form, "remarks": remarks, **context})
