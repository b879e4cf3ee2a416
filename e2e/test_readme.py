"""What the README says to press leads a newcomer from nothing to a published demand, and on to an answer."""

import re

from e2e.conftest import ROOT
from e2e.world import World, in_days, new_body, opens_task

TO_PRESS = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LAB = "江澄检测技术有限公司（演示）"


def test_the_way_in_the_readme_leads_where_it_says(by_keyboard: World) -> None:
    words = (
        (ROOT / "README.md").read_text("utf-8").partition("## From nothing")[2].partition("To begin as")[0]
    )
    told = iter(TO_PRESS.findall(words))
    title = f"练塘厂区监测 {new_body('', '', '310118').credit_code[-6:]}"

    reader = by_keyboard.visitor().opens("/demo/")
    reader.follows(next(told)).follows(next(told)).follows(next(told))
    reader.writes("标题", title).picks(next(told)).writes("需求说明", "总排口每季度监测一次。").follows(
        next(told)
    )
    reader.dates("响应截止日期", in_days(14)).follows(next(told)).follows(next(told))
    goes_on = next(told)
    reader.follows(goes_on).follows(goes_on).follows(next(told))
    reader.picks(next(told)).follows(next(told)).sees("需求已提交")

    reader.follows(next(told)).follows(next(told))
    opens_task(reader, title)
    reader.picks(next(told)).follows(next(told)).follows(next(told)).soon_sees(title)
    assert reader.page.locator(".items h3").first.inner_text() == title

    reader.opens("/demo/").follows("以陈敏登录").follows(next(told))
    beside = reader.page.get_by_role("row").filter(has_text=title)
    reader.goes_by(beside.get_by_role("link", name=next(told))).follows(f"{next(told)} {LAB}")
    reader.opens("/demo/").follows("以何静登录").follows(re.compile(title)).writes(
        "响应说明", "三个工作日内采样。"
    )
    reader.follows(next(told)).follows(re.compile(f"^{next(told)}")).sees("陈敏")
    assert list(told) == []
