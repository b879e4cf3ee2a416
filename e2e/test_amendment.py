"""A demand from its publication to its end: a question answered for everybody, a change that an officer passes, an outcome."""

import re

from e2e.world import Wish, World, decides, fills_in, in_days, new_body, submits

LAB = "江澄检测技术有限公司（演示）"
QUESTION, ANSWER = "雨水排放口要不要一起采样？", "要，雨天采一次，平时不用。"


def test_a_demand_is_asked_about_changed_and_closed(world: World) -> None:
    mark = new_body("", "", "310118").credit_code[-6:]
    wish = Wish(
        title=f"废水总排口年度监测 {mark}",
        description="废水总排口每季度一次，出具报告。",
        service_type="环境监测",
        places=("江苏省", "苏州市", "吴江区", "盛泽镇"),
    )
    buyer, lab, officer = world.demo("陈敏"), world.demo("何静"), world.demo("顾澄")
    fills_in(buyer, wish)
    submits(buyer).sees("需求已提交")
    decides(officer, wish.title, "通过")
    record = buyer.opens("/demands/mine/").follows(wish.title).path

    lab.opens(record).follows("提问").writes("问题", QUESTION).follows("提交问题")
    lab.sees("问题已提交", "等候回答")
    buyer.opens("/desk/question/").follows(re.compile(f"{mark}：第1号提问$")).sees(QUESTION).does_not_see(LAB)
    buyer.writes("回答", ANSWER).follows("公开回答").sees("回答已公开")
    world.visitor().opens(record).sees(QUESTION, ANSWER).does_not_see(LAB)

    buyer.follows("变更需求").writes("变更理由", "雨水排放口一并监测。")
    buyer.writes("需求说明", "废水总排口每季度一次，雨水排放口每年一次，出具报告。")
    buyer.dates("响应截止日期", in_days(30)).follows("提交变更").sees("变更公告正在审核")
    lab.opens(record).does_not_see("雨水排放口每年一次")
    decides(officer, f"{wish.title}：变更公告", "通过")

    lab.opens("/messages/").sees(f"需求“{wish.title}”的变更公告第1号已公布")
    lab.opens(record).sees("内容已变更1次", "第1号", "雨水排放口一并监测。", "雨水排放口每年一次")
    buyer.opens(record).follows("查看符合条件的机构和响应").follows("填写结果")
    buyer.picks("已通过其他途径解决").follows("确认结果").sees("结果：已通过其他途径解决")
    world.visitor().opens(record).sees("已结束", QUESTION).does_not_see("变更需求")
