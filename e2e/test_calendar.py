"""A dye works has a look at its duties, keeps its profile, is reminded, finds who helps, and marks what is done."""

import re

from e2e.world import World, chooses_place, in_days

RENEWAL = "申请延续排污许可证"


def test_a_dye_works_sees_what_it_has_to_do_is_reminded_and_finds_who_helps(world: World) -> None:
    permit_ends = in_days(65)
    visitor = world.visitor().opens("/").follows("合规日历").writes("所属行业", "棉印染精加工")
    chooses_place(visitor, ("江苏省", "苏州市", "吴江区", "盛泽镇"))
    visitor.picks("排污许可证，简化管理").follows("查看合规日历").sees("还缺日期", "待运营核对")
    visitor.dates("排污许可证有效期至", permit_ends).follows("加上日期").sees(RENEWAL, "还有5天")

    buyer = world.demo("王磊").opens("/desk/").follows("合规日历").sees("只有贵单位的成员看得到")
    buyer.writes("所属行业", "C1713").picks("排污许可证，简化管理").picks("缴纳环境保护税").follows("保存")
    buyer.sees("合规档案已保存", "申报缴纳环境保护税")
    buyer.dates("排污许可证有效期至", permit_ends).follows("保存日期").sees(RENEWAL, "还有5天")
    buyer.opens("/desk/duties/").sees(RENEWAL)

    admin = world.demo("江衡").opens("/operations/system/")
    admin.follows(re.compile(r"^现在执行\s*“提醒到期的合规事项”"))
    buyer.opens("/messages/").soon_sees(f"前{RENEWAL}，还有5天")

    buyer.opens("/library/calendar/").follows(re.compile(rf"^找能帮忙的机构\s*：{RENEWAL}")).sees("排污许可")
    assert buyer.path.startswith("/suppliers/?type=S03-1")
    buyer.opens("/library/calendar/").follows(re.compile(rf"^标记已办\s*：{RENEWAL}")).sees("已标记为已办")
    buyer.opens("/desk/duties/").does_not_see(RENEWAL)
    buyer.opens("/library/calendar/profile/").follows("删除合规档案").sees("不再提醒")
