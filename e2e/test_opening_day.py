"""By keyboard on a small screen: a region opens for buyers, and who has waited for it is told and comes in."""

import re
from pathlib import Path

from e2e.conftest import Product
from e2e.factors import signs_in
from e2e.people import Person
from e2e.world import Body, World, chooses_place, decides, has_signed_up, in_days, new_body

CLOSED = ("江苏省", "苏州市", "昆山市")
PHASE = "上海市、苏州市、嘉兴市"
DAYS = 9


def test_who_waits_is_told_on_opening_day_and_comes_in(by_keyboard: World, product: Product) -> None:
    """Nobody waits for the day: people come from it, and the region is closed again for everybody else."""
    product.has_to_be_ours()
    body, licence = new_body("玉山包装", "陶然", "320583"), by_keyboard.file("营业执照.pdf")
    operator, person = by_keyboard.demo("韩松"), by_keyboard.visitor()
    asks_to_be_told(person, body, licence)
    gives_the_day(operator)
    person.opens("/accounts/opening/waiting/").sees("已登记，开放当天通知您")

    product.runs_by_the_clock("accounts.tasks.tell_opened", days_ahead=DAYS)
    applies_with_what_was_kept(signs_in_on_the_day(by_keyboard, body), body, licence)
    decides(by_keyboard.demo("顾澄", days_ahead=DAYS), body.name, "通过")
    buyer = signs_in_on_the_day(by_keyboard, body)
    buyer.opens("/desk/").follows("发布需求").follows("开始填写").sees("需要什么服务")

    takes_the_day_back(operator)


def asks_to_be_told(person: Person, body: Body, licence: Path) -> None:
    has_signed_up(person, body)
    person.opens("/desk/").follows("认证我的单位").picks(re.compile(r"^\s*找服务："))
    person.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(person, CLOSED)
    person.writes("经营地址", "前进路1号").writes("联系人", body.person).writes("联系电话", body.phone)
    person.attaches("营业执照", licence).follows("提交认证").hears("暂未开放注册")
    person.follows("开放时通知我").sees("已登记，开放当天通知您", body.name)


def gives_the_day(operator: Person) -> None:
    operator.opens("/desk/").follows("开放阶段").chooses("阶段", PHASE).dates("开放日期", in_days(DAYS))
    operator.follows("预览").sees("确认调整").follows("确认").sees("等候的人会在当天收到通知")


def signs_in_on_the_day(here: World, body: Body) -> Person:
    return signs_in(here.visitor(days_ahead=DAYS), body.email, body.password)


def applies_with_what_was_kept(person: Person, body: Body, licence: Path) -> None:
    """The message leads to the form, which is filled in but for the licence."""
    person.opens("/messages/").sees("昆山市的需求企业现已开放注册").follows(re.compile("^去办理"))
    person.attaches("营业执照", licence).follows("提交认证").sees("认证申请已提交", body.name)


def takes_the_day_back(operator: Person) -> None:
    operator.opens("/desk/").follows("开放阶段").chooses("阶段", PHASE).clears("开放日期")
    operator.follows("预览").sees("改为未定").follows("确认").sees("开放日期已更新")
