"""Every fault of the replica × every connector: what came, what was said, and that nothing known was lost. Prints a table."""

import datetime as dt
from typing import Any

import pytest

from greenbridge.connectors import cargo, rules, services
from greenbridge.connectors.documents import services as documents
from greenbridge.connectors.models import Difference, Run, Source
from greenbridge.connectors.testing import replica
from greenbridge.connectors.tests.conftest import Site
from greenbridge.core import outgoing
from greenbridge.demands.models import Notice
from greenbridge.library.models import Version
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")

CONNECTORS = (
    "ccgp",
    "ccgp-search",
    "shanghai",
    "zhejiang",
    "jiangsu",
    "ceb",
    "html",
    "json",
    "feed",
    "sheet",
    "flk",
    "mee-standards",
    "openstd",
    "sthj-sh",
)
LIMITS = outgoing.Limits(seconds=0.4, most_bytes=2_000_000)
HARMLESS = {"gb18030", "moved"}
"""What a connector reads as well as the whole pages."""
ALARMING = {"truncated", "empty", "softblock", "changed"}
"""What looks like an answer, and must be seen by a person."""


def prepared(name: str) -> Source:
    """A source that asks for one list, so that the table costs little; that of 江苏 is put where the replica has it."""
    source = cast.source(name)
    channels = source.settings["lists"]
    source.settings["lists"] = channels[:1] if channels else [{"path": "/files/jiangsu.csv", "kind": ""}]
    source.save()
    return source


def known() -> list[Any]:
    """What the halls hold, and what operators were told of documents."""
    notices = Notice.objects.order_by("pk").values_list("pk", "title", "text", "standing", "digest")
    texts = Version.objects.order_by("pk").values_list("pk", "title", "digest", "standing", "effective_on")
    return [*notices, *texts, Difference.objects.count()]


def line(name: str, fault: str, run: Run) -> str:
    figures = f"{run.items:>3} {run.new:>3} {run.changed:>3} {run.same:>3} {run.rejected:>3} {run.errors:>3}"
    said = run.alarm or (run.problems[0]["why"] if run.problems else "")
    return f"{name:<12} {fault:<10} {figures}  {said}"


@pytest.mark.parametrize("name", CONNECTORS)
def test_no_fault_changes_what_is_known_and_each_is_over_when_it_is_over(name: str, site: Site) -> None:
    base, _ = site
    source = prepared(name)
    whole = services.sync(source, base=base, pace=0, limits=LIMITS)
    before = known()
    table = [line(name, "", whole)]
    assert whole.is_good
    assert whole.new == whole.items > 0

    for fault in replica.FAULTS:
        run = services.sync(source, base=f"{base}/fault/{fault}", pace=0, limits=LIMITS)
        table.append(line(name, fault, run))
        assert known() == before, (name, fault)
        assert (run.new, run.changed) == (0, 0), (name, fault)
        if fault in HARMLESS:
            assert (run.same, run.errors, run.rejected, run.alarm) == (whole.items, 0, 0, ""), (name, fault)
        else:
            assert run.errors + run.rejected > 0, (name, fault)
            assert not run.is_good, (name, fault)
        assert bool(run.alarm) == (fault in ALARMING) or "连续" in run.alarm, (name, fault)

    healed = services.sync(source, base=base, pace=0, limits=LIMITS)
    table.append(line(name, "(over)", healed))
    print("\n".join(table))
    assert healed.is_good
    assert healed.same == whole.items
    assert known() == before


@pytest.mark.parametrize(
    "name", ["ccgp", "shanghai", "zhejiang", "jiangsu", "html", "mee-standards", "sthj-sh"]
)
def test_a_broken_page_of_a_notice_changes_nothing_either(
    name: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cargo, "STANDS", dt.timedelta())  # pages of laws are asked for again at once
    base, _ = site
    source = prepared(name)
    whole = services.sync(source, base=base, pace=0, limits=LIMITS)
    before, table = known(), []

    for fault in replica.FAULTS:
        run = services.sync(source, base=f"{base}/fault/detail-{fault}", pace=0, limits=LIMITS)
        table.append(line(name, f"page {fault}", run))
        assert known() == before, (name, fault)
        assert run.items == whole.items, (name, fault)
        is_read = fault in HARMLESS
        assert run.same == (whole.items if is_read else 0), (name, fault)
        assert run.errors + run.rejected == (0 if is_read else whole.items), (name, fault)

    healed = services.sync(source, base=base, pace=0, limits=LIMITS)
    print("\n".join(table))
    assert (healed.same, healed.errors, healed.rejected) == (whole.items, 0, 0)


def changed_by(name: str, fault: str, site: Site) -> bool:
    """Whether one broken visit changes what the whole one before it made known."""
    base, _ = site
    source = prepared(name)
    services.sync(source, base=base, pace=0, limits=LIMITS)
    before = known()
    services.sync(source, base=f"{base}/fault/{fault}", pace=0, limits=LIMITS)
    return known() != before


def test_a_visit_that_takes_an_empty_list_for_the_whole_truth_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = documents.compare
    monkeypatch.setattr(
        documents, "compare", lambda source, run, seen: compare(source, run, seen=seen or set())
    )

    assert changed_by("flk", "empty", site)


def test_a_reader_that_takes_half_a_page_for_the_whole_is_noticed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_whole_html", lambda text: True)

    assert changed_by("html", "detail-truncated", site)
