"""What lists say of a credential: each adds to what stands, and none takes away what it does not speak of."""

from pathlib import Path

import pytest
from hypothesis import given

from greenbridge.accounts.models import User
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports import papers, undoing
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import Credential, ImportProfile, ImportRun
from greenbridge.suppliers.tests.import_cast import (
    as_csv,
    company,
    officer,  # noqa: F401 — a fixture
    on_disk,
    papers_stated,
    reference,  # noqa: F401 — a fixture
)

HEADER = {
    "number": "许可证编号",
    "kind": "资质名称",
    "issuer": "发证机关",
    "scope": "核准经营方式",
    "issued": "发证日期",
    "until": "有效期至",
    "wastes": "经营类别",
}
WHOLE = {
    "number": "JS1",
    "kind": "危废许可证",
    "issuer": "江苏省生态环境厅",
    "scope": "收集、贮存",
    "issued": "2024-05-01",
    "until": "2029-04-30",
    "wastes": "HW08 100吨、HW17",
}


def listed(folder: Path, source: str = "省名单", **cells: str) -> ImportRun:
    """A list with these columns only, of one body."""
    first = ("统一社会信用代码", "企业名称", "地址")
    rows = [(*first, *(HEADER[name] for name in cells)), (*company(1), *cells.values())]
    profile = ImportProfile.objects.filter(name=source).first()
    return import_path(on_disk(folder, as_csv(rows)), source=source, profile=profile)


def paper() -> list[str]:
    one = Credential.objects.get()
    return [one.issuer, one.scope, str(one.issued_on), str(one.expires_on), one.wastes_written]


STANDING = ["江苏省生态环境厅", "收集、贮存", "2024-05-01", "2029-04-30", "HW08（100吨/年）；HW17"]


@pytest.mark.usefixtures("officer")
def test_a_column_that_a_list_lacks_and_a_cell_left_empty_take_nothing_away(tmp_path: Path) -> None:
    listed(tmp_path, **WHOLE)
    assert paper() == STANDING

    listed(tmp_path, "市名单", number="JS1", kind="危废许可证")
    assert paper() == STANDING

    silent = dict.fromkeys(WHOLE, "") | {"number": "JS1", "kind": "危废许可证", "until": "无"}
    run = listed(tmp_path, **silent)
    assert paper() == STANDING
    assert "已登记的有效期不变" in run.issues.get().reason


@pytest.mark.usefixtures("officer")
def test_what_a_list_does_say_holds_and_an_undo_puts_the_rest_back(tmp_path: Path) -> None:
    listed(tmp_path, **WHOLE)
    run = listed(tmp_path, **WHOLE | {"issuer": "", "until": "长期", "wastes": "HW08"})
    assert paper() == ["江苏省生态环境厅", "收集、贮存", "2024-05-01", "None", "HW08（100吨/年）"]

    undoing.undo(run, by=User.objects.get(email="wang@example.com"))
    assert paper() == STANDING


@pytest.mark.usefixtures("officer")
def test_a_day_that_contradicts_the_one_that_stands_is_not_set_beside_it(tmp_path: Path) -> None:
    listed(tmp_path, **WHOLE)
    run = listed(tmp_path, "市名单", number="JS1", kind="危废许可证", issued="2030-01-01")

    assert run.refused == 0
    assert paper() == STANDING


def _in_order(one: CredentialFacts) -> bool:
    return not (one.issued_on and one.expires_on and one.expires_on < one.issued_on)


@given(papers_stated().filter(_in_order), papers_stated().filter(_in_order))
def test_a_word_never_takes_away_more_than_it_says(
    stated: CredentialFacts, standing: CredentialFacts
) -> None:
    held = papers.joined(stated, standing)

    assert _in_order(held)
    for column in ("issuer", "grade", "scope"):
        assert getattr(held, column) == (getattr(stated, column) or getattr(standing, column))
    assert held.expires_on or stated.is_for_ever or not standing.expires_on
    assert held.wastes.keys() == (stated.wastes or standing.wastes).keys()
    for category, one in held.wastes.items():
        said, stood = (word.wastes.get(category, Covered()) for word in (stated, standing))
        there = stood.amounts(category) if stood.codes.keys() == one.codes.keys() else {}
        assert one.amounts(category) == there | said.amounts(category)  # each by itself
    assert papers.joined(stated, held)._replace(is_for_ever=False) == held._replace(is_for_ever=False)
