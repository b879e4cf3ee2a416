"""A site has changed its layout: an operator mends how it is read, on a page that was kept, without code."""

import re

from e2e.world import World


def test_an_operator_mends_a_source_whose_layout_has_changed(here: World) -> None:
    operator = here.demo("韩松")
    operator.opens("/desk/").follows(re.compile("^公告来源警报")).follows(re.compile("园区通知公告"))
    operator.sees("列表第一页没有条目", "已有的公告没有改动").follows("读取设置")

    operator.follows("先试一试").sees("没有读出来：列表第一页没有条目")
    operator.writes("每一条的选择器", "div.news li").follows("先试一试")
    operator.sees("读出 2 条，设置还没有保存", "青浦某产业园雨污管网水质监测")
    operator.follows("保存设置").sees("请填写修改理由")
    operator.writes("修改理由", "列表换了版式。").follows("保存设置")

    operator.sees("的设置已保存", "列表换了版式。")
    operator.follows("立即取回").sees("将在几分钟内开始取回")
