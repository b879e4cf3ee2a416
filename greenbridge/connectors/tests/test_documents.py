"""Laws and standards come in from official sites: what is new is taken in, what differs is told, and nothing is overwritten."""

import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from greenbridge.audit.models import AuditRecord
from greenbridge.connectors import checking, errors, replaying, services
from greenbridge.connectors.documents import services as documents
from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.models import Difference, Run, Source, Statement
from greenbridge.connectors.testing import papers
from greenbridge.connectors.testing.replica import JSON, Reply
from greenbridge.connectors.tests.conftest import Site
from greenbridge.core import clock
from greenbridge.library.facts import Facts
from greenbridge.library.ledger import services as ledger
from greenbridge.library.models import Effect, Version, Work
from greenbridge.library.validity.rules import Status
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import as_, fetch, words_of

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.date.fromisoformat


def sync(name: str, base: str) -> Run:
    return services.sync(cast.source(name), base=base, pace=0)


def document(
    says: str = "in_force",
    source_id: str = "A1",
    replaces: tuple[str, ...] = (),
    replaced_by: tuple[str, ...] = (),
    **facts: Any,
) -> Document:
    """GB 99001-2010 as a site of standards has it."""
    usual: dict[str, Any] = {
        "kind": "standard",
        "title": "示例水污染物排放标准",
        "number": "GB 99001-2010",
        "issuers": ("生态环境部",),
        "standard_class": "emission",
        "promulgated_on": DAY("2010-01-01"),
        "effective_on": DAY("2010-07-01"),
        "source": "示例标准网",
        "source_url": "https://standards.example/A1",
    }
    return Document(source_id, Facts(**usual | facts), says, replaces, replaced_by)


def told(source: Source) -> list[tuple[str, str]]:
    """The difference report, in the order in which it was written."""
    return [(one.kind, one.words) for one in source.differences.order_by("pk")]


def test_laws_come_in_with_their_facts_and_a_second_visit_changes_nothing(site: Site) -> None:
    first, again = sync("flk", site[0]), sync("flk", site[0])

    assert (first.new, first.left_out, first.errors, first.alarm) == (6, 1, 0, "")  # 道路交通 is not ours
    assert (again.new, again.changed, again.same) == (0, 0, 6)
    law = Version.objects.get(title="浙江省示例固体废物污染防治条例")
    assert (law.work.kind, law.work.region_id, law.promulgated_on, law.effective_on) == (
        "local",
        "33",
        DAY("2022-09-29"),
        DAY("2023-01-01"),
    )
    assert law.is_public
    assert law.work.is_demo  # it came from a replica
    assert law.source == "国家法律法规数据库"
    assert law.source_url.startswith("https://flk.npc.gov.cn/detail?id=ff80")
    assert Statement.objects.get(version=law).says == "in_force"


def files_asked(site: Site) -> list[str]:
    return [path for _, path in site[1].asked if path.startswith(("/law-search/download/", "/prod/"))]


def test_a_law_comes_in_with_the_text_and_the_file_that_the_site_offers_which_is_asked_for_once(
    site: Site,
) -> None:
    sync("flk", site[0])
    asked = len(files_asked(site))
    again = sync("flk", site[0])

    law = Version.objects.get(title="浙江省示例固体废物污染防治条例")
    assert list(law.clauses.values_list("address", flat=True)) == ["ch-1", "art-1", "ch-2", "art-2"]
    assert law.warnings == []
    assert "2022年9月29日" in law.history
    original = law.files.get().file
    assert (original.owner, original.kind) == (None, "docx")
    address = reverse("files:download", args=[original.stored_as])
    assert fetch(None, address).status_code == 200
    assert address in words_of(Client().get(law.get_absolute_url()))
    assert asked == 12, "two questions for each of six laws: where the file lies, and the file"
    assert len(files_asked(site)) == asked
    assert (again.changed, again.errors) == (0, 0)


def test_a_law_known_by_its_days_takes_its_text_from_the_site(site: Site) -> None:
    source = cast.source("flk")
    paper = source.settings.pop("paper")
    source.save()
    services.sync(source, base=site[0], pace=0)
    law = Version.objects.get(title="浙江省示例固体废物污染防治条例")
    assert not law.has_text

    source.settings["paper"] = paper
    source.save()
    run = services.sync(source, base=site[0], pace=0)

    law.refresh_from_db()
    assert law.has_text
    assert law.files.exists()
    assert run.errors == 0
    assert (Difference.Kind.CHANGED, documents.COMPLETED) in told(source)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (lambda paper, in_word: in_word(replace(paper, title="别的法")), "与列表中的不同"),
        (lambda paper, in_word: b"PK\x03\x04", "打不开"),
    ],
    ids=["another title", "no Word file"],
)
def test_a_file_that_cannot_be_read_is_told_and_the_law_comes_in_without_text(
    site: Site, monkeypatch: pytest.MonkeyPatch, broken: Any, why: str
) -> None:
    in_word = papers.in_word
    monkeypatch.setattr(papers, "in_word", lambda paper: broken(paper, in_word))

    run = sync("flk", site[0])

    assert (run.new, run.errors) == (6, 6)
    assert why in run.problems[0]["why"]
    assert not Version.objects.exclude(text="").exists()


ELSEWHERE = '{"code": 200, "data": {"url": "https://elsewhere.example/prod/1.docx"}}'


@pytest.mark.parametrize(
    ("answer", "why", "asked"),
    [
        (Reply(b"", status=404), "网站应答 404", 3),
        (Reply(b"", status=429), "网站不接受访问", 1),
        (Reply(ELSEWHERE.encode(), JSON), "", 3),
    ],
    ids=["not there", "too many", "another host"],
)
def test_files_that_are_not_to_be_had_cost_no_law_and_are_soon_asked_for_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch, answer: Reply, why: str, asked: int
) -> None:
    sites_answer = site[1].reply

    def reply(path: str, body: bytes) -> Reply:
        usual = sites_answer(path, body)
        return answer if path.startswith("/law-search/download/") else usual

    monkeypatch.setattr(site[1], "reply", reply)

    run = sync("flk", site[0])

    assert (run.new, run.rejected, run.errors) == (6, 0, asked)
    assert why in run.problems[0]["why"]
    assert len(files_asked(site)) == asked
    assert Version.objects.filter(title="浙江省示例固体废物污染防治条例", text="").exists()
    monkeypatch.undo()
    again = sync("flk", site[0])
    assert (again.changed, again.errors) == (6, 0), "the next visit asks for them"


def test_one_file_that_is_had_shows_that_the_site_gives_files(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites_answer = site[1].reply

    def reply(path: str, body: bytes) -> Reply:
        usual = sites_answer(path, body)
        is_third = path.startswith("/prod/") and len(files_asked(site)) != 6
        return Reply(b"", status=404) if is_third else usual

    monkeypatch.setattr(site[1], "reply", reply)

    run = sync("flk", site[0])

    assert (run.new, run.errors, len(files_asked(site))) == (6, 5, 12)


def test_what_a_source_calls_over_and_we_would_call_in_force_waits_for_an_editor(site: Site) -> None:
    sync("flk", site[0])

    old = Version.objects.get(title="中华人民共和国示例水污染防治法")
    assert old.standing == Version.Standing.HELD
    assert (Difference.Kind.HELD, "来源称已废止，按日期推算为现行有效，请核对依据。") in told(
        cast.source("flk")
    )


def test_a_rule_comes_in_with_its_text_and_days_read_from_it(site: Site) -> None:
    sync("mee-rules", site[0])

    rule = Version.objects.get(title="示例排污许可管理办法")
    assert (rule.number, rule.promulgated_on, rule.effective_on) == (
        "生态环境部令第99号",
        DAY("2021-11-30"),
        DAY("2022-01-01"),
    )
    assert list(rule.clauses.filter(level="article").values_list("address", flat=True)) == [
        "art-1",
        "art-2",
        "art-3",
    ]


def test_an_edition_that_two_sites_have_is_one_text_and_another_edition_waits_for_an_editor(
    site: Site,
) -> None:
    sync("mee-standards", site[0])
    sync("openstd", site[0])

    work = Work.objects.get(number_key="gb99002")
    editions = {one.number: one.standing for one in work.versions.all()}
    assert editions == {"GB 99002-2023": "published", "GB 99002-2008": "held"}
    assert work.versions.get(number="GB 99002-2023").statements.count() == 2
    assert "本平台已有这份文件的其他文本" in told(cast.source("openstd"))[0][1]
    assert Version.objects.get(number="HJ 99001-2024").text == ""  # texts of standards are linked, not hosted
    assert Statement.objects.get(version__number="GB 99002-2023", source__name="mee-standards").said[
        "replaces"
    ] == ["GB 99002-2008"]


def test_what_a_source_says_otherwise_is_told_and_ours_stays() -> None:
    ours, source = library.standard(), cast.source("openstd")

    outcome = documents.receive(document(effective_on=DAY("2011-01-01"), title="示例排放标准"), source)
    ours.refresh_from_db()

    assert outcome == "changed"
    assert (ours.effective_on, ours.title) == (DAY("2010-07-01"), "示例水污染物排放标准")
    assert told(source) == [
        ("changed", "名称：示例水污染物排放标准 → 示例排放标准；施行日期：2010-07-01 → 2011-01-01")
    ]
    assert Version.objects.count() == 1


def test_another_day_of_the_same_edition_is_a_difference_and_no_second_edition() -> None:
    library.standard()
    source = cast.source("openstd")
    documents.receive(document(), source)

    assert documents.receive(document(promulgated_on=DAY("2010-02-02")), source) == "changed"
    assert documents.receive(document(promulgated_on=DAY("2010-02-02"), source_id="B2"), source) == "same"
    assert Version.objects.count() == Statement.objects.count() == 1


def test_what_ours_lacks_is_filled_in_and_told() -> None:
    ours, source = library.law(text="", effective_on=None), cast.source("flk")
    facts: dict[str, Any] = {
        "kind": "administrative",
        "title": "示例固体废物条例",
        "number": "",
        "promulgated_on": DAY("2019-12-01"),
    }

    documents.receive(document(effective_on=DAY("2020-01-01"), text=library.TEXT, **facts), source)
    ours.refresh_from_db()

    assert told(source) == [("changed", "补全了本平台缺少的内容。")]
    assert (ours.effective_on, ours.clauses.filter(level="article").count()) == (DAY("2020-01-01"), 3)


def test_dashes_and_spaces_are_no_difference() -> None:
    library.law(text="第一条 为了示例，制定本条例。", effective_on=DAY("2020-01-01"))
    facts: dict[str, Any] = {
        "kind": "administrative",
        "title": "示例固体废物条例",
        "number": "",
        "standard_class": "",
        "promulgated_on": DAY("2019-12-01"),
        "effective_on": DAY("2020-01-01"),
        "issuers": ("国务院",),
    }
    source = cast.source("flk")

    assert documents.receive(document(text="第一条　为了示例, 制定本条例。", **facts), source) == "same"
    assert documents.receive(document(text="第一条 为了别的，制定本条例。", **facts), source) == "changed"


def test_a_status_that_differs_is_told_once_as_long_as_it_lasts_and_never_taken_over() -> None:
    ours, source = library.standard(), cast.source("openstd")
    run = Run.objects.create(source=source, started_at=clock.now())
    documents.receive(document(says="repealed"), source)

    for _ in range(2):
        documents.compare(source, run)
    ours.refresh_from_db()
    assert told(source) == [("status", "时效：现行有效 → 已废止")]
    assert ours.ends_on is None

    documents.receive(document(says="in_force"), source)
    documents.compare(source, run)
    documents.receive(document(says="repealed"), source)
    documents.compare(source, run)
    assert [kind for kind, _ in told(source)] == ["status", "changed", "changed", "status"]


def test_what_a_source_says_of_replacements_enters_the_ledger_for_an_editor_to_confirm() -> None:
    old, source = library.standard("HJ/T 99007-2002"), cast.source("mee-standards")
    facts: dict[str, Any] = {
        "number": "HJ 99007-2019",
        "title": "示例监测规范",
        "promulgated_on": DAY("2019-01-01"),
        "effective_on": DAY("2019-06-01"),
    }

    documents.receive(document(replaces=("HJ/T 99007-2002",), **facts), source)
    documents.receive(
        document(source_id="A0", number="HJ/T 99007-2002", replaced_by=("HJ 99007-2019",)), source
    )
    old.refresh_from_db()

    effect = Effect.objects.get()
    assert (effect.kind, effect.by.number, effect.target, effect.found, effect.is_confirmed) == (
        Effect.Kind.REPLACES,
        "HJ 99007-2019",
        old.work,
        Effect.Found.SOURCE,
        False,
    )
    assert old.status_on(DAY("2020-01-01")) == Status.UNKNOWN  # neither in force nor ended by a site's word
    ledger.withdraw(effect, actor=cast.operator(), reason="有误")
    documents.receive(document(replaces=("HJ/T 99007-2002",), **facts), source)
    assert Effect.objects.filter(withdrawn_at=None).count() == 0


def test_an_edition_that_a_later_one_replaced_is_over_for_both_sides() -> None:
    library.standard()
    library.standard("GB 99001-2024", promulgated_on=DAY("2024-01-01"), effective_on=DAY("2024-07-01"))
    source = cast.source("openstd")
    run = Run.objects.create(source=source, started_at=clock.now())

    documents.receive(document(says="repealed"), source)
    documents.compare(source, run)

    assert told(source) == []


def test_what_a_list_no_longer_has_is_told_and_nothing_is_taken_down() -> None:
    source = cast.source("openstd")
    run = Run.objects.create(source=source, started_at=clock.now())
    for number in range(3):
        documents.receive(document(source_id=f"A{number}", number=f"GB 9910{number}-2010"), source)

    documents.compare(source, run, seen={"A0", "A1"})
    documents.compare(source, run, seen={"A0", "A1"})

    assert [kind for kind, _ in told(source)].count("gone") == 1
    assert Version.objects.get(number="GB 99102-2010").is_public
    documents.compare(source, run, seen={"A0", "A1", "A2"})
    assert told(source)[-1] == ("changed", "来源重新列出。")


def test_where_most_of_a_list_is_missing_the_list_is_doubted() -> None:
    source = cast.source("openstd")
    run = Run.objects.create(source=source, started_at=clock.now())
    for number in range(6):
        documents.receive(document(source_id=f"A{number}", number=f"GB 9910{number}-2010"), source)

    alarm = documents.compare(source, run, seen={"A0"})

    assert "多半没有读全" in alarm
    assert not Statement.objects.exclude(gone_at=None).exists()


def test_only_a_list_that_was_read_to_its_end_says_what_is_gone(site: Site) -> None:
    base, replica = site
    sync("flk", base)
    statement = Statement.objects.get(version__title="示例环境管理条例")
    Statement.objects.filter(pk=statement.pk).update(their_id="elsewhere")
    whole = cast.source("flk")
    whole.settings["lists"] = [whole.settings["lists"][0]]
    whole.settings["pages"] = 1  # one of who knows how many
    whole.save()

    sync("flk", base)
    assert Statement.objects.filter(gone_at=None).count() == 6

    whole.settings["pages"] = 5
    whole.save()
    replica.asked.clear()
    run = sync("flk", base)
    assert len(replica.asked) == 2  # the second page is the edge
    assert run.differences.filter(kind="gone").count() == 0  # more than half is missing: 4 of 6
    assert "多半没有读全" in run.alarm


def test_a_list_that_shows_its_last_page_for_ever_ends(site: Site) -> None:
    source = cast.source("mee-rules")
    source.settings["lists"][0]["more"] = source.settings["lists"][0]["path"]
    source.save()

    run = sync("mee-rules", site[0])

    assert (run.items, run.fetched) == (1, 4)  # robots.txt, two pages of the list, the rule


def test_operators_read_the_report_and_take_it_along(site: Site) -> None:
    sync("flk", site[0])
    source, operator = cast.source("flk"), as_(cast.operator())
    held = Version.objects.exclude(standing="published").earliest("pk")
    report = words_of(operator.get(reverse("connectors:differences", args=["flk"])))
    way = reverse("intake:record", args=[held.pk])
    assert f'href="{way}"' in report, "a text that is held back is read where editors work on it"
    assert operator.get(way).status_code == 200
    Version.objects.update(standing="published")
    for one in Version.objects.all():
        Version.objects.filter(pk=one.pk).update(starts_on=one.effective_on)
    sync("flk", site[0])

    shown = words_of(operator.get(source.get_absolute_url()))
    assert "来源称已废止，本平台推算为现行有效" in shown
    report = words_of(operator.get(reverse("connectors:differences", args=["flk"]), {"kind": "status"}))
    assert "时效：现行有效 → 已废止" in report
    assert "浙江省示例固体废物污染防治条例" not in report

    got = operator.get(reverse("connectors:differences", args=["flk"]), {"format": "xlsx"})
    rows = list(load_workbook(io.BytesIO(b"".join(got)))["官方来源差异报告"].values)
    assert len(rows) == 1 + source.differences.count()
    assert AuditRecord.objects.filter(action="list.exported").exists()


def test_commands_read_documents_too(site: Site) -> None:
    services.install()
    said = io.StringIO()

    call_command("connectors_sync", "mee-standards", base=site[0], pace=0.0, json=True, stdout=said)
    call_command("connectors_replay", "mee-standards", json=True, stdout=said)

    synced, replayed = (json.loads(line) for line in said.getvalue().splitlines())
    assert (synced["new"], synced["errors"]) == (2, 0)
    assert (replayed["same"], replayed["changed"], replayed["lost"]) == (6, 0, 0)  # in six channels


def test_what_could_not_be_read_comes_in_once_the_settings_are_mended(site: Site) -> None:
    source = cast.source("sthj-sh")
    source.settings["detail"]["content"] = "div#elsewhere"
    source.save()
    assert sync("sthj-sh", site[0]).rejected == 1

    source.settings["detail"]["content"] = "div#ivs_content"
    source.save()
    assert replaying.replay(source, apply=True).applied == 1
    assert Version.objects.get().work.region_id == "31"


def test_settings_and_acts_that_do_not_fit_are_refused() -> None:
    source = cast.source("openstd")
    assert checking.faults("html", source.settings) == []
    assert checking.faults("html", source.settings | {"statuses": {"废止": "dead"}}) == ["没有时效“dead”"]
    paper = {"link": "/download?id=1", "more": "x"}
    assert checking.faults("html", source.settings | {"paper": paper}) == ["“paper”中没有“more”这一项"]
    del paper["more"]
    assert checking.faults("html", source.settings | {"paper": paper}) == ["“paper”的“link”中应有“{id}”"]
    with pytest.raises(errors.NoNotices, match="法律和标准"):
        services.paste(source, by=cast.operator(), words={"title": "x", "address": ""}, text="")
