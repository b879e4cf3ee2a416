"""By keyboard on a small screen: what comes after a demand that was published at once, until it is withdrawn or has ended."""

import re
from pathlib import Path

from e2e.conftest import Product
from e2e.people import Person
from e2e.world import ACCEPTED, World, decides, in_days, new_body, opens_task

LAB, OLD = "江澄检测技术有限公司（演示）", "华新镇分厂例行监测"
LOTS = "水和废气（演示）", "厂界噪声（演示）"
QUESTION, ANSWER, RIGHT = "夜间要不要监测？", "不要，只在白天。", "要，夜间一次，白天一次。"
FALLS_ON_IT = """
import datetime as dt
from django.db.models import F
from greenbridge.accounts.models import Association
from greenbridge.core import clock
from greenbridge.demands.models import Demand, DemandCheck, DemandDraw
demand, draw = Demand.objects.get(number="{number}"), DemandDraw.objects.latest("week")
DemandDraw.objects.filter(pk=draw.pk).update(drawn=F("drawn") + 1)
near, due_at = Association.objects.get(province="31"), clock.now() + dt.timedelta(days=3)
DemandCheck.objects.create(demand=demand, draw=draw, association=near, due_at=due_at)
"""
LATE = 18  # days: the five working days for a correction are over, the demand is still open
ENDED = """
import datetime as dt
from greenbridge.core import clock
from greenbridge.demands.models import Demand
end = clock.now() - dt.timedelta(days=21)
Demand.objects.filter(number="{number}").update(
    status=Demand.Status.EXPIRED, published_at=end - dt.timedelta(days=20), deadline=end, closed_at=end
)
"""


def test_a_demand_is_complained_of_declined_and_withdrawn(by_keyboard: World) -> None:
    buyer, lab, officer = by_keyboard.demo("孙悦"), by_keyboard.demo("何静"), by_keyboard.demo("沈清")
    title = copies_and_publishes(buyer)
    record = buyer.path

    complains(lab, record, by_keyboard)
    handles(officer, title, "受理")
    explains(buyer, title)
    handles(officer, title, "投诉不成立", "工作量与说明相符。")
    lab.opens("/desk/").follows("我的投诉").follows(title).sees("投诉不成立", "工作量与说明相符。")

    buyer.opens(record).follows("查看符合条件的机构和响应").follows(f"邀请 {LAB}").sees(f"已邀请“{LAB}”")
    declines(lab, title)
    answers_and_thinks_better(lab, record)
    buyer.opens("/messages/").sees("近期没有余力", "撤回")
    buyer.opens(record).follows("撤回需求").sees("撤回后不再公开").writes("撤回理由", "分厂停产。")
    buyer.follows("撤回需求").sees("已撤回")
    lab.opens(record).sees("没有找到这条需求")


def test_a_demand_is_drawn_corrected_and_asked_about(by_keyboard: World, product: Product) -> None:
    """Nobody waits for a lot and a deadline: the story is told how they came."""
    buyer, officer = by_keyboard.demo("孙悦"), by_keyboard.demo("沈清")
    title = copies_and_publishes(buyer)
    number = buyer.path.strip("/").rpartition("/")[2]

    product.runs("shell", "-c", FALLS_ON_IT.format(number=number))
    asks_for_a_correction(officer, title)
    corrects(buyer, title)
    decides(officer, f"{title}：变更公告", "通过")
    officer.opens("/messages/").sees(f"您要求更正的需求“{title}”已发")

    product.runs("shell", "-c", ENDED.format(number=number))
    says_how_it_ended(buyer, title)
    officer.opens("/desk/").follows("结果调查").sees(title, "满意", "找到了老朋友。")


def test_a_correction_that_is_overdue_takes_a_demand_out_of_the_hall(
    by_keyboard: World, product: Product
) -> None:
    product.has_to_be_ours()
    buyer, officer = by_keyboard.demo("孙悦"), by_keyboard.demo("沈清")
    title = copies_and_publishes(buyer)
    record = buyer.path
    product.runs("shell", "-c", FALLS_ON_IT.format(number=record.strip("/").rpartition("/")[2]))
    asks_for_a_correction(officer, title)
    officer.opens("/desk/").does_not_see(title)

    owes = by_keyboard.demo("孙悦", days_ahead=LATE).opens("/desk/")
    assert re.search(f"发变更公告更正：{title}.*已超期 [1-9].*逾期", owes.text)
    takes_it_down(by_keyboard.demo("沈清", days_ahead=LATE), title)
    owes.opens("/messages/").sees("没有更正。需求已从大厅撤下。")
    buyer.opens(record).sees("已撤回")
    by_keyboard.visitor().opens(record).sees("没有找到这条需求")


def test_a_demand_in_lots_is_answered_lot_by_lot(by_keyboard: World) -> None:
    buyer, lab = by_keyboard.demo("孙悦"), by_keyboard.demo("何静")
    copies_and_publishes(buyer, by_keyboard.file("平面图.pdf"))
    record = buyer.sees("平面图.pdf", "二车间（演示）", *LOTS).path

    answers_one_lot_then_both(lab, record)
    buyer.opens(record).follows("查看符合条件的机构和响应").sees(LAB, *LOTS)
    lab.presses("撤回响应").follows("确定").sees("已撤回")

    asks_and_is_answered(lab, buyer, record)
    is_hidden(by_keyboard.demo("沈清"), record)
    lab.opens("/messages/").sees("问的是别的厂区。")
    by_keyboard.visitor().opens(record).does_not_see(QUESTION, RIGHT)


def copies_and_publishes(buyer: Person, attachment: Path | None = None) -> str:
    """A new title and a new deadline; who has kept the rules so far is not reviewed before. With an attachment, in lots."""
    title = f"华新镇分厂监测 {new_body('', '', '330421').credit_code[-6:]}"
    buyer.opens("/demands/mine/").follows(OLD).follows("复制为新的需求").sees("已复制为新的草稿")
    buyer.writes("标题", title).follows("保存并继续").dates("响应截止日期", in_days(20))
    buyer.follows("保存并继续")
    if attachment:
        names_sites_and_lots(buyer)
    buyer.follows("继续").follows("保存并继续").follows("保存并继续")
    if attachment:
        buyer.attaches("添加附件", attachment).follows("上传").sees(attachment.name)
    buyer.follows("继续").sees(title, "先发后查").picks(ACCEPTED).follows("提交并公开").follows("查看需求")
    return title


def names_sites_and_lots(buyer: Person) -> None:
    for name in ("一车间（演示）", "二车间（演示）"):
        buyer.follows("添加点位").writes("点位名称", name).writes("这里需要做什么", "监测")
        buyer.writes("数量或范围", "每季度一次").follows("保存").sees(name)
    for lot in LOTS:
        buyer.follows("添加标段").writes("标段名称", lot).picks("环境监测")
        buyer.picks(re.compile("二车间")).picks("面议").follows("保存").sees(lot)
    buyer.follows(re.compile(r"^修改\s*标段1")).picks(re.compile("一车间")).follows("保存").sees("1、2")


def answers_one_lot_then_both(lab: Person, record: str) -> None:
    lab.opens(record).follows("响应这条需求").picks(re.compile(LOTS[0])).writes("响应说明", "可同批采样。")
    lab.follows("提交响应").sees("增加标段").picks(re.compile(LOTS[1])).follows("增加响应的标段")
    lab.sees("已增加响应的标段").does_not_see("增加标段")


def asks_and_is_answered(lab: Person, buyer: Person, record: str) -> None:
    """First wrongly; the answer that was is still to be read."""
    lab.opens(record).follows("提问").writes("问题", QUESTION).follows("提交问题").sees("问题已提交")
    buyer.opens(record).follows(re.compile("^回答")).writes("回答", ANSWER).follows("公开回答").sees(ANSWER)
    buyer.follows(re.compile("^更正.*第1号")).writes("更正后的回答", RIGHT).follows("公开更正").sees(
        RIGHT, ANSWER
    )


def is_hidden(officer: Person, record: str) -> None:
    officer.opens(record).follows(re.compile("^隐去")).sees(QUESTION, RIGHT)
    officer.writes("隐去理由", "问的是别的厂区。").follows("隐去").sees("已隐去")


def complains(lab: Person, record: str, here: World) -> None:
    lab.opens(record).follows("投诉这条需求").picks("与公布内容不符").writes(
        "投诉内容", "现场的点位比写的多。"
    )
    lab.attaches("证明材料", here.file("照片.pdf")).follows("提交投诉").sees("现场的点位比写的多。")


def handles(officer: Person, title: str, decision: str, reasons: str = "") -> None:
    opens_task(officer, f"对“{title}”的投诉")
    officer.picks(decision)
    if reasons:
        officer.writes("理由", reasons).follows("办结")
    else:
        officer.follows("提交意见")


def explains(buyer: Person, title: str) -> None:
    opens_task(buyer, f"说明情况：{title}")
    buyer.follows("说明情况").writes("情况说明", "点位与说明一致，附图可查。").follows("提交说明")
    buyer.sees("点位与说明一致")


def answers_and_thinks_better(lab: Person, record: str) -> None:
    lab.opens(record).follows("响应这条需求").writes("响应说明", "每季度首月采样。").follows("提交响应")
    lab.presses("撤回响应").follows("确定").sees("已撤回")


def declines(lab: Person, title: str) -> None:
    lab.opens("/deals/opportunities/").follows(title).follows("不方便承接")
    lab.chooses("谢绝理由", "近期没有余力").follows("谢绝").sees("已谢绝")


def asks_for_a_correction(officer: Person, title: str) -> None:
    opens_task(officer, title)
    officer.picks("需要更正").writes("核查情况", "分厂已经只有两个排口。").follows("记录核查结论").sees(
        "已记录"
    )


def takes_it_down(officer: Person, title: str) -> None:
    opens_task(officer, title)
    officer.sees("已经逾期，可以撤下需求").writes("办理情况", "期限已过，没有更正。").picks(
        "没有更正，把需求从大厅撤下"
    )
    officer.follows("办结").sees("已记录")


def corrects(buyer: Person, title: str) -> None:
    opens_task(buyer, title)
    buyer.writes("变更理由", "排口减少。").writes("需求说明", "两个排口，每季度监测一次。").follows(
        "提交变更"
    )


def says_how_it_ended(buyer: Person, title: str) -> None:
    buyer.opens("/desk/survey/").follows(re.compile(f"：\\s*{title}$"))
    buyer.picks("已通过其他途径解决").picks("满意").writes("最想告诉我们的一句话", "找到了老朋友。").follows(
        "提交"
    )
    buyer.sees("谢谢您，结果已记录。")
