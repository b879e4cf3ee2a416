"""Files of every room: each rule lets somebody in, and none of the three administrators beyond what a visitor reads."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.files import services
from greenbridge.files.models import File
from greenbridge.files.services import ReadRule
from greenbridge.suppliers.credit import reports
from greenbridge.testing import cast
from greenbridge.testing.matrix import ADMINISTRATORS
from greenbridge.testing.pages import as_, fetch, words_of
from greenbridge.testing.world import World, a_world

pytestmark = pytest.mark.usefixtures("follow")


def files_of(world: World) -> list[File]:
    """A file in every column that may hold one, of two rows of the world; some of them stand in public."""
    owner, officer = world.people["buyer"], world.people["officer"]
    assert owner
    assert officer
    reports.approve(world.credit_report, officer=officer)
    for demand in (world.demand, world.answered):
        demand.attachments.create(file=cast.file(owner))
    for relation in File._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.field.null:
            rows: Any = relation.related_model._default_manager
            for row in rows.filter(**{relation.field.name: None})[:2]:
                rows.filter(pk=row.pk).update(**{relation.field.name: cast.file(owner)})
    return list(File.objects.all())


def name_of(rule: ReadRule) -> str:
    return f"{rule.__module__}.{rule.__name__}"


def readers(rule: ReadRule, world: World, files: list[File]) -> set[str]:
    """Who of the world reads by this rule what a visitor does not."""
    kept = [file for file in files if not rule(AnonymousUser(), file)]
    people = {role: person for role, person in world.people.items() if person}
    return {role for role, person in people.items() if any(rule(person, file) for file in kept)}


def let_in(world: World) -> dict[str, set[str]]:
    files = files_of(world)
    return {name_of(rule): readers(rule, world, files) for rule in services._read_rules}


FOR_EVERYBODY = {"greenbridge.library.intake.originals.may_read"}
FOR_WHOEVER_SIGNED_IN = {
    "greenbridge.suppliers.reading.signed_in_read_scans",
    "greenbridge.suppliers.credit.reading.signed_in_read_reports",
    "greenbridge.demands.reading.people_read_attachments",
}


def test_each_rule_lets_somebody_in_and_no_administrator() -> None:
    found = let_in(a_world())

    assert {name for name, roles in found.items() if not roles} <= FOR_EVERYBODY
    assert {name for name, roles in found.items() if "person" in roles} == FOR_WHOEVER_SIGNED_IN
    assert {
        name: roles & {*ADMINISTRATORS} for name, roles in found.items() if roles & {*ADMINISTRATORS}
    } == {}


def test_a_rule_that_lets_in_whoever_has_signed_in_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug."""

    def signed_in(user: Any, file: File) -> bool:
        return isinstance(user, User)

    monkeypatch.setattr(services, "_read_rules", [signed_in])

    assert let_in(a_world())[name_of(signed_in)] >= {*ADMINISTRATORS}


def test_pages_offer_an_administrator_no_file_that_it_does_not_get() -> None:
    world = a_world()
    buyer, officer = world.people["buyer"], world.people["officer"]
    assert buyer
    assert officer
    scan = cast.file(buyer)
    world.lab.credentials.filter(kind="cma").update(scan=scan)
    attached = world.demand.attachments.create(file=cast.file(buyer)).file
    report = reports.approve(world.credit_report, officer=officer).file
    assert report
    lab = world.lab.get_absolute_url()
    pages = {scan: lab, report: lab, attached: world.demand.get_absolute_url()}
    person = cast.person("路人", "stranger@mail.example")

    for file, page in pages.items():
        address = reverse("files:download", args=[file.stored_as])
        assert address in words_of(as_(person).get(page)), page
        assert fetch(person, address).status_code == 200, page
        for role in ADMINISTRATORS:
            administrator = world.people[role]
            assert address not in words_of(as_(administrator).get(page)), (role, page)
            assert fetch(administrator, address).status_code == 404, (role, page)
