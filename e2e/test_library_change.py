"""An editor records what changes a standard, and finds on the desk what names it."""

import re

from e2e.conftest import Product
from e2e.world import World

HELD = """
import datetime as dt
from greenbridge.library import services
from greenbridge.library.facts import Facts
for number, title, day in (
    ("GB 8978-1996", "污水综合排放标准", dt.date(1998, 1, 1)),
    ("GB 99901-2026", "示例修改单", dt.date(2026, 1, 1)),
):
    services.put(Facts(kind="standard", number=number, title=title, effective_on=day, is_demo=True))
"""


def test_an_amendment_flags_the_clauses_that_name_the_standard(product: Product, by_keyboard: World) -> None:
    product.runs("shell", "-c", HELD)
    editor = by_keyboard.demo("许墨")

    editor.opens("/desk/").follows("变动记录").follows("录入变动")
    editor.chooses("变动", "修改").writes("依据的文件", "GB 99901").writes("对象", "ＧＢ８９７８—1996")
    editor.writes("对象的条款", "第几条").follows("录入").sees("请写成“第十二条”")
    editor.writes("对象的条款", "").writes("说明", "删去一项。").follows("录入")
    editor.sees("变动已录入", "示例修改单", "污水综合排放标准", "已核对")

    editor.opens("/desk/rechecks/")
    editor.follows(re.compile("^场景条款")).sees("修改《污水综合排放标准》", "删去一项")
    editor.follows("记录处理情况").sees("请选择处理结果")
    editor.picks("核对后仍然适用").writes("处理情况", "条款只引用标准名称。").follows("记录处理情况")
    editor.sees("处理情况已记录")
