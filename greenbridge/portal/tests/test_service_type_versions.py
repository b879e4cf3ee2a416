"""A new version of the service types comes into force on its day, and everything declared before is still found."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, stamps
from greenbridge.deals import queries as deals
from greenbridge.portal import trees
from greenbridge.reference import lookups, services
from greenbridge.reference.models import ServiceType, TypeTree
from greenbridge.reference.trees import TreeWrong
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import shelf
from greenbridge.suppliers.care import services as care
from greenbridge.suppliers.care.queues import my_care
from greenbridge.suppliers.forms import grouped_types
from greenbridge.suppliers.imports.checking import Reference
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.suppliers.spotcheck import queries as spot_checks
from greenbridge.testing import cast
from greenbridge.testing.pages import words_of

pytestmark = pytest.mark.usefixtures("ground")
Follow = Callable[[], None]
DAY = clock.today() + dt.timedelta(days=10)
FIRST = services.DATA / "service_types" / "1.json"
SPLIT = ["S11-4", "S11-5"]


@pytest.fixture
def second(ground: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first version with S11-1 split in two, S24 and S25 merged into S26, and S01-3 called otherwise."""
    tree = json.loads(FIRST.read_text("utf-8"))
    tree |= {"version": 2, "effective_from": DAY.isoformat(), "source": "三省协会"}
    rows = {row["code"]: row for row in tree["types"]}
    soil = [row for row in rows["S11"]["children"] if row["code"] != "S11-1"]
    soil += [{"code": "S11-4", "name": "土壤污染状况调查"}, {"code": "S11-5", "name": "土壤污染风险评估"}]
    rows["S11"]["children"] = soil
    rows["S01"]["children"][2]["name"] = "噪声和振动监测"
    tree["types"] = [row for row in tree["types"] if row["code"] not in ("S24", "S25")]
    tree["types"].append({"code": "S26", "name": "水务与保险"})
    tree["successors"] = {"S11-1": SPLIT} | {
        key: ["S26"] for key in ("S24", "S24-1", "S24-2", "S24-3", "S25")
    }
    folder = tmp_path / "service_types"
    folder.mkdir()
    (folder / "1.json").write_text(FIRST.read_text("utf-8"), "utf-8")
    (folder / "2.json").write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    monkeypatch.setattr(services, "DATA", tmp_path)
    return folder / "2.json"


def on_its_day() -> int:
    with clock.stopped_at(clock.end_of_day(DAY)):
        changed = trees.follow()
    stamps.renew_all()  # a story commits nothing
    return changed


def found(address: str) -> list[str]:
    page = Client().get(f"/suppliers/{address}", follow=True).context["page"]
    return [hit.organisation.name[:2] for hit in page.hits]


@pytest.mark.usefixtures("second")
def test_nothing_changes_before_the_day_and_everything_on_it(follow: Follow) -> None:
    surveyor = cast.supplier(21, "虹源土壤有限公司", "320509105", person="虞一", types=("S11-1",))
    cast.listed(surveyor)
    assert services.load_service_types() == 1
    assert trees.follow() == 0
    follow()
    assert found("?type=S11-1") == ["虹源"]

    assert on_its_day() == 10  # one split, five merged, one renamed, three new
    follow()

    moved = Client().get("/suppliers/?type=S11-1&q=虹源")
    asked = QueryDict(moved.headers["Location"].partition("?")[2])
    assert (asked.getlist("type"), asked["q"]) == (SPLIT, "虹源")
    for address in ("?type=S11-1", "?type=S11-4", "?type=S11", "?q=土壤污染风险评估"):
        assert found(address) == ["虹源"], address
    record = words_of(Client().get(surveyor.get_absolute_url()))
    assert "按业务分类第1版登记，现为“土壤污染状况调查”“土壤污染风险评估”。" in record
    trace = AuditRecord.objects.get(action="reference.tree_followed")
    assert trace.after == {"version": 2}
    assert on_its_day() == 0
    assert services.load_service_types() == 0


@pytest.mark.usefixtures("second")
def test_what_is_declared_keeps_the_version_it_was_declared_under() -> None:
    lab, services_before = cast.lab(), services.load_service_types()
    before, demand = lab.activities.get(), cast.published(types="S25")
    assert services_before == 1
    on_its_day()

    owner = cast.owner_of(lab.organisation)
    new = suppliers.set_activity(
        lab, ServiceType.objects.get(code="S26"), serves=[], capability="", editor=owner
    )

    assert (Activity.objects.get(pk=before.pk).type_version, new.type_version) == (1, 2)
    assert (demand.type_version, cast.demand(types="S26").type_version) == (1, 2)
    offered = [code for _, group in grouped_types() for code, _ in group]
    assert "S26" in offered
    assert not {"S11-1", "S24", "S25"} & set(offered)


@pytest.mark.usefixtures("second")
def test_old_and_new_names_of_the_same_work_fit_each_other() -> None:
    old = cast.listed(cast.supplier(22, "环责险经纪有限公司", "320509105", person="金一", types=("S25",)))
    demand = cast.published(types="S24")
    assert [match.supplier for match in deals.matches(demand)] == []
    services.load_service_types()
    on_its_day()

    (match,) = deals.matches(demand)

    assert match.supplier == old
    assert "业务类型：水务与保险" in match.card.reasons
    assert [row for row, _ in deals.open_for(old)] == [demand]


@pytest.mark.usefixtures("second")
def test_a_suspension_and_a_pass_hold_for_what_took_the_place_of_the_type() -> None:
    until = clock.today() + dt.timedelta(days=90)
    old = cast.listed(cast.supplier(23, "水保咨询有限公司", "320509105", person="金二", types=("S24-2",)))
    demand = cast.published(types="S25")
    old.admissions = [{"type": "S24", "province": "32", "until": until.isoformat()}]
    old.suspended_types = ["S24"]
    old.save()
    services.load_service_types()
    on_its_day()

    assert shelf.passed(old) == {("S26", "32"): until}
    assert old.has_suspended("S26")
    assert deals.matches(demand) == []
    old.suspended_types = []
    old.save()
    assert [match.supplier for match in deals.matches(demand)] == [old]


def broker(second: Path) -> Supplier:
    """What it declared twice under the first version is one type in the second, which asks for a paper of twenty days."""
    tree = json.loads(second.read_text("utf-8"))
    tree["types"][-1]["credentials"] = ["cma"]
    second.write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    body = cast.supplier(24, "水保经纪有限公司", "320509105", person="金三", types=("S24", "S25"))
    cast.credential(body, "cma", expires_on=clock.today() + dt.timedelta(days=20))
    cast.listed(body)
    services.load_service_types()
    on_its_day()
    return body


def test_a_paper_that_ends_restricts_what_took_the_place_of_the_type_and_that_once(
    second: Path, follow: Follow
) -> None:
    body = broker(second)
    follow()
    assert found("?type=S26") == ["水保"]
    assert lookups.requirements_of("S24") == lookups.requirements_of("S26") != []
    for code in ("S24", "S25"):
        body.restrictions.create(
            service_type_id=code, since=clock.today(), reason="原来的原因。", noticed_at=clock.now()
        )

    with clock.stopped_at(clock.end_of_day(clock.today() + dt.timedelta(days=21))):
        suppliers.refresh_expiring()
        assert [care.follow_papers(), care.follow_papers()] == [1, 0]
        follow()
        assert found("?type=S26") == []
        assert found("") == ["水保"]
        assert [row.service_type_id for row in body.restrictions.filter(lifted_at=None)] == ["S26"]
        assert "恢复展示" not in "".join(
            cast.owner_of(body.organisation).inbox.values_list("text", flat=True)
        )

        body.restrictions.all().delete()
        care.follow_papers()
        assert "“水务与保险”所需的" in body.restrictions.get().reason


def test_a_former_type_is_drawn_among_its_successors_and_stands_on_the_desk_of_the_body(second: Path) -> None:
    body = broker(second)

    assert [stratum for stratum, _ in spot_checks.population(clock.today())] == ["32-S26"]
    tasks = [task.title for task in my_care(cast.owner_of(body.organisation)) if task.kind == "业务分类"]
    assert len(tasks) == 2
    assert all("按业务分类第1版登记，请按现在的分类重新添加" in title for title in tasks)


@pytest.mark.usefixtures("second")
def test_a_list_that_writes_an_old_name_is_read_where_one_type_took_its_place() -> None:
    services.load_service_types()
    on_its_day()

    known = Reference().service_types

    assert known["环境污染责任险"] == "S26"
    assert "土壤污染状况调查与风险评估" not in known
    assert (known["噪声和振动监测"], lookups.tree_version()) == ("S01-3", 2)


def test_a_version_that_is_followed_is_never_changed(second: Path) -> None:
    first = second.with_name("1.json")
    mended = first.read_text("utf-8").replace('"synonyms": ["监测",', '"synonyms": ["量测", "监测",', 1)
    first.write_text(mended, "utf-8")
    services.load_service_types()
    assert "量测" in ServiceType.objects.get(code="S01").synonyms

    first.write_text(mended.replace("废气监测", "大气监测", 1), "utf-8")

    with pytest.raises(TreeWrong, match="业务分类第1版已经启用，不能改动。请另立新的版本。"):
        services.load_service_types()


def test_the_command_tells_the_differences_of_a_file_before_it_is_loaded(second: Path, capsys: Any) -> None:
    call_command("service_type_versions", second)

    told = capsys.readouterr().out
    assert "业务分类第1版：平台拟定，2026年1月1日起施行，" in told
    assert "未载入。" in told
    assert "  拆分 S11-1 土壤污染状况调查与风险评估 → S11-4 土壤污染状况调查、S11-5 土壤污染风险评估" in told
    assert "  并入 S25 环境污染责任险 → S26 水务与保险" in told
    assert "  更名 S01-3 噪声监测 → 噪声和振动监测" in told
    assert TypeTree.objects.count() == 1

    second.write_text(second.read_text("utf-8").replace('"S11-1": [', '"S11-9": [', 1), "utf-8")
    with pytest.raises(CommandError, match="不再有 S11-1，请写明由哪些代码接替"):
        call_command("service_type_versions", second)
