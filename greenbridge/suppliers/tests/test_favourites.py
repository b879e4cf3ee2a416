"""People keep suppliers at hand, watch them, set a few side by side, and take lists with them."""

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging.models import Message
from greenbridge.suppliers import services
from greenbridge.suppliers.models import Credential, Favourite, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

Follow = Callable[[], None]
pytestmark = pytest.mark.usefixtures("ground")


def reader() -> User:
    return cast.person("周新", "zhou@mail.example")


def heard(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).values_list("text", flat=True))


def test_a_favourite_is_kept_once_watched_and_dropped_from_the_pages() -> None:
    lab, who = cast.lab(), reader()
    page = as_(who)

    page.post(reverse("suppliers:keep", args=[lab.code]))
    page.post(reverse("suppliers:keep", args=[lab.code]), {"watch": "1"})
    assert Favourite.objects.get().is_watched
    assert "江澄检测" in words_of(page.get("/suppliers/favourites/"))
    assert "不再关注变化" in words_of(page.get(lab.get_absolute_url()))

    page.post(reverse("suppliers:drop_favourite", args=[lab.code]))
    assert not Favourite.objects.exists()
    assert "还没有收藏机构" in words_of(page.get("/suppliers/favourites/"))


def test_one_favourite_too_many_is_refused_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Favourite, "MOST", 1)
    who = reader()
    services.keep_favourite(cast.lab(), by=who, is_watched=False)

    answer = as_(who).post(reverse("suppliers:keep", args=[cast.rival().code]), follow=True)

    assert "收藏已满1家" in words_of(answer)
    assert Favourite.objects.count() == 1


def test_watchers_are_told_once_of_everything_that_changed_and_others_of_nothing() -> None:
    lab, watcher, keeper = cast.lab(), reader(), cast.person("周旧", "old@mail.example")
    services.keep_favourite(lab, by=watcher, is_watched=True)
    services.keep_favourite(lab, by=keeper, is_watched=False)
    editor = cast.owner_of(lab.organisation)
    assert services.tell_watchers() == 0

    cast.credential(lab, "cnas", number="L1")
    services.describe(
        lab, editor=editor, intro="", website="", contact_name="何静", contact_phone="1", size="large"
    )

    assert services.tell_watchers() == 1
    assert services.tell_watchers() == 0
    (text,) = heard(watcher)
    assert "企业规模：" in text
    assert "→ 大" in text
    assert "CNAS L1：无 → 有效" in text
    assert heard(keeper) == []


def test_what_expires_overnight_is_told_the_next_day() -> None:
    lab, watcher = cast.lab(), reader()
    services.keep_favourite(lab, by=watcher, is_watched=True)
    until = Credential.objects.get(supplier=lab, kind="cma").expires_on
    assert until is not None

    with clock.stopped_at(clock.end_of_day(until - dt.timedelta(days=3))):
        services.tell_watchers()

    assert "即将到期" in heard(watcher)[0]


def test_a_closed_account_leaves_no_favourites() -> None:
    who = reader()
    services.keep_favourite(cast.lab(), by=who, is_watched=True)
    accounts.close_account(who)
    assert not Favourite.objects.exists()


def test_four_stand_side_by_side_with_what_they_may_take_and_a_fifth_is_said() -> None:
    disposer, lab = cast.disposer(), cast.lab()
    five = [
        disposer,
        lab,
        cast.rival(),
        cast.outsider(),
        Supplier.objects.get(pk=cast.supplier(9, "第九检测", "31", person="九").pk),
    ]
    cast.listed(five[4])

    asked = {"code": [disposer.code, lab.code], "near": "310118104"}
    groups = Client().get("/suppliers/compare/", asked).context["groups"]
    lines = {(group.label, line.name): line.values for group in groups for line in group.rows}
    assert lines["危险废物年许可量", "HW17"] == ["3,000 吨", "无"]
    assert lines["基本情况", "距青浦区金泽镇"] == ["约10公里", "约27公里"]
    all_five = Client().get("/suppliers/compare/", {"code": [s.code for s in five]})
    assert len(all_five.context["suppliers"]) == 4
    assert "另有1家没有列出" in words_of(all_five)
    assert "请先选择要对比的机构" in words_of(Client().get("/suppliers/compare/", {"code": lab.code}))


def test_the_directory_is_handed_out_as_shown_with_date_and_conditions_and_a_trace(follow: Follow) -> None:
    cast.disposer()
    cast.lab()
    follow()

    book = load_workbook(io.BytesIO(Client().get("/suppliers/?waste=HW17&format=xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["净川固废处置有限公司"]
    assert "HW17 3000吨" in str(rows[1][9])
    said = [row[0] for row in book["说明"].iter_rows(values_only=True)]
    assert "条件：HW17 表面处理废物。" in said
    trace = AuditRecord.objects.get(action="list.exported")
    assert (trace.actor, trace.after["rows"]) == (None, 1)


def test_a_name_that_looks_like_a_formula_is_text_in_a_table(follow: Follow) -> None:
    lab = cast.lab()
    lab.organisation.name = "=cmd|' /C calc'!A0"
    lab.organisation.save()
    follow()
    text = Client().get("/suppliers/?format=csv").content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.splitlines()[1])))[0] == "'=cmd|' /C calc'!A0"


def test_a_list_that_is_too_long_says_so(follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenbridge.accounts.exports.MOST_ROWS", 1)
    cast.lab()
    cast.rival()
    follow()
    lines = Client().get("/suppliers/?format=csv").content.decode("utf-8-sig").splitlines()
    assert "共 2 行，只导出前 1 行" in lines[-1]


def test_a_visitor_who_asks_for_tables_without_end_is_told_and_somebody_who_signed_in_is_not(
    follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenbridge.accounts.exports.BY_VISITORS", 1)
    cast.lab()
    follow()
    visitor, person = Client(), as_(reader())
    assert visitor.get("/suppliers/?format=csv").status_code == 200

    refused = visitor.get("/suppliers/?q=检测&format=csv", follow=True)

    assert refused.redirect_chain == [("/suppliers/?q=%E6%A3%80%E6%B5%8B", 302)]
    assert "一小时后再试" in words_of(refused)
    assert AuditRecord.objects.filter(action="list.exported").count() == 1
    assert [person.get("/suppliers/?format=csv").status_code for _ in range(2)] == [200, 200]
