"""Sources differ in a credential: everybody sees both, an officer chooses one of them."""

import re

from e2e.world import World

QUEUE = "/suppliers/disputes/papers/"


def test_an_officer_chooses_the_source_of_a_paper(world: World) -> None:
    officer, visitor = world.demo("沈清"), world.visitor()

    officer.opens(QUEUE).follows(re.compile("（演示）$")).follows("查看机构页面")
    record = officer.path
    visitor.opens(record).sees("资质的来源说法不一", "协会正在核对")

    officer.opens(QUEUE).follows(re.compile("（演示）$")).sees("机构自报", "现在展示")
    officer.follows("核定").hears("请选择一个来源。")
    officer.picks(re.compile("名单（演示数据）")).writes("理由", "与证书原件核对（演示）。")
    officer.follows("核定").hears("已核定，机构和导入名单的人会收到消息")

    visitor.opens(record).sees("资质的来源说法不一", "按采用的来源展示")
