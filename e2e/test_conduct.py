"""Two warnings suspend a buyer, who is stopped with why and until when, objects, and may publish again."""

import re

from e2e.people import Person
from e2e.world import World, opens_task

BUYER = "青溪染整（演示）"


def test_a_suspended_buyer_objects_and_may_publish_again(world: World) -> None:
    officer, colleague, buyer = world.demo("沈清"), world.demo("沈岚"), world.demo("陈敏")

    warns(officer, "重复发布", "同一项监测三天内发布了两次。")
    buyer.opens("/desk/").follows("发布需求").sees("发布需求").does_not_see("暂时不能发布需求")
    warns(officer, "虚假需求", "现场没有所写的定型机。")
    officer.sees("暂停发布至")

    buyer.opens("/desk/").follows("发布需求").sees("暂时不能发布需求", "警告达到规定次数", "期满")
    buyer.opens("/demands/conduct/mine/").sees("暂停发布至", "先审后发")
    objects(buyer, "虚假需求", "定型机在二号车间，附设备台账。")
    answers(colleague, "申诉成立，撤销处置", "现场核实，设备属实。")

    buyer.opens("/messages/").sees("申诉成立", "有效的警告已不足规定次数")
    buyer.opens("/desk/").follows("发布需求").does_not_see("暂时不能发布需求").follows("开始填写").sees(
        "标题"
    )
    objects(buyer, "重复发布", "两次是不同的厂区。")
    answers(colleague, "申诉成立，撤销处置", "两个厂区，不是重复。")
    buyer.opens("/demands/conduct/mine/").does_not_see("有效的警告")


def warns(officer: Person, ground: str, reason: str) -> None:
    officer.opens("/demands/conduct/buyers/").follows(BUYER).follows("警告或暂停")
    officer.picks("警告").chooses("事由", ground).writes("理由", reason).follows("作出决定")
    officer.sees(ground)


def objects(buyer: Person, ground: str, statement: str) -> None:
    buyer.opens("/desk/my_sanction/").follows(re.compile(f"{ground}，有效至")).follows("提出申诉")
    buyer.writes("申诉意见", statement).follows("提交申诉").sees("申诉已提交")


def answers(officer: Person, decision: str, reasons: str) -> None:
    opens_task(officer, f"{BUYER}对警告的申诉")
    officer.picks(decision).writes("理由", reasons).follows("发出答复")
    officer.sees("答复已发出")
