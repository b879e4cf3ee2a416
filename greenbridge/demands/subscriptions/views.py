"""The pages of subscriptions: asking for one, one's own, and the one that a mail leads to."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import subscribing
from greenbridge.accounts.access import person_of
from greenbridge.accounts.forms import SubscribingForm
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.models import Subscription
from greenbridge.demands.subscriptions import queries, services


def new(request: HttpRequest) -> HttpResponse:
    """Hear of what the hall shows under these conditions; visitors say where to."""
    person = person_of(request)
    to = queries.conditions(request.GET)
    form = SubscribingForm(request.POST or None, paces=Subscription.Pace.choices, is_signed_in=bool(person))
    if form.is_valid():
        email = form.cleaned_data.get("email", "")
        try:
            services.subscribe(
                to,
                form.cleaned_data["pace"],
                person=person,
                email=email,
                asked_from=request.META.get("REMOTE_ADDR"),
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            if person:
                messages.success(request, "订阅成功。有新需求时，站内消息和邮件都会告诉您。")
                return redirect("accounts:heard")
            context = {"email": email, "to": to, "section": "demands"}
            return render(request, "demands/subscriptions/sent.html", context)
    context = {"form": form, "to": to, "section": "demands"}
    return render(request, "demands/subscriptions/new.html", context)


@require_safe
def one(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a mail leads: to agree, or to stop."""
    context = {"subscription": _behind(token), "token": token, "section": "demands"}
    return render(request, "demands/subscriptions/one.html", context)


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    subscribing.confirm(_behind(token), by=person_of(request))
    messages.success(request, "订阅已确认。有新需求时，我们会写信给您。")
    return redirect("subscriptions:one", token)


@csrf_exempt  # mail programs send this without having seen a page (RFC 8058); the token says whose it is
@require_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    row = _behind(token)
    subscribing.stop(row, by=person_of(request))
    messages.success(request, f"已停止订阅“{row.label}”。")
    return redirect("accounts:heard" if row.person == request.user else "demands:hall")


def _behind(token: str) -> Subscription:
    row = subscribing.behind(Subscription, token)
    if row is None:
        raise Http404
    return row
