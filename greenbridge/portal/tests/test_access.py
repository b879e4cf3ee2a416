"""Every route × every kind of person × every province × one's own and other people's things.

A row per route; a route without a row fails. ``page(who…)`` is read, ``page(who…, post=200)`` also takes a form,
``act(who…)`` is a button. Who is let in is said by rules: ``everybody``, ``signed_in``, ``by(roles…)``,
``own(roles…)`` for those to whose body the thing belongs, ``province`` for the officer of the thing's province.
For all others the page does not exist. ``World.arguments`` names the thing; there is one in each of four provinces.
"""

from inspect import unwrap
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import include, path, reverse

from config import urls
from greenbridge.accounts import access, models
from greenbridge.accounts.views import staff
from greenbridge.core import clock
from greenbridge.testing import cast
from greenbridge.testing.matrix import (
    ADMINISTRATORS,
    BUYERS,
    HOME,
    LEADS,
    OFFICERS,
    SUPPLIERS,
    Cell,
    Neighbourhood,
    Row,
    act,
    by,
    everybody,
    findings,
    own,
    page,
    province,
    signed_in,
    strays,
)
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.world import EXAMINERS, a_world

pytestmark = pytest.mark.usefixtures("follow")

lists = by(*OFFICERS, "operator")
buyers, suppliers = by(*BUYERS), by(*SUPPLIERS)
with_factor = by(*OFFICERS, "operator", "editor", *ADMINISTRATORS)
without_factor, nobody = by("person", *BUYERS, *SUPPLIERS), by()
with_a_key = by("expert")  # and with no authenticator beside it
own_buyer, own_supplier = own(*BUYERS), own(*SUPPLIERS)


def examiner(cell: Cell) -> bool:
    """The officer of the association, never of the body's province, that looks into a body drawn by lot."""
    return cell.role == f"officer {EXAMINERS[cell.province]}"


def supervisor(cell: Cell) -> bool:
    """The officer where a demand lies, and where its buyer sits: the dye works of the world of 江苏 stands in 上海."""
    return province(cell) or (cell.province == HOME and cell.role == LEADS)


MATRIX: dict[str, Row] = {
    "portal:search": page(everybody),
    "portal:figures": page(everybody),
    "portal:privacy_register": page(everybody),
    "portal:desk": page(signed_in),
    "portal:queue": page(by(*OFFICERS)),
    "portal:workload": page(by(*OFFICERS)),
    "portal:robots": page(everybody),
    "portal:sitemap": page(everybody),
    "intake:list": page(by("operator", "editor"), post=200),
    "intake:record": page(by("operator", "editor")),
    "intake:facts": page(by("operator", "editor"), post=200),
    "intake:publish": act(by("operator", "editor"), gives=200),
    "intake:check": act(by("operator", "editor"), gives=200),
    "intake:set_aside": page(by("operator", "editor"), post=200),
    "intake:take_up": act(by("operator", "editor")),
    "intake:correct": page(by("operator", "editor"), post=200),
    "intake:correction": page(by("operator", "editor"), post=200),
    "ledger:list": page(by("operator", "editor")),
    "ledger:new": page(by("operator", "editor"), post=200),
    "ledger:entry": page(by("operator", "editor")),
    "ledger:change": page(by("operator", "editor"), post=200),
    "ledger:confirm": page(by("operator", "editor"), post=200),
    "ledger:articles": page(by("operator", "editor"), post=200),
    "ledger:withdraw": page(by("operator", "editor"), post=200),
    "ledger:recheck": page(by("editor"), post=200),
    "portal:classroom": page(everybody),
    "portal:answers": page(everybody),
    "health:status": page(everybody),
    "ui:theme": page(everybody, get=302),
    "ui:guide": page(everybody),
    "ui:shape": page(everybody),
    "imports:list": page(lists, post=200),
    "imports:run": page(lists),
    "imports:mapping": page(lists, get=302, post=302),
    "imports:preview": page(lists, get=302),
    "imports:confirm": act(lists),
    "imports:stop": act(lists),
    "imports:resume": act(lists),
    "imports:issues": page(lists),
    "imports:compare": page(lists),
    "imports:undo": act(lists),
    "imports:gone": page(by(*OFFICERS)),
    "imports:gone_bulk": page(by(*OFFICERS), post=200),
    "imports:settle": act(province),
    "imports:credit": page(lists, post=200),
    "imports:credit_run": page(lists),
    "imports:credit_confirm": act(lists),
    "imports:credit_stop": act(lists),
    "imports:credit_undo": act(lists),
    "imports:credit_faults": page(lists),
    "credit:submit": page(suppliers, post=200),
    "credit:objections": page(suppliers),
    "credit:object": page(own_supplier, post=200),
    "credit:objection": page(province, post=200),
    "credit:due": page(by(*OFFICERS)),
    "credit:check": page(province, post=200),
    "credit:anomaly": page(province, post=200),
    "credit:report": page(province, post=200),
    "imports:profiles": page(lists, post=200),
    "imports:profile": page(lists, post=200),
    "assessment:mine": page(suppliers),
    "assessment:open": act(suppliers),
    "assessment:starts": page(by("operator"), post=200),
    "assessment:criteria": page(signed_in),
    "assessment:criteria_set": page(signed_in),
    "assessment:record": page(own_supplier, province),
    "assessment:edit": page(own_supplier, post=200),
    "assessment:submit": act(own_supplier),
    "assessment:score": page(province, post=200),
    "assessment:recuse": page(province, post=200),
    "spotcheck:list": page(everybody),
    "spotcheck:draw": page(everybody),
    "spotcheck:population": page(everybody),
    "spotcheck:new": page(by("operator"), post=200),
    "spotcheck:check": page(own_supplier, examiner),
    "spotcheck:find": page(examiner, post=200),
    "spotcheck:correct": page(own_supplier, post=200),
    "spotcheck:close": page(examiner, post=200),
    "suspension:list": page(by(*OFFICERS)),
    "suspension:suspend": page(province, post=200),
    "suspension:record": page(own_supplier, province),
    "suspension:lift": page(province, post=200),
    "suspension:appeal": page(own_supplier, post=200),
    "suspension:answer": page(province, post=200),
    "feedback:mine": page(everybody, get=302),
    "feedback:report": page(signed_in, post=200),
    "feedback:record": page(own("buyer"), own_supplier),
    "feedback:answer": page(province, post=200),
    "notes:list": page(province, post=200),
    "notes:take_back": act(province),
    "suppliers:directory": page(everybody),
    "suppliers:compare": page(everybody),
    "suppliers:sitemap": page(everybody),
    "suppliers:favourites": page(signed_in),
    "suppliers:keep": act(signed_in),
    "suppliers:drop_favourite": act(signed_in),
    "suppliers:mine": page(suppliers),
    "suppliers:edit": page(suppliers, post=200),
    "suppliers:size": page(suppliers, post=200),
    "suppliers:add_activity": page(suppliers, post=200),
    "suppliers:drop_activity": act(own_supplier),
    "suppliers:add_credential": page(suppliers, post=200),
    "suppliers:drop_credential": act(own_supplier),
    "suppliers:add_part": page(suppliers, post=200),
    "suppliers:change_part": page(own_supplier, post=200),
    "suppliers:drop_part": act(own_supplier),
    "suppliers:verify_part": act(province),
    "suppliers:submit": act(suppliers),
    "suppliers:bulk": page(by(*OFFICERS), post=200),
    "feedback:bulk": page(by(*OFFICERS), post=200),
    "suppliers:review": page(province, post=200),
    "suppliers:record": page(everybody),
    "suppliers:restrictions": page(by(*OFFICERS)),
    "suppliers:confirm": page(suppliers, post=200),
    "suppliers:unconfirmed": page(by(*OFFICERS)),
    "suppliers:late": page(province, post=200),
    "suppliers:withdraw_late": page(province, post=200),
    "suppliers:changes": page(suppliers),
    "suppliers:report_change": page(suppliers, post=200),
    "suppliers:withdraw_change": act(own_supplier),
    "suppliers:key_change": page(province, post=200),
    "suppliers:edits": page(own_supplier, province),
    "suppliers:undo": page(own("supplier"), province, post=200),
    "writings:list": page(everybody),
    "writings:record": page(everybody),
    "law:hall": page(everybody),
    "writings:topics": page(everybody),
    "writings:topic": page(everybody),
    "writings:terms": page(everybody),
    "writings:defined": page(everybody),
    "law:suggest": page(everybody),
    "guides:list": page(everybody),
    "guides:guide": page(everybody),
    "suppliers:former_types": page(by(*OFFICERS)),
    "suppliers:former_types_bulk": page(by(*OFFICERS), post=200),
    "suppliers:former_types_done": page(by(*OFFICERS), post=302),
    "suppliers:former_type": page(province, post=200),
    "suppliers:disputes": page(by(*OFFICERS)),
    "suppliers:dispute": page(province, post=200),
    "suppliers:paper_disputes": page(by(*OFFICERS)),
    "suppliers:paper_dispute": page(province, post=200),
    "suppliers:likenesses": page(by(*OFFICERS)),
    "suppliers:propose": page(by(*OFFICERS), post=200),
    "suppliers:likeness": page(province, post=200),
    "suppliers:merges": page(by(*OFFICERS)),
    "suppliers:merge": page(province, post=200),
    "library:work": page(everybody, get=302),
    "library:version": page(everybody),
    "library:clause": page(everybody),
    "library:table": page(everybody),
    "library:compare": page(everybody),
    "library:json": page(everybody),
    "library:akoma_ntoso": page(everybody),
    "library:pdf": page(everybody),
    "library:sitemap": page(everybody),
    "notices:record": page(everybody),
    "notices:ask": page(everybody, post=200),
    "notices:review": page(province, post=200),
    "notices:bulk": page(by(*OFFICERS), post=200),
    "notices:removal": page(province, post=200),
    "demands:hall": page(everybody),
    "demands:feed": page(everybody),
    "demands:sitemap": page(everybody),
    "demands:calendar": page(everybody),
    "demands:deadline": page(everybody),
    "follows:mine": page(everybody, get=302),
    "follows:new": page(everybody, post=200),
    "follows:new_of_work": page(everybody, post=200),
    "follows:new_of_topic": page(everybody, post=200),
    "follows:choose": page(everybody),
    "follows:feed": page(everybody),
    "follows:feed_of_topic": page(everybody),
    "follows:feed_of_work": page(everybody),
    "follows:one": page(everybody),
    "follows:confirm": act(everybody),
    "follows:stop": act(everybody),
    "text_feedback:mine": page(everybody, get=302),
    "text_feedback:report": page(signed_in, post=200),
    "text_feedback:record": page(own("buyer")),
    "text_feedback:answer": page(by("editor", "operator"), post=200),
    "duties:calendar": page(everybody),
    "duties:list": page(everybody),
    "duties:look": page(everybody),
    "duties:feed": page(everybody),
    "duties:profile": page(buyers, post=200, otherwise=200),
    "duties:forget": act(buyers),
    "duties:renew": act(buyers),
    "duties:done": act(buyers),
    "duties:reminders": act(buyers),
    "subscriptions:mine": page(everybody, get=302),
    "subscriptions:new": page(everybody, post=200),
    "subscriptions:one": page(everybody),
    "subscriptions:confirm": act(everybody),
    "subscriptions:stop": act(everybody),
    "demands:new": page(buyers, post=302, otherwise=200),
    "demands:mine": page(buyers),
    "demands:review": page(province, post=200),
    "demands:record": page(everybody),
    "demands:copy": act(own_buyer),
    "demands:step": page(own_buyer, post=200),
    "demands:parts": page(own_buyer),
    "demands:add_site": page(own_buyer, post=200),
    "demands:site": page(own_buyer, post=200),
    "demands:drop_site": act(own_buyer),
    "demands:add_lot": page(own_buyer, post=200),
    "demands:lot": page(own_buyer, post=200),
    "demands:drop_lot": act(own_buyer),
    "demands:take_sum": act(own_buyer),
    "demands:files": page(own_buyer, post=200),
    "demands:detach": act(own_buyer),
    "demands:check": page(own_buyer, post=200),
    "conduct:draws": page(everybody),
    "conduct:draw": page(everybody),
    "conduct:check": page(province, post=200),
    "conduct:complain": page(suppliers, post=200),
    "conduct:complaints": page(suppliers),
    "conduct:complaint": page(own_buyer, own_supplier, province),
    "conduct:reply": page(own_buyer, post=200),
    "conduct:handle": page(province, post=200),
    "conduct:buyers": page(by(*OFFICERS)),
    "conduct:buyer": page(supervisor),
    "conduct:impose": page(supervisor, post=200),
    "conduct:mine": page(buyers),
    "conduct:sanction": page(own_buyer, supervisor),
    "conduct:appeal": page(own_buyer, post=200),
    "conduct:answer": page(province, post=200),
    "conduct:lift": page(supervisor, post=200),
    "demands:submitted": page(own_buyer),
    "demands:withdraw": page(own_buyer, post=200),
    "clarification:ask": page(suppliers, post=200),
    "clarification:answer": page(own_buyer, post=200),
    "clarification:correct": page(own_buyer, post=200),
    "clarification:hide": page(province, post=200),
    "amendments:new": page(own_buyer, post=200),
    "amendments:review": page(province, post=200),
    "amendments:withdraw": act(own_buyer),
    "specification:start": act(buyers),
    "specification:answers": page(own_buyer, post=200),
    "specification:clauses": page(own_buyer, post=200),
    "specification:drop": act(own_buyer),
    "deals:opportunities": page(suppliers),
    "deals:choose": page(buyers),
    "deals:overview": page(own_buyer),
    "deals:outcome": page(own_buyer, post=200),
    "deals:surveys": page(by(*OFFICERS)),
    "deals:survey": page(own_buyer, post=200),
    "deals:respond": page(suppliers, post=200),
    "deals:decline": page(own_supplier, post=200),
    "deals:invite": act(own_buyer),
    "deals:contact": act(own(*BUYERS, *SUPPLIERS)),
    "accounts:apply": page(signed_in, post=200),
    "accounts:applied": page(own("buyer")),
    "accounts:withdraw": act(own("buyer")),
    "accounts:organisation": page(buyers, suppliers, post=200, otherwise=302),
    "accounts:remove_member": act(own_buyer),
    "accounts:invitation": page(everybody, post=302),
    "accounts:withdraw_invitation": act(own_buyer),
    "accounts:offer_ownership": act(own_buyer),
    "accounts:answer_offer": act(buyers, suppliers),
    "accounts:succeed": page(by("buyer member", "supplier member"), post=200),
    "accounts:leave": page(buyers, suppliers, post=302),
    "accounts:review": page(province, post=200),
    "accounts:see_contact": act(province),
    "accounts:staff": page(by("admin"), post=200),
    "accounts:terms": page(signed_in, get=302, post=302),
    "accounts:withdraw_consent": act(signed_in),
    "accounts:terms_version": page(everybody),
    "accounts:revoke": page(by("admin"), post=200),
    "accounts:opening": page(by("operator"), post=200),
    "accounts:waiting": page(by("person"), post=302),
    "accounts:role_changes": page(by("security admin")),
    "accounts:role_change": page(by("security admin"), post=200),
    "accounts:people": page(by("security admin")),
    "accounts:account": page(by("security admin"), post=200),
    "accounts:heard": page(signed_in),
    "accounts:reported": page(signed_in),
    "accounts:my_data": page(signed_in, post=200),
    "accounts:close": page(signed_in, post=200),
    "accounts:export_my_data": act(signed_in, gives=200),
    "accounts:enter": page(everybody, post=200),
    "accounts:security": page(signed_in),
    "accounts:end_session": act(own("buyer")),
    "accounts:end_other_sessions": act(signed_in),
    "accounts:resume": page(signed_in, get=302),
    "accounts:set_up": page(without_factor, otherwise=302),
    "mfa_index": page(signed_in),
    "mfa_list_webauthn": page(signed_in),
    "mfa_authenticate": page(signed_in, get=302, post=302, outside=302),
    "mfa_reauthenticate": page(with_factor, post=200, otherwise=302),
    "mfa_activate_totp": page(without_factor, with_a_key, post=200, otherwise=302),
    "mfa_deactivate_totp": page(with_factor, post=200),
    "mfa_view_recovery_codes": page(nobody),
    "mfa_generate_recovery_codes": page(with_factor, with_a_key, post=302, otherwise=200),
    "mfa_add_webauthn": page(signed_in, post=200),
    "mfa_remove_webauthn": page(with_a_key, post=302),
    "mfa_reauthenticate_webauthn": page(with_a_key, post=200, otherwise=302),
    "mfa_login_webauthn": page(signed_in, get=302, post=302, outside=302),
    "account_login": page(by("visitor", "disabled"), post=200, otherwise=302),
    "account_logout": page(signed_in, post=302, outside=302),
    "account_signup": page(by("visitor", "disabled"), post=200, otherwise=302),
    "account_inactive": page(everybody),
    "account_reauthenticate": page(signed_in, post=200),
    "account_email": page(signed_in, post=200),
    "account_email_verification_sent": page(signed_in, get=302, post=302, outside=302),
    "account_request_login_code": page(by("visitor", "disabled"), post=200, otherwise=302),
    "account_confirm_login_code": page(signed_in, get=302, post=302, outside=302),
    "account_verify_phone": page(signed_in, get=302, post=302, outside=302),
    "account_change_phone": page(signed_in, post=200),
    "account_change_password": page(signed_in, post=200),
    "account_set_password": page(signed_in, get=302, post=302),
    "account_reset_password": page(everybody, post=200),
    "account_reset_password_done": page(everybody),
    "account_reset_password_from_key": page(everybody),
    "account_reset_password_from_key_done": page(everybody),
    "connectors:list": page(by("operator")),
    "connectors:source": page(by("operator")),
    "connectors:differences": page(by("operator")),
    "connectors:settings": page(by("operator"), post=200),
    "connectors:sync": act(by("operator")),
    "connectors:file": page(by("operator"), post=200),
    "connectors:paste": page(by("operator"), post=200),
    "operations:events": page(by("security admin")),
    "operations:event": page(by("security admin")),
    "operations:system": page(by("admin")),
    "operations:run_job": act(by("admin")),
    "operations:trail": page(by("audit admin")),
    "operations:check_trail": act(by("audit admin")),
    "operations:export_trail": page(by("audit admin"), post=200),
    "operations:trail_file": page(by("audit admin")),
    "operations:trace": page(by("audit admin")),
    "messaging:inbox": page(signed_in),
    "messaging:read_all": act(signed_in),
    "files:download": page(own("buyer"), province, outside=404),
    "reference:regions": page(everybody),
}


# Beside the pages for everybody and for whoever has signed in, an administrator opens these and no others.
OWN_ACCOUNT = {"mfa_reauthenticate", "mfa_deactivate_totp", "mfa_generate_recovery_codes"}
ADMINISTRATION = {
    "accounts:staff",
    "accounts:revoke",
    "accounts:role_changes",
    "accounts:role_change",
    "accounts:people",
    "accounts:account",
    "operations:events",
    "operations:event",
    "operations:system",
    "operations:run_job",
    *OWN_ACCOUNT,
} | {f"operations:{name}" for name in ("trail", "trace", "check_trail", "export_trail", "trail_file")}


def test_every_route_has_its_row() -> None:
    assert strays(MATRIX) == []


ON_SQLITE = connection.vendor == "sqlite"


def asked_here(place: Neighbourhood) -> dict[str, Row]:
    """What is asked about 江苏 on this database: every cell is asked about once, on one of the two.

    About things on PostgreSQL, and on SQLite about no thing, which is opened by role alone, before any row is read.
    """
    about_things = not ON_SQLITE
    return {route: row for route, row in MATRIX.items() if place.has_things(route) == about_things}


def test_everybody_gets_what_the_rows_say() -> None:
    """Here for what lies in 江苏; ``test_access_everywhere`` asks for the rest."""
    place = Neighbourhood()

    assert findings(place, asked_here(place), "32") == []


def test_no_administrator_sees_business() -> None:
    opened = {
        route
        for route, row in MATRIX.items()
        for role in ADMINISTRATORS
        if row.lets_in(Cell(route, "GET", role, "32", None)) and not {everybody, signed_in} & set(row.who)
    }

    assert opened == ADMINISTRATION


@pytest.mark.parametrize("roles", [models.ADMINISTRATORS, frozenset()])  # the second is the control
def test_an_administrator_whom_a_row_makes_a_member_still_does_no_business(
    roles: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "ADMINISTRATORS", roles)
    administrator = cast.audit_admin()
    body = cast.lab().organisation
    models.Membership.objects.create(
        user=administrator, organisation=body, role="member", joined_at=clock.now()
    )

    opened = as_(administrator).get(reverse("suppliers:mine")).status_code == 200
    assert opened is not bool(roles)


def test_an_officer_of_another_province_finds_none_of_it_on_the_desk() -> None:
    world = a_world()
    mine, others = as_(cast.officer("32")), as_(cast.officer("33"))

    for key, title in (
        ("verification", world.case.name),
        ("listing", str(world.lab)),
        ("demand", str(world.waiting)),
    ):
        url = reverse("portal:queue", args=[key])
        assert title in words_of(mine.get(url))
        assert title not in words_of(others.get(url))


def test_a_person_who_may_not_sign_in_any_more_is_out_at_once() -> None:
    person = cast.person()
    browser = as_(person)
    assert browser.get(reverse("portal:desk")).status_code == 200

    person.is_active = False
    person.save()

    assert browser.get(reverse("portal:desk")).status_code == 302


# Controls: the same checks against a house with a hole in it.


def talkative(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponseNotFound("这份申请属于另一家单位。")


def careless(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>'
    )


class WithoutAGate:
    """The list of staff has lost its decorator."""

    urlpatterns: ClassVar = [path("accounts/staff/", unwrap(staff)), *urls.urlpatterns]
    handler404 = urls.handler404


class WithATalkative404:
    """The page of an application says that there is one."""

    urlpatterns: ClassVar = [path("accounts/applied/<int:pk>/", talkative), *urls.urlpatterns]
    handler404 = urls.handler404


class WithACarelessForm:
    """The desk has a form that forgot the tag which brings the key."""

    urlpatterns: ClassVar = [path("desk/", careless), *urls.urlpatterns]
    handler404 = urls.handler404


@pytest.mark.parametrize(
    ("house", "route", "complaint"),
    [
        (WithoutAGate, "accounts:staff", "GET accounts:staff: operator, thing in 32 gets 200, not 404"),
        (
            WithATalkative404,
            "accounts:applied",
            "GET accounts:applied: operator, thing in 32 gets a 404 that says something",
        ),
        (WithACarelessForm, "portal:desk", "GET portal:desk: buyer, thing in 32 gets a form without its key"),
        (
            WithACarelessForm,
            "portal:desk",
            "GET portal:desk: buyer, thing in 32 gets a form that its row does not know",
        ),
    ],
)
def test_a_hole_is_noticed(settings: Any, house: type, route: str, complaint: str) -> None:
    place, row = Neighbourhood(), {route: MATRIX[route]}
    assert findings(place, row, "32") == []

    settings.ROOT_URLCONF = house

    assert complaint in findings(place, row, "32")


def test_an_answer_without_its_headers_is_noticed(settings: Any) -> None:
    place, row = Neighbourhood(), {"portal:desk": MATRIX["portal:desk"]}
    layer = "greenbridge.core.middleware.carry_the_house_rules"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != layer]

    complaints = findings(place, row, "32")

    assert "GET portal:desk: buyer, thing in 32 gets an answer without Permissions-Policy" in complaints


def test_a_route_without_a_row_is_noticed() -> None:
    rows = {route: row for route, row in MATRIX.items() if route != "accounts:staff"}

    assert strays(rows) == ["accounts:staff"]
    assert strays(MATRIX | {"accounts:gone": page(everybody)}) == ["accounts:gone"]


def test_a_route_without_a_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_top, in_a_room = path("quiet/", careless), path("accounts/", include("greenbridge.accounts.urls"))
    in_a_room.url_patterns.append(path("hidden/", careless))
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, at_the_top])
    try:
        assert strays(MATRIX) == ["accounts:hidden/", "quiet/"]
    finally:
        in_a_room.url_patterns.pop()
