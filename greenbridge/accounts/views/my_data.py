"""我的数据: what the platform knows of me, to take along and to put right."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from greenbridge.accounts import my_data as data
from greenbridge.accounts import services
from greenbridge.accounts.access import SignedIn, freshly_confirmed, signed_in
from greenbridge.accounts.forms import CorrectionForm
from greenbridge.accounts.services.my_data import FORMATS
from greenbridge.core import clock
from greenbridge.files.rules import CONTENT_TYPES

KINDS = (("xlsx", "导出 Excel 表格"), ("json", "导出 JSON（供程序读取）"))
TYPES = {"xlsx": CONTENT_TYPES["xlsx"], "json": "application/json"}


@signed_in
def my_data(request: SignedIn) -> HttpResponse:
    person = request.user
    form = CorrectionForm(request.POST or None, initial={"name": person.name, "phone": person.phone})
    if form.is_valid():
        services.correct(person, **form.cleaned_data)
        messages.success(request, "已更正。")
        return redirect("accounts:my_data")
    context = {
        "form": form,
        "portions": data.portions(person),
        "kinds": KINDS,
        "has_agreed": person.consents.filter(withdrawn_at=None).exists()
        and not services.lacking_consent(person),
    }
    return render(request, "accounts/my_data.html", context)


@require_POST
@signed_in
@freshly_confirmed
def export_my_data(request: SignedIn, kind: str) -> HttpResponse:
    if kind not in FORMATS:
        raise Http404
    content = services.export_my_data(request.user, kind)
    name = f"我的数据-{clock.today():%Y-%m-%d}.{kind}"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition or ""})
