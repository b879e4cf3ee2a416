"""One of everything, for tests that walk every route of the site."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, reverse

from config import urls
from greenbridge.accounts.models import User
from greenbridge.accounts.queries import entry_link
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.models import ImportRun
from greenbridge.testing import cast

IMPORT_STEPS = ("run", "mapping", "preview", "confirm", "stop", "resume", "issues")
SITE = "320509105"  # 盛泽镇: what waits, waits with the officer of 江苏


def routes() -> list[str]:
    """The names of our own rooms' routes; Wagtail's are its own affair."""
    return [name for entry in urls.urlpatterns for name in _named(entry) if name]


def _named(entry: URLPattern | URLResolver) -> Iterator[str]:
    if isinstance(entry, URLPattern):
        yield entry.name or ""
    elif str(getattr(entry.urlconf_module, "__name__", "")).startswith("greenbridge."):
        space = f"{entry.namespace}:" if entry.namespace else ""
        yield from (space + name for inner in entry.url_patterns for name in _named(inner))


class World:
    """A buyer with demands, a supplier with its profile, staff, and what waits in the queues of 江苏."""

    def __init__(self) -> None:
        dyer, lab = cast.dyer(), cast.lab()
        self.people: dict[str, User | None] = {
            "visitor": None,
            "buyer": cast.owner_of(dyer),
            "supplier": cast.owner_of(lab.organisation),
            "officer": cast.officer("32"),
            "other officer": cast.officer("33"),
            "editor": cast.editor(),
            "operator": cast.operator(),
            "admin": cast.admin(),
        }
        site = cast.statement(region=SITE).region
        self.lab = lab
        self.demand = cast.published(region=site)
        self.waiting = cast.submitted(region=site)
        self.draft = cast.demand(region=site)
        self.attachment = demands.attach(self.draft, cast.checked(), editor=self.draft.author)
        self.invitation = cast.invitation(self.demand, lab)
        cast.credential(lab, "cnas", verified_at=None)
        self.listing = suppliers.submit(lab, editor=cast.owner_of(lab.organisation))
        self.case = cast.application(
            cast.owner_of(dyer), side="supplier", credit_code=dyer.credit_code, name=dyer.name, region=SITE
        )
        self.colleague = cast.person()
        self.colleague.memberships.create(organisation=dyer, role="member", joined_at=clock.now())
        self.run = ImportRun.objects.create(
            source="名单", started_by=cast.operator(), started_at=clock.now(), status="failed"
        )
        self.invited = cast.staff("operator", "新人", "new@ops.example")
        self.elsewhere = cast.session_of(cast.owner_of(dyer))

    def url(self, route: str) -> str:
        """The address of a route, with the arguments that make sense in this world."""
        if route == "accounts:enter":
            return entry_link(self.invited)
        return reverse(route, args=self._arguments().get(route, []))

    def _arguments(self) -> dict[str, list[Any]]:
        demand, draft, lab = self.demand.number, self.draft.number, self.lab
        return {
            "portal:queue": ["verification"],
            "accounts:export_my_data": ["json"],
            "ui:shape": ["list"],
            **{f"imports:{act}": [self.run.pk] for act in IMPORT_STEPS},
            "suppliers:drop_activity": [lab.activities.get().pk],
            "suppliers:drop_credential": [lab.credentials.get(kind="cnas").pk],
            "suppliers:review": [self.listing.pk],
            "suppliers:record": [lab.code],
            "demands:review": [self.waiting.pk],
            "demands:record": [demand],
            "demands:step": [draft, "what"],
            "demands:files": [draft],
            "demands:detach": [draft, self.attachment.pk],
            "demands:check": [draft],
            "demands:submitted": [demand],
            "demands:withdraw": [demand],
            "deals:choose": [lab.code],
            **{f"deals:{act}": [demand] for act in ("overview", "outcome", "respond", "decline")},
            "deals:invite": [demand, lab.code],
            "accounts:applied": [self.case.pk],
            "accounts:withdraw": [self.case.pk],
            "accounts:remove_member": [self.colleague.pk],
            "accounts:review": [self.case.pk],
            "accounts:end_session": [self.elsewhere.pk],
            "accounts:revoke": [cast.editor().grants.get().pk],
            "account_confirm_email": ["unknown"],
            "account_reset_password_from_key": ["1", "x-y"],
            "files:download": [self.case.licence.stored_as],
        }
