"""The inbox."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from greenbridge.messaging import services
from greenbridge.messaging.models import Message


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    messages = Message.objects.filter(recipient=request.user.pk)
    page = Paginator(messages, 20).get_page(request.GET.get("page"))
    return render(request, "messaging/inbox.html", {"page": page, "unread": messages.unread().count()})


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(request.user)
    return redirect("messaging:inbox")
