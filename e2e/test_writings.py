"""An editor explains a clause, another one approves it, it appears at its hour, and a visitor reads it on the clause."""

import datetime as dt
import re
import time
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from e2e.conftest import Product
from e2e.people import Person
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


def test_an_explainer_is_approved_and_appears_on_its_clause(by_keyboard: World, product: Product) -> None:
    editor, second, visitor = by_keyboard.demo("许墨"), by_keyboard.demo("方砚"), by_keyboard.visitor()
    title = f"记录保存五年从哪天算起 {int(time.time()) % 100_000}"

    editor.opens("/desk/").follows("解读和资讯").opens("/backoffice/snippets/library/writing/add/")
    writes(editor, title)
    points_at_the_clause(editor)
    editor.follows("保存草稿")
    schedules(editor)
    does(editor, "提交给两人审核")

    does(second.opens("/desk/writings/").follows(re.compile(title)), "通过并发布")
    visitor.opens(ADDRESS).does_not_see(title)

    product.runs("shell", "-c", LATER)
    visitor.opens(ADDRESS).follows(title).sees("从记录写成的那天算起", f"《{LAW}》{CLAUSE}", "现行有效")


def writes(editor: Person, title: str) -> None:
    page = editor.page
    editor.fills(page.get_by_role("textbox", name="标题"), title)
    editor.fills(page.get_by_role("textbox", name="导语"), "从写成的那天算起（演示）。")
    editor.fills(page.locator(".public-DraftEditor-content").first, "从记录写成的那天算起（演示）。")
    expect(page.locator("[name=text]")).to_have_value(re.compile("写成的那天"))  # a moment later


def points_at_the_clause(editor: Person) -> None:
    page = editor.page
    editor.presses(re.compile("^增加 条目")).presses(re.compile("^选择 文件"))
    editor.fills(page.get_by_role("textbox", name="名称或标准号"), "危险废物贮存条例")
    expect(page.get_by_role("link", name=LAW, exact=True)).to_be_visible()  # a moment later
    editor.presses(LAW)
    editor.fills(page.get_by_role("textbox", name="条款"), CLAUSE)


def schedules(editor: Person) -> None:
    """In an hour, by the clock on the wall here."""
    then = dt.datetime.now(ZoneInfo("Asia/Shanghai")) + dt.timedelta(hours=1)
    editor.presses("显示或隐藏状态").presses("设置计划")
    editor.fills(editor.page.get_by_role("textbox", name="上线日期/时间"), f"{then:%Y-%m-%d %H:%M}")
    editor.follows("保存计划")


def does(editor: Person, act: str) -> None:
    editor.presses("更多操作").follows(act)
