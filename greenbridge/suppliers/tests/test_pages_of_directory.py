"""One goes through the directory by the row one saw last; numbers lead to the first pages."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from greenbridge.core import clock
from greenbridge.search import list_pages, tallies, tantivy_index
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import words_of

DIRECTORY = "/suppliers/"
NEWEST_FIRST = ["徽州环境", "朗清检测", "净川固废", "江澄检测"]


@pytest.fixture
def shelf(follow: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_pages, "PAGE_SIZE", 1)
    bodies = [cast.lab(), cast.disposer(), cast.rival(), cast.outsider()]
    for hours, supplier in enumerate(bodies):
        Supplier.objects.filter(pk=supplier.pk).update(listed_at=clock.now() + dt.timedelta(hours=hours))
    follow()


def names(page: str) -> list[str]:
    listed = page[page.index('<div class="items">') :] if '<div class="items">' in page else ""
    return [name for name in NEWEST_FIRST if name in listed]


def go(page: str, link: str) -> str:
    """The page behind a link of the pager."""
    found = re.search(rf'<a class="btn line"[^>]*href="(\?[^"]*)"[^>]*>{link}</a>', page)
    assert found, f"no {link}"
    return words_of(Client().get(DIRECTORY + found[1].replace("&amp;", "&")))


@pytest.mark.usefixtures("shelf")
def test_every_way_through_the_list_shows_the_same_order() -> None:
    page = words_of(Client().get(DIRECTORY))
    forwards = names(page)
    while "下一页" in page:
        page = go(page, "下一页")
        forwards += names(page)
    assert forwards == NEWEST_FIRST
    assert "第 4 页，共 4 页" in page
    assert "末页" not in page

    page = go(words_of(Client().get(DIRECTORY, {"size": "unknown"})), "末页")
    backwards = names(page)
    while "上一页" in page:
        page = go(page, "上一页")
        backwards += names(page)
    assert backwards == NEWEST_FIRST[::-1]
    assert "第 1 页，共 4 页" in page
    assert "首页</a>\n" not in page
    assert names(go(go(page, "末页"), "首页")) == NEWEST_FIRST[:1]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("page=2", "朗清检测"),
        ("page=4", "江澄检测"),
        ("page=0", "徽州环境"),
        ("after=", "徽州环境"),
        ("after=abc&before=-1", "徽州环境"),
        (f"after={10**18}9&page=1", "徽州环境"),
        (f"before={10**18}", "江澄检测"),
        (f"before={9 * 10**18}", "徽州环境"),
        ("after=0", ""),
    ],
)
def test_numbers_of_old_links_still_lead_there_and_nonsense_leads_to_a_page(address: str, shown: str) -> None:
    page = words_of(Client().get(f"{DIRECTORY}?{address}"))
    assert "".join(names(page)).endswith(shown)


@pytest.mark.usefixtures("shelf")
def test_a_long_list_says_when_it_was_counted(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(tallies, "SHORT", 2)
    monkeypatch.setattr(tallies, "CAP", 1)
    settings.KEPT_PAGES_BYTES = 0
    with django_capture_on_commit_callbacks(execute=True), clock.stopped_at(clock.now()):
        page = words_of(Client().get(DIRECTORY))
    assert "1+ 家机构" in page
    assert "正在统计" in page

    page = words_of(Client().get(DIRECTORY))
    assert "4 家机构" in page
    assert f"统计于 {clock.local(clock.now()):%H:}" in page


@pytest.mark.usefixtures("shelf")
def test_of_very_many_results_the_filters_say_at_least_how_many_until_they_are_counted(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(tantivy_index, "_MANY", 2)
    settings.KEPT_PAGES_BYTES = 0
    asked = f"{DIRECTORY}?q=公司"
    with django_capture_on_commit_callbacks(execute=True):
        page = words_of(Client().get(asked))
    assert "4 家机构" in page
    assert "各筛选项的数字正在统计" in page
    assert re.search(r"江苏省</span><span class=\"c num\">2\+", page)

    page = words_of(Client().get(asked))
    assert f"统计于 {clock.local(clock.now()):%H:}" in page
    assert "4 家机构" in page
    assert re.search(r"江苏省</span><span class=\"c num\">2<", page)
