"""An editor explains a clause, another one approves it, it appears at its hour, and a visitor reads it on the clause."""

import datetime as dt
import re
import time
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from e2e.conftest import Product
from e2e.world import World

LAW, CLAUSE = "示例危险废物贮存条例", "第六条"
ADDRESS = "/library/slwxfwzctl/2026-07-10/art-6"
LATER = """
import datetime, django.utils.timezone as zone
now = zone.now
zone.now = lambda: now() + datetime.timedelta(hours=2)
from django.core.management import call_command
call_command("publish_scheduled", verbosity=0)
"""


def test_an_explainer_is_approved_and_appears_on_its_clause(here: World, product: Product) -> None:
    editor, second, visitor = here.demo("许墨"), here.demo("方砚"), here.visitor()
    title = f"记录保存五年从哪天算起 {int(time.time()) % 100_000}"

    editor.opens("/desk/").follows("解读和资讯").opens("/backoffice/snippets/library/writing/add/")
    writes(editor.page, title)
    points_at_the_clause(editor.page)
    editor.page.get_by_role("button", name="保存草稿").click()
    editor.page.wait_for_url("**/edit/*/")
    schedules(editor.page)
    does(editor.page, "提交给两人审核")

    second.opens("/desk/writings/").page.get_by_role("row", name=title).get_by_role("link").click()
    does(second.page, "通过并发布")
    visitor.opens(ADDRESS).does_not_see(title)

    product.runs("shell", "-c", LATER)
    visitor.opens(ADDRESS).follows(title).sees("从记录写成的那天算起", f"《{LAW}》{CLAUSE}", "现行有效")


def writes(page: Page, title: str) -> None:
    page.get_by_role("textbox", name="标题").fill(title)
    page.get_by_role("textbox", name="导语").fill("从写成的那天算起（演示）。")
    page.locator(".public-DraftEditor-content").first.press_sequentially("从记录写成的那天算起（演示）。")
    expect(page.locator("[name=text]")).to_have_value(re.compile("写成的那天"))  # a moment later


def points_at_the_clause(page: Page) -> None:
    page.get_by_role("button", name="增加 条目").click()
    page.get_by_role("button", name="选择 文件").click()
    page.get_by_role("textbox", name="名称或标准号").fill("危险废物贮存条例")
    page.get_by_role("link", name=LAW, exact=True).click()
    page.get_by_role("textbox", name="条款").fill(CLAUSE)


def schedules(page: Page) -> None:
    """In an hour, by the clock on the wall here."""
    then = dt.datetime.now(ZoneInfo("Asia/Shanghai")) + dt.timedelta(hours=1)
    page.get_by_role("button", name="显示或隐藏状态").click()
    page.get_by_role("button", name="设置计划").click()
    page.get_by_role("textbox", name="上线日期/时间").fill(f"{then:%Y-%m-%d %H:%M}")
    with page.expect_navigation():  # by the keyboard: the calendar lies over the button
        page.get_by_role("button", name="保存计划").press("Enter")


def does(page: Page, act: str) -> None:
    page.get_by_role("button", name="更多操作").click()
    with page.expect_navigation():
        page.get_by_role("button", name=act).click()
