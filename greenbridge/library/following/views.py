"""The pages of follows: asking for one, one's own, the one that a mail leads to, and the feeds."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import subscribing
from greenbridge.accounts.access import person_of
from greenbridge.accounts.forms import SubscribingForm
from greenbridge.core.errors import RuleBroken
from greenbridge.library.following import feeds, queries, services
from greenbridge.library.models import Follow, Topic, Version, Work
from greenbridge.library.queries import works
from greenbridge.reference.models import Domain

SECTION = {"section": "library"}


def new(request: HttpRequest) -> HttpResponse:
    """Hear of what changes in what the hall shows under these conditions."""
    return _asked(request, queries.of_search(request.GET))


def new_of_work(request: HttpRequest, code: str) -> HttpResponse:
    """Hear of what changes in one document."""
    return _asked(request, queries.of_work(code))


def new_of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear of what changes in the documents of a topic."""
    return _asked(request, queries.of_topic(slug))


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The domains and topics that can be followed as a whole."""
    context = {"domains": Domain.objects.all(), "topics": Topic.objects.published()}
    return render(request, "library/following/choose.html", context | SECTION)


def _asked(request: HttpRequest, to: queries.Subject | None) -> HttpResponse:
    """Visitors say where to. Raises Http404 where there is nothing to follow."""
    if to is None:
        raise Http404
    person = person_of(request)
    form = SubscribingForm(request.POST or None, paces=Follow.Pace.choices, is_signed_in=bool(person))
    if form.is_valid():
        email, asked_from = form.cleaned_data.get("email", ""), request.META.get("REMOTE_ADDR")
        try:
            services.follow(to, form.cleaned_data["pace"], person=person, email=email, asked_from=asked_from)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            if person:
                messages.success(request, f"已关注：{to.label}。有变化时，站内消息和邮件都会告诉您。")
                return redirect("accounts:heard")
            return render(request, "library/following/sent.html", {"email": email, "to": to} | SECTION)
    return render(request, "library/following/new.html", {"form": form, "to": to} | SECTION)


@require_safe
def one(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a mail leads: to agree, or to stop."""
    row = _behind(token)
    context = {"follow": row, "url": queries.url_of(row), "token": token}
    return render(request, "library/following/one.html", context | SECTION)


@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    subscribing.confirm(_behind(token), by=person_of(request))
    messages.success(request, "关注已确认。有变化时，我们会写信给您。")
    return redirect("follows:one", token)


@csrf_exempt  # mail programs send this without having seen a page (RFC 8058); the token says whose it is
@require_POST
def stop(request: HttpRequest, token: str) -> HttpResponse:
    row = _behind(token)
    url = queries.url_of(row)
    subscribing.stop(row, by=person_of(request))
    messages.success(request, f"不再关注：{row.label}。")
    return redirect("accounts:heard" if row.person == request.user else url)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest texts, of a domain or of a kind."""
    kind = request.GET.get("kind", "")
    domain = Domain.objects.filter(pk=request.GET.get("domain", "")).first()
    if kind not in Work.Kind.values:
        kind = ""
    named = [Work.Kind(kind).label if kind else "", domain.name if domain else ""]
    label = "，".join(filter(None, named)) or "全部文件"
    return _atom(queries.newest(kind=kind, domain=domain.pk if domain else ""), label, "/library/")


@require_safe
def feed_of_work(request: HttpRequest, code: str) -> HttpResponse:
    """All texts of one document, as they are made public."""
    work = get_object_or_404(works(), code=code)
    return _atom(queries.newest(work=code), f"《{work.title}》", work.get_absolute_url())


@require_safe
def feed_of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest texts of the documents in a topic."""
    topic = get_object_or_404(Topic.objects.published(), slug=slug)
    return _atom(queries.newest(topic=slug), f"专题“{topic}”", topic.get_absolute_url())


def _atom(versions: list[Version], label: str, path: str) -> HttpResponse:
    told = {"X-Robots-Tag": "noindex"}
    content = feeds.feed(versions, label=label, path=path)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8", headers=told)


def _behind(token: str) -> Follow:
    row = subscribing.behind(Follow, token)
    if row is None:
        raise Http404
    return row
