"""A body is called otherwise: what it has published is found by its new name, whoever brought that."""

from collections.abc import Callable
from pathlib import Path

import pytest

from greenbridge.accounts import services as accounts
from greenbridge.demands.models import Demand
from greenbridge.search.models import OutboxEntry
from greenbridge.suppliers.changes import services as changes
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import Statement, Supplier
from greenbridge.suppliers.provenance.queries import said_of, version_of
from greenbridge.suppliers.provenance.services import settle
from greenbridge.suppliers.tests.import_cast import HEADER, as_csv, on_disk
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")
NEW = "江澄检测股份有限公司"


def buying_lab() -> tuple[Supplier, Demand]:
    """The lab looks for somebody itself."""
    lab = cast.lab()
    lab.organisation.is_buyer = True
    lab.organisation.save(update_fields=["is_buyer"])
    return lab, cast.published(buyer=lab.organisation)


def found_anew() -> list[str]:
    """The demands that the index is told of since it was asked last."""
    rows = OutboxEntry.objects.filter(collection="demand")
    keys = [key for entry in rows for key in entry.each_key]
    rows.delete()
    return keys


def test_a_demand_is_found_by_the_new_name_that_its_buyer_reported(follow: Callable[[], None]) -> None:
    lab, demand = buying_lab()
    cast.published(title="别家的需求")
    follow()

    changes.approve(cast.key_change(lab, "name", NEW), officer=cast.officer("32"))

    assert found_anew() == [demand.number]
    changes.approve(cast.key_change(lab, "name", f"太湖{NEW}"), officer=cast.officer("32"))
    follow()
    hall = words_of(as_(None).get("/demands/?q=太湖江澄"))
    assert demand.title in hall
    assert "别家的需求" not in hall


def test_the_hall_hears_of_a_name_that_an_officer_has_chosen_and_of_none_that_a_list_has(
    tmp_path: Path,
) -> None:
    demand = cast.published()
    body = demand.buyer
    found_anew()
    for name, source in ((NEW, "市名单"), (body.name, "省名单")):
        row = (body.credit_code, name, "青浦区华新镇1号")
        import_path(on_disk(tmp_path, as_csv([HEADER, row])), source=source)
    [dispute] = body.supplier.disputes.filter(field=Statement.Field.NAME)
    said = said_of(dispute)
    assert found_anew() == []

    settle(
        dispute,
        chosen=next(one for one in said if one.value == NEW),
        reason="以营业执照为准。",
        version=version_of(said),
        keeps_names=False,
        officer=cast.officer("31"),
    )

    body.refresh_from_db()
    assert body.name == NEW
    assert found_anew() == [demand.number]


def test_a_body_that_is_verified_for_its_other_side_under_a_new_name_tells_the_hall() -> None:
    demand = cast.published()
    body = demand.buyer
    facts = {"side": "supplier", "credit_code": body.credit_code, "name": NEW}
    case = cast.application(cast.owner_of(body), **facts)
    found_anew()

    accounts.pass_case(case, officer=cast.officer("31"))

    assert found_anew() == [demand.number]
