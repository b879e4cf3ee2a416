"""What a person hears of regularly, and what they reported: from all halls, each on one page of the desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.my_lists import Reported, heard_by, reported_by
from greenbridge.accounts.paging import listed

REPORTED = Table[Reported](
    "我的反馈",
    (
        ("对象", lambda row: row.about, 36),
        ("问题", lambda row: row.kind, 16),
        ("内容", lambda row: row.text, 60),
        ("反馈时间", lambda row: day(row.reported_at), 12),
        ("答复", lambda row: row.outcome, 14),
        ("答复内容", lambda row: row.answer, 60),
    ),
)


@require_safe
@signed_in
def heard(request: SignedIn) -> HttpResponse:
    """What the person follows and has subscribed to."""
    return render(request, "accounts/heard.html", {"rows": heard_by(request.user), "title": "关注和订阅"})


@require_safe
@signed_in
def reported(request: SignedIn) -> HttpResponse:
    """What the person has reported, with the answers."""
    rows = reported_by(request.user)
    return listed(request, "accounts/reported.html", rows, REPORTED, title=REPORTED.title)
