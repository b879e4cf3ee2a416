"""Every list of bodies can be taken along, as a workbook, as text and on paper, and leaves a trace."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.suppliers.care.services import note_restrictions
from greenbridge.suppliers.models import Confirmation, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, shows
from greenbridge.testing.world import World, a_world

pytestmark = pytest.mark.usefixtures("follow")

OF_OFFICERS = (
    "imports:gone",
    "suppliers:disputes",
    "suppliers:paper_disputes",
    "suppliers:likenesses",
    "suppliers:merges",
    "suspension:list",
    "spotcheck:list",
    "spotcheck:draw",
    "imports:list",
    "imports:credit",
    "assessment:criteria",
    "conduct:buyers",
)


OF_PEOPLE = {
    "guides:list": "visitor",
    "ledger:list": "editor",
    "demands:mine": "buyer",
    "accounts:reported": "buyer",
    "suppliers:edits": "supplier",
    "assessment:mine": "supplier",
}
"""Lists of one's own, and the one of all: who takes them along."""


FOR_EVERYBODY = {"guides:list", "spotcheck:list", "spotcheck:draw"}


def lines(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_every_list_of_the_desk_is_handed_out_as_shown() -> None:
    world = a_world()
    officer = as_(world.people["officer"])

    for route in OF_OFFICERS:
        table = lines(officer.get(f"{world.url(route)}?format=csv"))
        assert len(table) > 1, route
        assert {len(row) for row in table} == {len(table[0])}, route
        if "机构" in table[0]:
            assert world.lab.code in {row[1] for row in table[1:]}, route
    assert AuditRecord.objects.filter(action="list.exported").count() == len(OF_OFFICERS)


def test_what_people_have_of_their_own_is_handed_out_to_them() -> None:
    world = a_world()

    for route, who in OF_PEOPLE.items():
        response = as_(world.people[who]).get(f"{world.url(route)}?format=csv")
        assert response.headers["Content-Type"].startswith("text/csv"), route
        table = lines(response)
        assert len(table) > 1, route
        assert {len(row) for row in table} == {len(table[0])}, route


def taken_along(world: World, minutes: int) -> set[str]:
    """The lists of one's own and of the desk that are handed out to who confirmed so long ago who they are."""
    lists = dict.fromkeys((*OF_OFFICERS, "imports:compare", "portal:desk"), "officer") | OF_PEOPLE
    found = set()
    for route, who in (
        lists | {"suppliers:favourites": "buyer", "suppliers:restrictions": "officer"}
    ).items():
        person = world.people[who]
        browser = as_(person)
        if person:
            shows(browser, person, "password", "mfa", ago=60 * minutes)
        if browser.get(f"{world.url(route)}?format=csv").status_code == 200:
            found.add(route)
    return found


def test_what_is_not_for_everybody_is_handed_out_to_who_has_just_confirmed_who_they_are(
    settings: Any,
) -> None:
    world = a_world()
    assert taken_along(world, 11) == FOR_EVERYBODY

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the control: what was shown long ago still counts
    assert len(taken_along(world, 11)) == len(OF_OFFICERS) + len(OF_PEOPLE) + 4
    assert AuditRecord.objects.filter(action="suppliers.import_difference_downloaded").count() == 1


def test_an_officer_takes_along_nothing_of_another_province() -> None:
    world, elsewhere = a_world(), as_(cast.officer("33"))

    for route in ("imports:gone", "suppliers:disputes", "suppliers:likenesses", "suspension:list"):
        assert len(lines(elsewhere.get(f"{world.url(route)}?format=csv"))) == 1, route


def test_what_is_over_and_what_is_due_is_handed_out_with_its_day() -> None:
    lab = cast.listed(cast.lab())
    lab.credentials.update(expires_on="2026-01-31")
    note_restrictions(lab.pk)
    Confirmation.objects.filter(supplier=lab).update(due_on="2026-02-28")
    Confirmation.objects.get_or_create(supplier=lab, defaults={"due_on": "2026-02-28"})
    Supplier.objects.filter(pk=lab.pk).update(listed_at="2025-01-01T00:00:00Z")
    officer = as_(cast.officer("32"))

    for route, day in (("suppliers:restrictions", "2026-02-01"), ("suppliers:unconfirmed", "2026-02-28")):
        table = lines(officer.get(f"{reverse(route)}?format=csv"))
        assert [lab.code in row and day in row for row in table[1:]] == [True], route
    assert lab.code in lines(officer.get(f"{reverse('credit:due')}?format=csv"))[1]


def test_paper_states_its_date_and_conditions_and_markup_stays_text(follow: Callable[[], None]) -> None:
    lab = cast.lab()
    lab.organisation.name = "<b>江澄</b> & 检测"
    lab.organisation.save()
    follow()

    response = as_(cast.officer("32")).get("/suppliers/?region=32&format=pdf")

    assert response.headers["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    for said in ("服务机构名录", "条件：", "江苏省", "<b>江澄</b> & 检测", "第 1 页"):
        assert said.replace(" ", "") in "".join(text.split()), said


def test_paper_ends_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenbridge.accounts.exports.MOST_ON_PAPER", 1)
    person = cast.person()
    for supplier in (cast.lab(), cast.disposer()):
        as_(person).post(reverse("suppliers:keep", args=[supplier.code]))

    content = as_(person).get(f"{reverse('suppliers:favourites')}?format=pdf").content

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "只导出前1行" in "".join(text.split())
    assert text.count(cast.disposer().code[:10]) + text.count(cast.lab().code[:10]) == 1
