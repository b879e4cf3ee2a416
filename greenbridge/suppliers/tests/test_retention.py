"""What of suppliers goes by night: papers of bodies for whom nobody speaks, and old lists."""

import datetime as dt

import pytest

from greenbridge.accounts import services as accounts
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files.models import File
from greenbridge.suppliers import retention
from greenbridge.suppliers.models import Credential, ImportRun, Supplier
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


def test_contact_and_scan_go_the_night_after_the_last_member_has_left() -> None:
    lab = cast.lab()
    lab.credentials.update(scan=cast.file(cast.owner_of(lab.organisation)))
    cast.size_statement(lab)
    assert retention.forget_old() == 0

    accounts.close_account(cast.owner_of(lab.organisation))

    assert retention.forget_old() == 3
    lab.refresh_from_db()
    assert (lab.contact_name, lab.contact_phone, lab.is_listed) == ("", "", True)
    assert {one.scan for one in Credential.objects.filter(supplier=lab)} == {None}
    assert File.objects.get().state == File.State.DESTROYED
    trace = AuditRecord.objects.get(action="retention.applied")
    assert trace.after == {
        "list_cells": 0,
        "list_entries": 0,
        "files": 1,
        "suppliers": 1,
        "sizes": 1,
        "certified": 0,
        "versions": 0,
        "reviews": 0,
        "late_reports": 0,
        "disputes": 0,
        "paper_disputes": 0,
        "list_rows": 0,
    }


def test_while_somebody_asks_to_speak_for_the_body_its_papers_stay() -> None:
    lab = cast.lab()
    accounts.close_account(cast.owner_of(lab.organisation))
    statement = cast.statement(
        side="supplier", credit_code=lab.code, name=str(lab), region=lab.organisation.region_id
    )
    accounts.apply(cast.person(), statement, cast.checked(), cast.claim())

    assert retention.forget_old() == 0


def test_a_body_that_only_a_list_knows_keeps_its_contact_until_three_years_after_the_list() -> None:
    body = cast.imported()
    known = Supplier.objects.create(
        organisation=body, contact_name="何静", contact_phone="1", updated_at=clock.now()
    )
    known.sightings.create(source="名单", seen_at=clock.now(), raw={"联系人": "何静"})

    with clock.stopped_at(clock.now() + THREE_YEARS - DAY):
        assert retention.forget_old() == 0
    with clock.stopped_at(clock.now() + THREE_YEARS + DAY):
        assert retention.forget_old() == 2

    known.refresh_from_db()
    assert known.contact_phone == ""
    assert known.sightings.get().raw == {}


def test_an_import_that_nobody_went_on_with_ends_and_one_under_way_stays() -> None:
    runs = [
        ImportRun.objects.create(
            source="名单", file=cast.file(cast.operator()), started_at=clock.now(), status=status
        )
        for status in ("preview", "running")
    ]

    with clock.stopped_at(clock.now() + THREE_YEARS + DAY):
        assert retention.forget_old() == 1

    left, running = (ImportRun.objects.get(pk=run.pk) for run in runs)
    assert (left.status, left.file, left.note) == ("failed", None, "三年没有继续，名单文件已删除。")
    assert running.file == runs[1].file
