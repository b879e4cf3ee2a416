"""A visitor finds the official system for a matter and a place; an editor finds the one whose link is gone."""

import re

from e2e.world import World

OPENS, GONE = "吴江排污台账系统（演示）", "青浦排污台账系统（演示）"


def test_a_visitor_finds_a_guide_and_an_editor_a_link_that_is_gone(by_keyboard: World) -> None:
    visitor, editor = by_keyboard.visitor(), by_keyboard.demo("许墨")

    visitor.opens("/guides/").picks(re.compile("^排污许可")).sees("去掉条件：排污许可", GONE)
    visitor.picks(re.compile("^吴江区")).sees("去掉条件：吴江区").does_not_see(GONE)
    visitor.follows(OPENS).sees("在这里办理", "事先准备", "链接检查", "能打开")

    editor.opens("/desk/").follows(re.compile(f"“{GONE}”的网址打不开")).page.wait_for_url("**/guide/edit/*/")
    visitor.opens("/guides/?topic=permit").follows(GONE).sees("上次检查未能打开")
