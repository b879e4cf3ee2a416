"""By keyboard on a small screen: an editor takes a text in and puts right what was read of it; a second one takes a correction."""

import datetime as dt

from e2e.people import Person
from e2e.world import World, new_body, opens_task

WRONG, RIGHT = "每日施工不得晚于二十三时。", "每日施工不得晚于二十二时。"


def test_a_text_is_taken_in_and_corrected_by_two(by_keyboard: World) -> None:
    editor, second = by_keyboard.demo("许墨"), by_keyboard.demo("方砚")
    title = f"示例园区施工噪声办法{new_body('', '', '310118').credit_code[-6:]}"

    takes_in(editor, title)
    puts_right_what_was_read(editor)
    publishes(editor, title)
    text = editor.sees(WRONG).path

    hands_in_the_right_words(editor, words(title, RIGHT))
    approves(second, title)
    by_keyboard.visitor().opens(text).sees(RIGHT, "文本更正")


def words(title: str, second: str) -> str:
    return f"{title}\n第一条 为了示例，制定本办法。\n第二条 {second}\n第三条 本办法由示例园区解释。"


def takes_in(editor: Person, title: str) -> None:
    """The text does not say from when it is; whoever sends it in is asked."""
    editor.opens("/desk/").follows("法规收录").writes("或者粘贴全文", words(title, WRONG)).follows("识别")
    editor.sees(f"请填写《{title}》的公布日期或施行日期").dates("公布日期", dt.date(2026, 3, 1))
    editor.follows("识别").sees("待校对", "没有找到制定机关")


def puts_right_what_was_read(editor: Person) -> None:
    editor.follows("更正收录信息").writes("制定机关", "示例园区管理委员会").chooses("效力级别", "规范性文件")
    editor.dates("施行日期", dt.date(2026, 5, 1)).follows("保存").sees("收录信息已更正", "示例园区管理委员会")


def publishes(editor: Person, title: str) -> None:
    editor.follows("发布").sees("请先核对上面的提示").picks("我已核对上述提示").follows("发布")
    editor.sees(f"《{title}》已发布。")


def hands_in_the_right_words(editor: Person, right: str) -> None:
    editor.follows("收录和更正").follows("更正文本").writes("或者粘贴全文", right).writes(
        "更正的理由", "第二条的时刻与原文不同。"
    )
    editor.follows("送审").sees("由另一位编辑审核", WRONG, RIGHT)


def approves(second: Person, title: str) -> None:
    opens_task(second, title)
    second.sees(WRONG, RIGHT).picks("采用").follows("提交").sees("审核结果已记录")
