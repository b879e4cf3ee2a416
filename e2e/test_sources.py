"""A site changes its layout: what it published stays, an operator mends how it is read, without code, and the next night goes on."""

import json
import re
from typing import Any

from e2e.conftest import Product
from e2e.people import Person
from e2e.world import World
from greenbridge.connectors.testing import replica
from greenbridge.connectors.testing.texts import Text

BEFORE, AFTER = "华新镇排水口水质监测", "华新镇河道底泥检测"
NEW_LAYOUT = "/fault/changed"


def notice(number: int, title: str) -> Text:
    buyer, address = "青浦示例产业园管理有限公司", "上海市青浦区华新镇示例路1号"
    return Text(
        number, "tender", f"{title}（示例）采购公告", buyer, address, "", f"SL-{number}", 0, budget="12万元"
    )


def night(product: Product, site: str) -> dict[str, Any]:
    """The visit of a night, to the replica."""
    said: dict[str, Any] = json.loads(
        product.runs("connectors_sync", "html", "--base", site, "--pace", "0", "--json")
    )
    return said


def outcome(night: dict[str, Any]) -> tuple[int, str]:
    """How many notices came in, and what operators are told."""
    return night["new"], night["alarm"]


def finds(visitor: Person, title: str) -> None:
    visitor.opens(f"/demands/?q={title}&source=official").soon_sees(f"{title}（示例）")


def opens_the_settings(operator: Person, alarm: str) -> None:
    operator.opens("/desk/").follows(re.compile("^官方来源警报")).follows(re.compile("园区通知公告"))
    operator.sees(alarm, "已有的内容没有改动").follows("读取设置")


def saves(operator: Person, reason: str) -> None:
    operator.writes("修改理由", reason).follows("保存设置").sees("的设置已保存", reason)


def test_a_source_is_read_again_after_an_operator_has_mended_it(by_keyboard: World, product: Product) -> None:
    visitor, operator = by_keyboard.visitor(), by_keyboard.demo("韩松")
    with replica.running(more=[notice(970_001, BEFORE)]) as (site, sites):
        assert night(product, site)["new"] == 1
        finds(visitor, BEFORE)

        site, sites.more = site + NEW_LAYOUT, [notice(970_002, AFTER), notice(970_001, BEFORE)]
        assert outcome(night(product, site)) == (0, "列表第一页没有条目")
        finds(visitor, BEFORE)
        opens_the_settings(operator, "列表第一页没有条目")
        operator.follows("先试一试").sees("没有读出来：列表第一页没有条目")
        operator.writes("每一条的选择器", "div.news li").follows("先试一试")
        operator.sees("读出 4 条，设置还没有保存", AFTER)
        operator.follows("保存设置").sees("请填写修改理由")
        saves(operator, "列表换了版式。")

        assert outcome(night(product, site)) == (0, "详情页的版式可能变了，多数没有读出来")
        finds(visitor, BEFORE)
        opens_the_settings(operator, "详情页的版式可能变了")
        operator.writes("详情页，正文的选择器", "div.text").follows("先试一试").sees(
            "设置还没有保存", "SL-970001"
        )
        saves(operator, "详情页也换了版式。")

        assert outcome(night(product, site)) == (1, "")
        finds(visitor, BEFORE)
        finds(visitor, AFTER)
        operator.page.reload()
        operator.does_not_see("详情页的版式可能变了").follows("立即取回").sees("将在几分钟内开始取回")
