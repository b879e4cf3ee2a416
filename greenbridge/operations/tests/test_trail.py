"""The audit administrator reads the trail, hands parts of it out, and has it verified. All of it is in the trail."""

import ast
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as installed
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from greenbridge.audit import append_only
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, jobs
from greenbridge.operations.errors import CheckUnderWay, TooManyRows
from greenbridge.operations.events.forms import EventForm
from greenbridge.operations.models import TrailCheck, TrailExport
from greenbridge.operations.system.words import JOBS
from greenbridge.operations.trail import headings, masking, queries, services
from greenbridge.operations.trail.actions import LABELS
from greenbridge.operations.trail.forms import TrailForm
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of

pytestmark = pytest.mark.usefixtures("ground")

TRAIL = reverse("operations:trail")


@pytest.fixture(autouse=True)
def heads_file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_HEADS_FILE = tmp_path / "heads.jsonl"
    return tmp_path / "heads.jsonl"


def write(action: str = "demand.saved", name: str = "周新", **facts: Any) -> AuditRecord:
    person = cast.person(name, f"{sum(map(ord, name))}@mail.example")
    with transaction.atomic():
        return audit.record(action, actor=person, **facts)


def found(**asked: str) -> list[int]:
    return [trace.pk for trace in queries.traces(asked)]


# --- Finding --------------------------------------------------------------------------------------------------


def test_each_filter_finds_its_traces() -> None:
    with audit.coming_from("203.0.113.9"):
        one = write(note="延期", after={"标题": "废水监测"})
    two = write("role.granted", "刘洋", target=cast.person("王磊", "wang@mail.example"))

    assert found(actor="刘洋") == found(action="role.granted") == found(target="王磊") == [two.pk]
    assert found(words="延期") == found(words="水监") == found(address="203.0.") == [one.pk]
    assert found(actor="无此人") == []


def test_days_begin_and_end_in_shanghai() -> None:
    with clock.stopped_at(dt.datetime(2026, 11, 23, 15, 59, 59, tzinfo=dt.UTC)):
        late = write()
    with clock.stopped_at(dt.datetime(2026, 11, 23, 16, 0, 0, tzinfo=dt.UTC)):
        early = write()

    assert found(until="2026-11-23") == [late.pk]
    assert found(since="2026-11-24", until="2026-11-24") == [early.pk]


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    moment = clock.now()
    with clock.stopped_at(moment):  # the same moment: only their numbers tell them apart
        pks = [write().pk for _ in range(queries.ROWS_A_PAGE * 2 + 1)]

    seen, start = [], ""
    for _ in range(3):
        page = queries.page(queries.traces({"action": "demand.saved"}), start)
        seen += [trace.pk for trace in page.rows]
        start = page.older

    assert seen == sorted(pks, reverse=True)
    assert start == ""


NO_PLACES = ["x", "~", "2026~3", "2026-11-24T00:00:00+00:00~-1", "2026-11-24~5"]


@pytest.mark.parametrize("start", NO_PLACES)
def test_a_place_that_is_none_begins_at_the_newest(start: str) -> None:
    trace = write()

    assert trace in queries.page(queries.traces({}), start).rows


def searches() -> list[dict[str, Any] | None]:
    """What the audit administrator is known to have asked, in that order."""
    found = AuditRecord.objects.filter(action="trail.searched", actor=cast.audit_admin()).order_by("id")
    return [trace.after for trace in found]


def test_each_page_of_a_search_is_written_down() -> None:
    last = [write() for _ in range(queries.ROWS_A_PAGE + 1)][1]
    browser = as_(cast.audit_admin())

    page = words_of(browser.get(TRAIL, {"actor": "周新"}))
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    browser.get(TRAIL + older[1].replace("&amp;", "&"))

    assert searches() == [
        {"actor": "周新"},
        {"actor": "周新", "start": f"{last.at.isoformat()}~{last.pk}"},
    ]


@pytest.mark.parametrize("start", [*NO_PLACES, "9999-01-01T00:00:00+00:00~1"])
def test_no_place_to_begin_at_hides_a_search(start: str) -> None:
    trace = write()
    browser = as_(cast.audit_admin())

    page = words_of(browser.get(TRAIL, {"actor": "周新", "start": start}))

    assert reverse("operations:trace", args=[trace.pk]) in page
    [asked] = searches()
    assert asked is not None
    assert asked["actor"] == "周新"
    assert ("start" in asked) is (start not in NO_PLACES)


def test_how_many_an_export_would_hold_is_a_search_too() -> None:
    write()
    browser, url = as_(cast.audit_admin()), reverse("operations:export_trail", query={"actor": "周新"})

    assert "共 1 条" in words_of(browser.get(url))
    assert "共 1 条" in words_of(browser.post(url, {"kind": "csv", "purpose": ""}))

    assert searches() == [{"actor": "周新", "page": "导出操作记录"}] * 2


def test_a_wrong_date_is_named_and_what_was_typed_is_kept() -> None:
    page = words_of(
        as_(cast.audit_admin()).get(TRAIL, {"since": "2026-11-24", "until": "2026-11-01", "actor": "周"})
    )

    assert "截止日期应不早于起始日期。" in page
    assert 'value="周"' in page


def test_one_trace_shows_what_was_before_and_after_and_that_is_written_down() -> None:
    trace = write("person.corrected", before={"电话": "1"}, after={"电话": "2"})

    page = words_of(as_(cast.audit_admin()).get(reverse("operations:trace", args=[trace.pk])))

    assert "更正个人信息" in page
    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    assert AuditRecord.objects.get(action="trail.opened").after == {"id": trace.pk, "action": trace.action}


OF_A_CONTACT = {
    "contact_name": "何静静",
    "contact_phone": "6123 45 67",  # no area code: known by its column alone
    "intro": "请拨 138 1234 1234 或 (0512)6123-4567，写信给 he@lab.example",
}
HIDDEN = (
    "何静静",
    "6123 45 67",
    "138 1234 1234",
    "6123-4567",
    "13912341234",
    "he@lab.example",
    "wu@mail.example",
    "zhou@mail.example",
)


def told_of_a_contact() -> str:
    """All that the page of one trace, the list and what is handed out say of it."""
    person, nameless = cast.person(), cast.person("", "wu@mail.example")  # who is called by their address
    with transaction.atomic():
        trace = audit.record("supplier.described", actor=person, after=OF_A_CONTACT, note="改到13912341234")
        signed_in = audit.record("account.signed_in", actor=nameless, target=nameless)
    auditor = as_(cast.audit_admin())
    opened = (trace.pk, signed_in.pk)
    pages = [auditor.get(reverse("operations:trace", args=[pk])) for pk in opened] + [auditor.get(TRAIL)]
    return "".join(map(words_of, pages)) + handed_out("csv").decode("utf-8-sig")


def test_who_reads_what_was_done_does_not_read_where_somebody_is_reached() -> None:
    said = told_of_a_contact()

    assert [one for one in HIDDEN if one in said] == []
    assert "何**" in said
    assert "138****1234" in said
    assert "he***@lab.example" in said


def test_a_contact_that_nobody_masks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "without_contacts", lambda text: text)
    monkeypatch.setattr(masking, "NAMES", set())
    monkeypatch.setattr(masking, "CONTACTS", set())

    assert set(HIDDEN[:-1]) <= {one for one in HIDDEN if one in told_of_a_contact()}


@pytest.mark.parametrize(
    "words", ["61234567", "0512-6123", "138 1234", "请拨 13812", "lab@", "he@lab.example"]
)
def test_nobody_is_found_by_trying_parts_of_a_number_or_an_address(words: str) -> None:
    with transaction.atomic():
        audit.record("supplier.described", actor=cast.person(), after=OF_A_CONTACT)

    page = words_of(as_(cast.audit_admin()).get(TRAIL, {"words": words}))

    assert "不能按号码或邮箱查找" in page
    assert found(words="he") == found(words="lab") == []
    assert len(found(words="请拨")) == 1


# --- Handing out ----------------------------------------------------------------------------------------------


def handed_out(kind: str, **filters: str) -> bytes:
    browser = as_(cast.audit_admin())
    url = reverse("operations:export_trail", query=filters)
    answer = browser.post(url, {"kind": kind, "purpose": "季度检查"})
    file: Any = browser.get(answer.headers["Location"])
    return b"".join(file.streaming_content)


def test_an_export_says_in_the_trail_who_what_how_much_and_what_for() -> None:
    write(), write(), write("role.granted")

    rows = list(csv.DictReader(io.StringIO(handed_out("csv", action="demand.saved").decode("utf-8-sig"))))

    made = TrailExport.objects.get()
    assert [row["操作"] for row in rows] == ["保存需求草稿"] * 2
    assert {row["导出编号"] for row in rows} == {made.mark}
    trace = AuditRecord.objects.get(action="trail.exported")
    assert trace.actor == cast.audit_admin()
    assert trace.after == {
        "filters": {"action": "demand.saved"},
        "rows": 2,
        "purpose": "季度检查",
        "mark": made.mark,
        "kind": "csv",
    }
    assert AuditRecord.objects.filter(action="trail.export_downloaded").count() == 1


@pytest.mark.parametrize(
    "note", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠x", " =1"]
)
def test_nothing_in_an_export_runs_as_a_formula(note: str) -> None:
    write(note=note)

    (row,) = csv.DictReader(
        io.StringIO(handed_out("csv", action="demand.saved").decode("utf-8-sig"), newline="")
    )
    sheet = load_workbook(io.BytesIO(handed_out("xlsx", action="demand.saved"))).active

    assert row["说明"] == "'" + note
    assert sheet is not None
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells if cell.value} == {"s"}


def test_without_a_purpose_nothing_is_handed_out() -> None:
    page = as_(cast.audit_admin()).post(reverse("operations:export_trail"), {"kind": "csv", "purpose": " "})

    assert "请填写导出的用途。" in words_of(page)
    assert not TrailExport.objects.exists()


def test_more_than_a_workbook_holds_is_refused_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 1)
    write(), write()

    with pytest.raises(TooManyRows, match="请改选文本表格"):
        services.export({}, by=cast.audit_admin(), kind="xlsx", purpose="抽查")
    browser, address = as_(cast.audit_admin()), reverse("operations:export_trail")
    page = words_of(browser.get(address))
    assert 'value="xlsx"' not in page  # said before anybody asks for it
    assert "缩小起止日期、选定操作或操作人" in page
    page = words_of(browser.post(address, {"kind": "xlsx", "purpose": "抽查"}))
    assert "Excel 表格一次最多 1 条" in page

    assert not TrailExport.objects.exists()


def test_a_text_table_holds_everything_and_is_read_step_by_step(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 1)
    monkeypatch.setattr(queries, "ROWS_A_STEP", 4)
    with clock.stopped_at(clock.now()):  # the same moment: only their numbers tell them apart
        kept = [str(write().pk) for _ in range(10)]
    made = services.export({"action": "demand.saved"}, by=cast.audit_admin(), kind="csv", purpose="抽查")
    write()  # after the export was made
    pieces = iter(services.download(made, by=cast.audit_admin()))

    with django_assert_num_queries(1):
        begun = [next(pieces) for _ in range(6)]  # the mark of the encoding, the headers, four rows
    with django_assert_num_queries(2):
        whole = b"".join([*begun, *pieces]).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(whole)))
    assert [row["编号"] for row in rows] == kept[::-1]
    assert {row["导出编号"] for row in rows} == {made.mark}


def test_an_export_is_for_who_made_it() -> None:
    made = services.export({}, by=cast.audit_admin(), kind="csv", purpose="抽查")
    other = cast.staff("audit_admin", "另一位", "other@audit.example")

    assert fetch(other, reverse("operations:trail_file", args=[made.mark])).status_code == 404


# --- Verifying ------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_button_verifies_in_the_background_and_the_result_is_kept() -> None:
    write()
    browser = as_(cast.audit_admin())

    browser.post(reverse("operations:check_trail"))

    check = TrailCheck.objects.get()
    assert (check.asked_by, check.broken) == (cast.audit_admin(), 0)
    assert check.records == AuditRecord.objects.count()
    assert "全部相符" in words_of(browser.get(TRAIL))


def test_what_is_broken_stands_on_the_page_and_is_told_at_once() -> None:
    auditor, trace = cast.audit_admin(), write()
    append_only.lift(connection)
    AuditRecord.objects.filter(pk=trace.pk).update(note="x")
    append_only.install(connection)

    services.check_at_night()

    check = TrailCheck.objects.get()
    assert check.broken == 1
    assert (check.first_broken or {})["id"] == trace.pk
    assert "发现 1 处不符" in words_of(as_(auditor).get(TRAIL))
    assert "1 处不符" in auditor.inbox.get().text


@pytest.fixture
def seen(heads_file: Path) -> Path:
    """A file of three heads that a check has seen."""
    for _ in range(3):
        write()
        audit.note_heads()
    services.check_at_night()
    assert (TrailCheck.objects.get().heads, TrailCheck.objects.get().broken) == (3, 0)
    return heads_file


def lines_left(file: Path, count: int) -> None:
    if count:
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:count]))
    else:
        file.unlink()


@pytest.mark.parametrize("left", [2, 1, 0])
def test_a_file_of_heads_that_shrank_or_is_gone_is_reported_until_it_is_back(seen: Path, left: int) -> None:
    auditor, whole = cast.audit_admin(), seen.read_text()
    lines_left(seen, left)

    for _ in range(2):
        services.check_at_night()

    lost = f"库外的链首文件少了 {3 - left} 行"
    page = words_of(as_(auditor).get(TRAIL))
    assert f"发现 {3 - left} 处不符" in page
    assert lost in page
    assert "被改动。" not in page
    assert {lost in message.text for message in auditor.inbox.all()} == {True}
    said, code = verified("--json")
    assert code == 1
    found = json.loads(said)
    assert (found["broken"], found["heads_missing"], found["first_broken"]["id"]) == (
        3 - left,
        3 - left,
        None,
    )
    assert lost in verified()[0]
    seen.write_text(whole)
    services.check_at_night()
    assert "全部相符" in words_of(as_(auditor).get(TRAIL))


def verified(*options: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("audit_verify", *options, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(ended.code or 0)
    return out.getvalue(), 0


def test_where_there_never_was_a_file_of_heads_nothing_is_missing() -> None:
    write()
    for _ in range(2):
        services.check_at_night()

    said = json.loads(verified("--json")[0])
    assert (said["records"], said["broken"], said["first_broken"]) == (AuditRecord.objects.count(), 0, None)
    assert "全部相符" in words_of(as_(cast.audit_admin()).get(TRAIL))


def test_a_database_that_came_back_with_its_file_misses_nothing(seen: Path) -> None:
    """What a backup holds: the checks of its day, and the file as it was then or a little later."""
    checks, kept = list(TrailCheck.objects.values_list("pk", flat=True)), seen.read_text()
    for _ in range(2):
        write()
        audit.note_heads()
        services.check_at_night()
    longer = seen.read_text()

    TrailCheck.objects.exclude(pk__in=checks).delete()
    for file in (kept, longer):
        seen.write_text(file)
        assert verified("--json")[1] == 0


def test_a_second_check_waits_for_the_first() -> None:
    TrailCheck.objects.create(asked_at=clock.now())

    with pytest.raises(CheckUnderWay):
        services.ask_check(by=cast.audit_admin())

    assert TrailCheck.objects.count() == 1


# --- Words ----------------------------------------------------------------------------------------------------

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def actions_in(source: str) -> Iterator[str]:
    """The actions that a module writes; of one put together at run time its beginning, of one handed on all candidates."""
    tree = ast.parse(source)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if ast.unparse(call.func) != "audit.record":
            continue
        first = call.args[0]
        if isinstance(first, ast.Constant):
            yield str(first.value)
        elif isinstance(first, ast.JoinedStr):
            yield ast.unparse(first)[2:].partition("{")[0]
        else:
            yield from (
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and ACTION.fullmatch(node.value)
                and node.value.partition(".")[0] in {label.partition(".")[0] for label in LABELS}
            )


def without_label(actions: Iterator[str]) -> list[str]:
    return [
        action
        for action in actions
        if action not in LABELS and not (action.endswith(".") and any(a.startswith(action) for a in LABELS))
    ]


def test_every_action_in_the_code_has_a_label() -> None:
    modules = [
        path
        for path in (installed.BASE_DIR / "greenbridge").rglob("*.py")
        if not {"tests", "testing"} & set(path.parts)
    ]

    assert [
        f"{path.name}: {action}"
        for path in modules
        for action in without_label(actions_in(path.read_text("utf-8")))
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        'audit.record("nothing.known", actor=None)',
        'audit.record(f"nothing.{what}", actor=None)',
        'act("demand.unheard_of")\naudit.record(action, actor=None)',
    ],
)
def test_the_check_notices_an_action_without_a_label(source: str) -> None:
    assert len(without_label(actions_in(source))) == 1


def names_in(source: str) -> set[str]:
    """The names of values that a module writes down."""
    told = [
        keyword.value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        for keyword in call.keywords
        if call.func.attr == "record" and keyword.arg in {"before", "after"}
    ]
    keys = [key for value in told for one in ast.walk(value) if isinstance(one, ast.Dict) for key in one.keys]
    return {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def test_every_value_in_the_code_has_a_name_to_read() -> None:
    files = [one for one in (installed.BASE_DIR / "greenbridge").rglob("*.py") if "tests" not in one.parts]
    named = {name for file in files for name in names_in(file.read_text("utf-8"))}

    assert named <= headings.WORDS.keys()
    assert {*TrailForm.base_fields, *EventForm.base_fields, "page", "start"} <= headings.WORDS.keys()
    ours = {one._meta.label_lower for one in apps.get_models() if one.__module__.startswith("greenbridge.")}
    said = {(kind, name): headings.of(kind, name) for kind in ours for name in named}
    assert [key for key, words in said.items() if not re.search(r"[\u4e00-\u9fff]", words)] == []
    assert headings.of("suppliers.supplier", "intro") == "简介"
    assert headings.of("demands.demand", "address") != headings.of("accounts.user", "address") == "来源地址"
    assert headings.of("nothing.known", "unheard_of") == "unheard_of"
    assert queries.said("demands.demand", "fields", ["title", "unheard_of"]) == "标题、unheard_of"


def test_a_value_without_a_name_is_noticed() -> None:
    source = 'audit.record("demand.saved", actor=None, after={"unheard_of": 1})'

    assert names_in(source) - headings.WORDS.keys() == {"unheard_of"}


def test_every_scheduled_job_has_a_label_and_no_label_is_left_over() -> None:
    """Here beside the labels of actions, because both are asked for wherever something is added."""
    known = {job.name for job in jobs.schedule() if ".tests." not in job.name}

    assert known == set(JOBS)
