"""By keyboard on a small screen: a reader follows a text, says what is wrong in it, asks that a notice be taken down, and is answered."""

import re

from e2e.people import Person
from e2e.world import World, mailed, new_body

TEXT, CLAUSE = "示例危险废物贮存条例", "/library/slwxfwzctl/2026-07-10/art-4"


def test_a_reader_follows_a_text_and_is_told_what_became_of_a_mistake(by_keyboard: World) -> None:
    reader, editor = by_keyboard.demo("周新"), by_keyboard.demo("许墨")
    said = f"第四条少了一个字（演示{new_body('', '', '310118').credit_code[-6:]}）。"
    follows_the_text(reader)

    reader.opens(CLAUSE).follows("反馈问题").picks("文字有误").writes("具体内容", said).follows("提交反馈")
    reader.sees("编辑正在核实", said)
    answers(editor, said)
    reader.opens("/desk/").follows("我的反馈").sees("无需更正")
    reader.opens("/messages/").sees("与公布的文本一致。")


def test_a_notice_is_asked_to_be_taken_down_and_kept(by_keyboard: World) -> None:
    """From one address five times a day, and no more."""
    visitor, officer = by_keyboard.visitor(), by_keyboard.demo("沈清")
    asking = new_body("被提到的单位", "", "310118")
    visitor.opens("/demands/?source=official&region=310118").follows(re.compile("（演示）"))
    visitor.follows(re.compile("^申请移除")).writes("申请理由", f"公告写有{asking.name}的旧地址。")
    visitor.writes("您的姓名或单位名称", asking.name).writes("手机号或电子邮箱", asking.email)
    visitor.follows("提交申请").sees("申请已提交")

    officer.opens("/desk/removal/").follows(re.compile("：\\s*被.*申请移除"))
    officer.sees(asking.name).picks("保留公告").writes("理由", "是公布的经营地址。").follows("提交意见")
    mailed(visitor, rf"(?s){re.escape(asking.email)}.*?是公布的经营地址。")


def follows_the_text(reader: Person) -> None:
    """For a moment: the next one to tell this finds no list of theirs."""
    reader.opens(CLAUSE).follows("关注这份文件").sees(TEXT).follows("关注")
    reader.opens("/desk/").follows("关注和订阅").sees(TEXT).follows(re.compile(f"^停止.*{TEXT}"))
    reader.sees("您还没有关注和订阅")


def answers(editor: Person, said: str) -> None:
    editor.opens("/desk/text_feedback/").follows(re.compile(f"《{TEXT}》第四条：文字有误$")).sees(said).picks(
        "无需更正"
    )
    editor.writes("答复", "与公布的文本一致。").follows("发出答复")
