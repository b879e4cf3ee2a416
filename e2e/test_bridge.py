"""The whole bridge: a demand, the suppliers that fit it with reasons, an invitation, an answer, an outcome."""

import re

from e2e.people import Person
from e2e.world import Wish, World, decides, fills_in, new_body, submits

LAB = "江澄检测技术有限公司（演示）"
LAB_PHONE, BUYER_PHONE = "0512-69990001", "0512-63330001"


def test_a_demand_finds_its_supplier_and_the_home_page_counts_it(world: World) -> None:
    mark = new_body("", "", "310118").credit_code[-6:]
    wish = Wish(
        title=f"废水总排口季度监测 {mark}",
        description="废水总排口每季度一次，按排污许可证要求的项目监测并出具报告。",
        service_type="环境监测",
        places=("江苏省", "苏州市", "吴江区", "盛泽镇"),
    )
    visitor, buyer, lab, officer = world.visitor(), world.demo("陈敏"), world.demo("何静"), world.demo("顾澄")
    before = figures(visitor)

    fills_in(buyer, wish)
    submits(buyer).sees("需求已提交")
    decides(officer, wish.title, "通过")

    buyer.opens("/demands/mine/").follows(wish.title).follows("查看符合条件的机构和响应")
    buyer.sees(LAB, "业务类型：环境监测", "服务地区覆盖盛泽镇", "CMA有效至").does_not_see(LAB_PHONE)
    buyer.follows(f"邀请 {LAB}").sees(f"已邀请“{LAB}”", "等候答复").does_not_see(LAB_PHONE)

    lab.opens("/deals/opportunities/").sees("收到的邀请").follows(wish.title).does_not_see(BUYER_PHONE)
    lab.writes("响应说明", "每季度首月采样，五个工作日出报告。").writes("联系电话", LAB_PHONE)
    lab.follows("提交响应").does_not_see(BUYER_PHONE).follows(re.compile("^查看联系方式")).sees(
        "唐宁", BUYER_PHONE
    )
    number = buyer.path
    buyer.opens(number).sees("收到的响应（1）", "每季度首月采样").does_not_see(LAB_PHONE)
    buyer.follows(re.compile("^查看联系方式")).sees(LAB_PHONE)
    lab.opens(lab.path).sees("查看了您的联系方式")
    visitor.opens(f"/demands/?q={mark}").soon_sees(wish.title).follows(wish.title).does_not_see(
        BUYER_PHONE, LAB_PHONE
    )
    assert moved(before, figures(visitor)) == {"公开征集的需求和公告": 1, "机构响应": 1}

    buyer.opens(number).follows("填写结果").picks("已与响应机构达成合作").chooses("合作机构", LAB).follows(
        "确认结果"
    )
    buyer.sees("结果：已与响应机构达成合作", LAB)
    lab.opens("/messages/").sees("发布单位表示已与您达成合作。")
    assert moved(before, figures(visitor)) == {"机构响应": 1, "达成合作": 1}


def figures(visitor: Person) -> dict[str, int]:
    """What the home page counts."""
    visitor.opens("/")
    rows = visitor.page.locator("dl.figures > div").all()
    return {row.locator("dt").inner_text(): int(row.locator("dd").inner_text()) for row in rows}


def moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The figures that have changed, and by how much."""
    return {name: after[name] - value for name, value in before.items() if after[name] != value}
