"""A dye works with seven hazardous wastes finds who may take all of them, enough a year, near by, licensed today."""

import re

from e2e.world import World

SEVEN = ("HW06", "HW08", "HW12", "HW13", "HW17", "HW34", "HW49")


def test_who_may_take_all_seven_is_found_by_amount_and_distance_and_kept(world: World) -> None:
    works = world.demo("陈敏").opens("/suppliers/")
    for waste in SEVEN:
        works.picks(re.compile(f"^{waste}")).sees(f"去掉条件：{waste}")
    works.sees("净川固废处置有限公司", "平波固废处置有限公司", "晴川固废处置有限公司")

    works.picks(re.compile("^5,000 吨")).sees("2 家机构").does_not_see("净川固废处置有限公司")
    works.chooses("镇街或区县", "盛泽镇").sees("约", "公里", "按镇街或区县中心估算")
    works.picks(re.compile("^30公里")).sees("1 家机构", "平波固废处置有限公司")

    works.follows(re.compile("平波固废处置有限公司")).sees("危险废物经营许可证", "有效期至", *SEVEN)
    works.follows("收藏并关注变化").sees("已关注，资料有变化时会通过站内消息告诉您")
    works.opens("/suppliers/favourites/").sees("平波固废处置有限公司", "导出 Excel")
    works.follows(re.compile("^取消收藏")).sees("还没有收藏机构")
