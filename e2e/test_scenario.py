"""A works that does not know what to ask for answers some questions, and a laboratory reads clauses that it can quote on."""

import re

from playwright.sync_api import expect

from e2e.world import World, decides, in_days, new_body, submits

OWN = "废水总排口三个点位，每次采三个平行样。"


def test_answers_become_clauses_that_are_kept_reviewed_and_found(world: World) -> None:
    buyer, officer = world.demo("陈敏"), world.demo("沈清")
    place = f"织造车间{new_body('', '', '310118').credit_code[-6:]}"
    title = f"{place}年度自行监测"

    buyer.opens("/demands/new/").follows(re.compile("^从这里开始.*年度自行监测"))
    buyer.writes("要监测哪个厂区或装置？", place).does_not_see("废水有几个监测点位？")
    buyer.picks("废水").sees("废水有几个监测点位？").writes("废水有几个监测点位？（个）", "2")
    buyer.picks("排污许可证").picks("每季度一次").dates("服务到哪一天为止？", in_days(300))
    buyer.follows("起草服务要求").sees("同类需求的预算", "GB 8978-1996 污水综合排放标准")

    buyer.writes("废水监测", OWN).sees("草稿已保存").follows("返回修改回答")
    buyer.picks("厂界噪声").follows("起草服务要求").sees("GB 12348-2008 工业企业厂界环境噪声排放标准")
    expect(buyer.page.get_by_label("废水监测")).to_have_value(OWN)

    buyer.follows("采用并继续").sees("已按您的回答填好标题和说明").follows("保存并继续")
    buyer.dates("响应截止日期", in_days(20)).follows("保存并继续").follows("继续")
    buyer.picks("面议").follows("保存并继续").follows("保存并继续").follows("继续")
    submits(buyer.sees(title, "服务要求")).sees("需求已提交")
    decides(officer, title, "通过")

    reader = world.visitor().opens(f"/demands/?q={place}").soon_sees(title).follows(title)
    reader.sees("服务要求", OWN, "每季度一次", "GB 12348-2008 工业企业厂界环境噪声排放标准")
