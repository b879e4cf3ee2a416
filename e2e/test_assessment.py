"""Two officers differ, a third settles, the body fails, corrects and passes: out of the register, onto the shelf."""

import re

from e2e.conftest import Product
from e2e.factors import PASSWORD, signs_in
from e2e.people import Person
from e2e.records import assesses_itself, found, is_claimed, is_imported, scores
from e2e.world import Body, World, in_days, new_body

HOME = ("浙江省", "嘉兴市", "嘉善县", "西塘镇")
WHAT = "环境监测（浙江省）"
LATE = 31  # days: those for a correction are over
HAS_FAILED = """
from greenbridge.suppliers.models import Assessment
failed = Assessment.objects.filter(state=Assessment.State.FAILED, corrections=None).earliest("pk")
person = failed.supplier.people[0]
person.set_password("{password}")
person.save()
print(person.email)
"""


def test_a_body_fails_corrects_and_comes_onto_the_shelf(by_keyboard: World) -> None:
    body = new_body("西塘检测", "闻汐", "330421")
    operator, third, lab = by_keyboard.demo("韩松"), by_keyboard.demo("陆源"), by_keyboard.visitor()
    only_who_has_passed_is_shown(by_keyboard, operator)
    is_imported(operator, by_keyboard.folder, body, HOME, until=in_days(400))
    record = found(by_keyboard, body, "&shelf=all").sees("名单导入，未认领").path
    is_claimed(lab, third, by_keyboard, body, record, HOME)
    works_at_home_only(lab)
    by_keyboard.visitor().opens(record).soon_sees("只在名录库中", f"{WHAT}还没有通过准入考核")
    by_keyboard.visitor().opens(f"/suppliers/?q={body.name}").sees("没有符合").does_not_see("1 家机构")

    assesses_itself(lab, WHAT)
    scores(by_keyboard.demo("陆安"), body, "88").sees("评分中")
    scores(by_keyboard.demo("陆衡"), body, "50").sees("待裁定")
    settles(third, body)

    corrects(lab)
    for name in ("陆安", "陆衡"):
        scores(by_keyboard.demo(name), body, "86")
    by_keyboard.visitor().opens(record).sees("已通过准入考核，有效期至").does_not_see("只在名录库中")
    found(by_keyboard, body).sees(f"{WHAT}：已通过准入考核")


def test_a_body_that_is_late_begins_anew(by_keyboard: World, product: Product) -> None:
    """One of the demo that has failed, and nobody waits for its thirty days to go by."""
    login = product.runs("shell", "-c", HAS_FAILED.format(password=PASSWORD)).split()[-1]
    product.runs_by_the_clock("suppliers.tasks.run_assessment_clock", days_ahead=LATE)

    lab = signs_in(by_keyboard.visitor(days_ahead=LATE), login).sees("我的任务")
    message = lab.opens("/messages/").page.get_by_role("article").filter(has_text="整改期限已过")
    lab.goes_by(message.get_by_role("link")).sees("已过，可以重新申请。")
    lab.follows("开始自评").sees("自评分").does_not_see("整改后重新提交")


def only_who_has_passed_is_shown(here: World, operator: Person) -> None:
    """In 浙江, from today on; an installation that ran before has begun already."""
    operator.opens("/suppliers/assessment/starts/")
    if re.search(r"浙江省\s*未定", operator.text):
        operator.chooses("省份", HOME[0]).dates("启用日期", in_days(0)).follows("保存日期")
        admin = here.demo("江衡").opens("/desk/").follows("系统状态")
        admin.follows(re.compile("“提醒和结束到期的准入考核”$"))


def works_at_home_only(lab: Person) -> None:
    lab.opens("/suppliers/mine/").follows("添加业务").chooses("业务类型", "环境监测")
    lab.writes("服务地区", "嘉善县").follows("添加").sees("嘉善县")


def settles(third: Person, body: Body) -> None:
    """The third agrees with the lower one, point by point."""
    third.opens("/desk/assessment/").follows(re.compile(re.sub(r"\W", ".", body.name)))
    third.sees("分差裁定", "两位评分：88 分和 50 分")
    for name in re.findall(r"(\S+)：评分（0至100）", third.text):
        third.writes(f"{name}：评分（0至100）", "50").writes(f"{name}：裁定理由", "证明材料不足（演示）。")
    third.follows("提交评分").sees("未通过")


def corrects(lab: Person) -> None:
    """The body reads why, and has thirty days."""
    lab.opens("/desk/").follows(re.compile(f"按原因整改：{WHAT}$"))
    until = in_days(30)
    lab.sees("未通过，得", "一票否决", f"请在 {until.year}年{until.month}月{until.day}日 前整改")
    lab.follows("按原因整改并重新提交").sees("上次填写的内容已带入")
    lab.follows("保存并核对").follows("提交自评").sees("各自评分")
