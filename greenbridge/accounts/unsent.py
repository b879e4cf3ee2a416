"""A form that was sent after the session had ended (未提交的内容): kept for the same person until they are back."""

from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

from greenbridge.accounts.models import User

KEY = "unsent"
LARGEST = 100_000
NEVER_KEPT = (
    "csrfmiddlewaretoken",
    "once",
    "password",
    "password1",
    "password2",
    "oldpassword",
    "code",
    "credential",
)


@dataclass(frozen=True)
class Unsent:
    """What was typed, where it was going, and whose it is."""

    user: int
    path: str
    pairs: list[tuple[str, str]] = field(default_factory=list)


def rescued(request: HttpRequest, user: User) -> Unsent | None:
    """What a POST holds that is worth keeping; files cannot be."""
    if request.method != "POST" or "X-Autosave" in request.headers:
        return None
    pairs = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT
        for value in values
    ]
    if not pairs or sum(len(name) + len(value) for name, value in pairs) > LARGEST:
        return None
    return Unsent(user.pk, request.get_full_path(), pairs)


def keep(request: HttpRequest, unsent: Unsent) -> None:
    request.session[KEY] = asdict(unsent)


def of(request: HttpRequest, user: User) -> Unsent | None:
    """What waits for this person in this browser, and for nobody else."""
    kept = request.session.get(KEY)
    return Unsent(**kept) if kept and kept["user"] == user.pk else None


def way_back(request: HttpRequest, kept: Unsent | None) -> str:
    """Where to go after signing in again."""
    if kept:
        return reverse("accounts:resume")
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    return page.path or reverse("portal:desk")
