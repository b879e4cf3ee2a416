"""A visitor looks for somebody who may take a certain hazardous waste, close to a town."""

import re

from e2e.world import World


def test_a_visitor_finds_a_supplier_by_waste_code_and_town(world: World) -> None:
    visitor = world.visitor().opens("/")
    visitor.writes("搜索", "HW17").follows("搜索").sees("服务机构", "危废经营许可").follows(
        "在服务机构中筛选"
    )

    visitor.picks(re.compile("^HW22")).sees("去掉条件：HW22 含铜废物")
    for place in ("江苏省", "苏州市", "吴江区"):
        visitor.picks(re.compile(f"^{place}")).sees(f"去掉条件：{place}")
    visitor.does_not_see("去掉条件：江苏省", "昆山市 ·")

    visitor.follows(re.compile("固废处置有限公司")).sees("危险废物经营许可证", "HW17", "有效期至", "吴江区")


def test_a_visitor_finds_a_body_by_menu_filter_and_keys_on_a_small_telephone(by_keyboard: World) -> None:
    visitor = by_keyboard.visitor().opens("/").follows("惠企服务")
    visitor.picks(re.compile("^HW17")).sees("去掉条件：HW17 表面处理废物")
    visitor.follows(re.compile("固废处置有限公司")).sees("危险废物经营许可证", "HW17", "有效期至")
