"""The desk: my tasks first by due date, and what the site says of itself on the home page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from greenbridge.accounts.models import User, VerificationCase
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.models import DemandReview
from greenbridge.library.models import Version
from greenbridge.portal import queries, site_search
from greenbridge.portal.setup import set_up
from greenbridge.reference.models import Region
from greenbridge.search import queries as search
from greenbridge.search import tallies, tantivy_index
from greenbridge.search.index import IndexPage, Place
from greenbridge.search.queries import Query
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.pages import as_, shows, words_of

pytestmark = pytest.mark.usefixtures("ground")

Follow = Callable[[], None]


HOUR = dt.timedelta(hours=1)


def site() -> Region:
    return cast.statement(region="320509105").region


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_tasks_of_all_queues_stand_together_the_most_pressing_first() -> None:
    monday = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
    moments = [monday + dt.timedelta(days=n) for n in range(3)]
    with clock.stopped_at(moments[2]):
        cast.listing_review()
    with clock.stopped_at(moments[0]):
        cast.submitted(region=site())
    with clock.stopped_at(moments[1]):
        cast.application(region="320509105")

    tasks = queries.desk(cast.officer("32")).tasks

    assert [task.kind for task in tasks] == ["需求审核", "认证为需求企业", "机构入驻"]
    assert [task.due_at for task in tasks] == sorted(task.due_at for task in tasks if task.due_at)


def test_the_side_menu_counts_what_waits_and_reads_none_of_it() -> None:
    officer = cast.officer("32")
    for n in (21, 22):
        cast.application(
            cast.person("周新", f"zhou{n}@mail.example"), region="320509105", credit_code=code(n)
        )

    with CaptureQueriesContext(connection) as asked:
        menu = dict(queries.menu(fresh(officer), "/messages/"))

    assert [item.waiting for item in menu[queries.TASKS] if item.label == "单位认证"] == [2]
    about = [query["sql"] for query in asked if '"accounts_verificationcase"' in query["sql"]]
    assert [sql.startswith("SELECT COUNT(*)") for sql in about] == [True]


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "还有 3 个工作日"), (2, "还有 1 个工作日"), (3, "今天截止"), (4, "已超期 1 个工作日")],
)
def test_a_task_says_how_much_time_is_left(days: int, told: str) -> None:
    monday = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
    with clock.stopped_at(monday):
        cast.application(region="320509105")

    with clock.stopped_at(monday + dt.timedelta(days=days)):
        [task] = queries.desk(cast.officer("32")).tasks
        assert task.due_text == told


def cases(many: int) -> None:
    """So many waiting, due an hour apart, the latest first in the table."""
    first = cast.application(region="320509105")
    VerificationCase.objects.bulk_create(
        VerificationCase(
            **{
                field.attname: getattr(first, field.attname)
                for field in VerificationCase._meta.concrete_fields
                if not field.primary_key
            }
            | {"credit_code": code(n), "due_at": first.due_at + (1 - n) * HOUR, "name": f"第{n}厂"}
        )
        for n in range(2, many + 1)
    )


def test_a_long_desk_is_shown_twenty_at_a_time_and_every_task_stands_on_one_page() -> None:
    officer = cast.officer("32")
    cases(44)
    cast.listing_review()
    DemandReview.objects.filter(pk=cast.submitted(region=site()).pk).update(
        due_at=VerificationCase.objects.get(name="第7厂").due_at + HOUR / 2
    )
    browser = as_(officer)

    pages = [browser.get("/desk/", {"page": page}).context for page in (1, 2, 3)]

    assert [len(page["rows"]) for page in pages] == [20, 20, 6]
    tasks = [task for page in pages for task in page["rows"]]
    assert len({task.url for task in tasks}) == 46
    assert tasks == sorted(tasks, key=lambda task: task.due_at)
    assert [task.kind for task in tasks].index("需求审核") == 38
    assert "共 46 项" in words_of(browser.get("/desk/"))


def test_a_page_of_the_desk_reads_no_more_than_it_shows() -> None:
    officer = cast.officer("32")
    cases(30)
    table = reverse("portal:queue", args=["verification"])

    with CaptureQueriesContext(connection) as asked:
        page = as_(officer).get(table, {"page": 2})

    assert [task.title for task in page.context["rows"]][-1] == str(VerificationCase.objects.latest("due_at"))
    about = [query["sql"] for query in asked if 'FROM "accounts_verificationcase"' in query["sql"]]
    assert [("COUNT(*)" in sql, "LIMIT" in sql) for sql in about] == [(True, False), (False, True)]


def test_after_a_decision_the_next_one_opens() -> None:
    first = cast.application(region="320509105")
    facts = {"side": "supplier", "region": "320509105", "credit_code": code(801), "name": "震泽丝织有限公司"}
    second = cast.application(cast.person("刘洋", "liu@mail.example"), **facts)
    officer = as_(cast.officer("32"))

    answer = officer.post(reverse("accounts:review", args=[first.pk]), {"decision": "passed"})
    assert answer.headers["Location"] == reverse("accounts:review", args=[second.pk])

    answer = officer.post(answer.headers["Location"], {"decision": "passed"})
    assert answer.headers["Location"] == reverse("portal:desk")


def test_a_newcomer_a_buyer_and_a_supplier_find_what_waits_for_each() -> None:
    newcomer = cast.person()
    demand = cast.published()
    returned = demands.return_for_changes(
        cast.submitted(), officer=cast.officer("31"), reasons="请补充现状。"
    )
    lab = cast.lab()
    cast.invitation(demand, lab)

    assert "认证我的单位" in words_of(as_(newcomer).get("/desk/"))
    buyer = [(task.kind, task.url) for task in queries.desk(fresh(demand.author)).tasks]
    assert ("需求退回修改", reverse("demands:check", args=[returned.number])) in buyer
    assert ("等候响应", reverse("deals:overview", args=[demand.number])) in buyer
    supplier = queries.desk(fresh(cast.owner_of(lab.organisation)))
    assert [task.kind for task in supplier.tasks] == ["收到邀请"]
    cast.interest(demand, lab)
    assert list(queries.desk(fresh(cast.owner_of(lab.organisation))).tasks) == []


def test_a_queue_that_is_not_mine_does_not_exist() -> None:
    assert as_(cast.person()).get(reverse("portal:queue", args=["verification"])).status_code == 404
    assert as_(cast.officer()).get(reverse("portal:queue", args=["nonsense"])).status_code == 404


def test_an_officer_takes_a_queue_along_after_confirming_and_it_is_recorded() -> None:
    cast.listing_review()
    officer = cast.officer("32")
    table = f"{reverse('portal:queue', args=['listing'])}?format=csv"

    tired = as_(officer)
    shows(tired, officer, "password", "mfa", ago=700)
    assert tired.get(table).status_code == 302
    assert not AuditRecord.objects.filter(action="list.exported").exists()

    lines = as_(officer).get(table).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("事项,对象")
    assert "江澄检测技术有限公司" in lines[1]
    trace = AuditRecord.objects.get(action="list.exported")
    assert (trace.actor, trace.after["list"]) == (officer, "机构入驻")


def test_home_and_figures_count_what_is_there() -> None:
    set_up()
    lab, demand = cast.lab(), cast.published()
    cast.rival()
    demands.withdraw(cast.published(), editor=demand.author, note="延期")
    cast.interest(demand, lab)

    figures = {figure.anchor: figure.value for figure in queries.home().figures}

    assert figures == {"suppliers": 2, "demands": 1, "interests": 1, "outcomes": 0}
    page = words_of(Client().get("/"))
    assert demand.title in page
    assert str(lab) in page
    assert "机构对需求作出的响应" in words_of(Client().get(reverse("portal:figures")))


def test_home_shows_what_comes_into_force_next_and_the_laws_promulgated_last() -> None:
    set_up()
    text, today = "第一条 为了示例，制定本条例。", clock.today()
    ago = [today - dt.timedelta(days=n) for n in range(20)]
    next_month = today + dt.timedelta(days=30)
    for n in range(6):
        library.law(f"第{n}号示例条例", text, promulgated_on=ago[10 + n], effective_on=ago[5])
    library.law("第0号示例条例", text + "改", promulgated_on=ago[3], effective_on=next_month)
    held = library.law("未发布的示例条例", text, promulgated_on=ago[1], effective_on=ago[1])
    Version.objects.filter(pk=held.pk).update(standing=Version.Standing.HELD)
    gone = library.law("已废止的示例条例", text, promulgated_on=ago[2], effective_on=ago[2])
    Version.objects.filter(pk=gone.pk).update(ends_on=today, end="repealed")

    shown = [(row.version.title, row.status.label) for row in queries.home().newest_laws]

    assert shown == [
        ("第0号示例条例", "尚未生效"),
        *((f"第{n}号示例条例", "现行有效") for n in range(4)),
    ]
    page = words_of(Client().get("/"))
    assert f"{clock.written(next_month)}起施行" in page
    assert f"{clock.written(ago[11])}公布" in page


def test_home_tells_the_counts_of_long_halls_with_their_time(
    follow: Follow, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    set_up()
    cast.lab()
    cast.published()
    follow()
    monkeypatch.setattr(tallies, "SHORT", 0)
    monkeypatch.setattr(tallies, "CAP", 1)

    with django_capture_on_commit_callbacks(execute=True):
        first = queries.home()
    assert [figure.at_least for figure in first.figures] == [True, True, False, False]
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=1)):
        page = words_of(Client().get("/"))
        told = queries.home()
    assert [(figure.value, figure.at_least) for figure in told.figures[:2]] == [(1, False), (1, False)]
    assert "在册服务机构、公开征集的需求和公告统计于" in page
    assert "写明统计时间的是那时的数字" in words_of(Client().get(reverse("portal:figures")))


def test_the_home_page_and_the_plain_pages_stand_after_the_set_up_and_a_second_one_keeps_them() -> None:
    set_up()
    set_up()

    for url in ("/", "/rules/", "/privacy/", "/accessibility/", "/help/", "/about/"):
        assert Client().get(url).status_code == 200


def test_site_search_shows_the_hits_in_groups_with_their_numbers(follow: Follow) -> None:
    cast.lab()
    cast.rival()
    cast.published()
    follow()

    response = Client().get(reverse("portal:search"), {"q": "监测"})
    groups = {group.name: group.total for group in response.context["groups"]}
    assert groups == {"supplier": 2, "demand": 1}
    assert "印染废水例行" in words_of(response)

    response = Client().get(reverse("portal:search"), {"q": "监测", "scope": "demand"})
    assert [group.name for group in response.context["groups"]] == ["demand"]
    assert Client().get(reverse("portal:search"), {"q": "没有这样的词语"}).context["groups"] == []


def test_site_search_knows_who_takes_a_waste_by_its_code(follow: Follow) -> None:
    """净川 is licensed for the whole of HW17, so it names none of its codes."""
    cast.disposer()
    cast.lab()
    cast.waste_demand(waste_codes=["336-064-17"])
    follow()

    groups = site_search.search_everything("336-064-17")
    assert {group.name: group.total for group in groups} == {"supplier": 1, "demand": 1}
    (one,) = site_search.search_everything("336-064-17 西塘", "supplier")
    assert (one.total, one.all_url) == (1, "/suppliers/?q=336-064-17+%E8%A5%BF%E5%A1%98")


@pytest.mark.parametrize(("few", "handful", "small"), [(1_000, 60, 9), (0, 60, 9), (1_000, 0, 9), (0, 60, 2)])
def test_halls_asked_together_show_what_each_has_by_itself(
    follow: Follow, monkeypatch: pytest.MonkeyPatch, few: int, handful: int, small: int
) -> None:
    """Whether their rows count as many, as a handful, or as neither, and some of the halls as large."""
    monkeypatch.setattr(tantivy_index, "_FEW", few)
    monkeypatch.setattr(tantivy_index, "_HANDFUL", handful)
    monkeypatch.setattr(tantivy_index, "_SMALL", small)
    monkeypatch.setattr(tantivy_index, "_RANKED", 1)
    for name in ("监测备案", "监测报送", "排放监测填报"):
        cast.guide(name=name)
    cast.writing(title="监测怎么做")
    cast.lab()
    cast.rival()
    cast.published()
    follow()
    halls = ("supplier", "demand", "guide", "writing")

    for words in ("监测", "印染 监测", "没有这样的词语"):
        together = search.ranked_each(Query(words=words, collections=halls, mode="any", page_size=2))
        apart = {
            name: search.ranked(Query(words=words, collections=(name,), mode="any", page_size=2))
            for name in halls
        }
        for name in halls:
            assert rows_of(together[name]) == rows_of(apart[name])
    groups = site_search.search_everything("监测")
    assert {group.name: (group.total, len(group.hits)) for group in groups} == {
        "supplier": (2, 2),
        "demand": (1, 1),
        "guide": (3, 3),
        "writing": (1, 1),
    }


def rows_of(page: IndexPage) -> tuple[list[Place], int]:
    return [place for place, _ in page.places], page.total


def test_site_search_finds_topics_and_what_words_mean(follow: Follow) -> None:
    topic, term = cast.topic(), cast.term("危险废物贮存")
    law = library.law(
        "示例定义条例", "第一条 本条例所称危险废物，是指示例废物。\n第二条 本条所称贮存，是指存放。"
    )
    cast.term("噪声")
    follow()

    asked = {"q": "危险废物贮存要求"}
    page = Client().get(reverse("portal:search"), asked)
    groups = {group.name: group for group in page.context["groups"]}

    assert groups["topic"].hits == [topic]
    assert [(one.term, one.url) for one in groups["term"].hits] == [
        ("危险废物贮存", term.get_absolute_url()),
        ("危险废物", f"{law.get_absolute_url()}art-1#art-1-par-1"),
    ]
    text = words_of(page)
    assert f'href="{topic.get_absolute_url()}"' in page.content.decode()
    assert "示例废物" in text
    assert "全部专题" in text
    assert "示例废物" in words_of(Client().get(groups["term"].all_url))
    assert {"topic", "term"} <= {
        group.name
        for group in Client().get(reverse("portal:search"), asked | {"scope": "library"}).context["groups"]
    }

    (explained,) = site_search.search_everything("噪声")
    assert "噪声" in words_of(Client().get(explained.all_url)), "no law defines it"
    term.unpublish()
    follow()
    named = {
        one.term
        for group in site_search.search_everything("危险废物贮存要求")
        for one in group.hits
        if group.name == "term"
    }
    assert named == {"危险废物"}

    topic.unpublish()
    follow()
    assert "topic" not in {g.name for g in Client().get(reverse("portal:search"), asked).context["groups"]}
