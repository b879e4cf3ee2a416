"""Names and numbers of persons in the text of a notice, masked before it is kept.

A notice has to name whom to ask; for that the link to the original serves. Telephones of offices and names of bodies stay.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from greenbridge.core.text import masked_name

_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_MOBILE = re.compile(_ALONE.format(r"(1[3-9]\d)[ \u3000-]?(\d{4})[ \u3000-]?(\d{4})"), re.ASCII)
_IDENTITY = re.compile(
    _ALONE.format(r"([1-9]\d{5})(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]"), re.ASCII
)

_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申"
    "欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪"
    "简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封匡鞠惠荆"
    "乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满位厉伊仝区海阚花权强帅屠朴盖练廉禹井祖漆巴丰支卿国狄平计宣初门云容扈晁芮都普阙浦戈伏薄邸雍"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "司徒",
    "夏侯",
    "端木",
)
_HONORIFICS = ("先生", "女士", "小姐", "老师", "经理", "主任", "科长", "处长", "同志")
_PLACES = tuple("镇村区县市街局所站处部室办院厂店队组司")
_NO_NAME = re.compile(
    "公司|中心|委员|办公|部门|单位|集团|学院|大学|医院|街道|人民|政府|管理|采购|附件|时间|地点|项目|小组|成员|名单|方式"
)


def _spaced(words: str) -> str:
    """The same words, also as they are spread out to fill a line: 联 系 人."""
    return "|".join(r"[ \u3000]*".join(word) for word in words.split())


_PEOPLE = _spaced("联系人 联系方式 负责人 经办人 法定代表人 授权代表 被授权人 采购人代表 项目经理")
_EXPERTS = _spaced(
    "专家名单 专家 小组成员名单 小组成员 委员会成员名单 委员会成员 成员名单 评委名单 评委 评审小组 主任委员"
)
_ASIDE = r"(?:[（(][^）)\n]{0,20}[）)])?"
_LABEL = re.compile(
    rf"(?:{_PEOPLE}|{_EXPERTS}){_ASIDE}(?:[ \u3000]*姓[ \u3000]*名)?[ \t\u3000]*[:：\t\n]|{_spaced('联系人')}[ \u3000]"
)
_RUN = re.compile(r"[\u4e00-\u9fff·]+")
_NEXT = re.compile("电话|联系|手机|地址|传真|邮箱|电子|日期|时间|采购|代理|项目|邮编|身份|职务|职称")
_GAP = re.compile(r"[\s\u3000]*[、，,；;/]?[\s\u3000]*")
_AFTER = re.compile(rf"[*＊]*[ \u3000]*{_ASIDE}")


def masked(text: str) -> str:
    """The text with mobile and identity numbers cut short, and of names behind a label like 联系人 the first character only.

    ``13812341234`` becomes ``138****1234``, ``联系人：张三`` becomes ``联系人：张**``. Masking twice changes nothing.
    """
    numbers = _IDENTITY.sub(r"\1************", text.translate(_HALF_WIDTH))
    return _without_names(_MOBILE.sub(r"\1****\3", numbers))


def _without_names(text: str) -> str:
    spans = {span for label in _LABEL.finditer(text) for span in _names(text, label.end())}
    cuts = [0, *(edge for span in sorted(spans) for edge in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    return "".join(masked_name(piece) if n % 2 else piece for n, piece in enumerate(pieces))


def _names(text: str, at: int) -> Sequence[tuple[int, int]]:
    """Where the names stand that follow a label, one after the other; masked ones are passed over."""
    found: list[tuple[int, int]] = []
    while run := _RUN.match(text, at := _past(_GAP, text, at)):
        word = _up_to_next_label(run[0])
        end = at + len(word)
        if _is_name(word):
            found.append((at, end))
        elif not text.startswith(("*", "＊"), end):
            break
        if word != run[0]:
            break
        at = _past(_AFTER, text, end)
    return found


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _up_to_next_label(run: str) -> str:
    """张三电话 is a name and the label of what follows."""
    label = _NEXT.search(run, 2)
    return run[: label.start()] if label else run


def _is_name(word: str) -> bool:
    """Two or three characters, with a surname of two or 先生 four; no body, no place, none of the words of a notice."""
    is_long = word.startswith(_COMPOUND) or word.endswith(_HONORIFICS) or "·" in word
    return (
        2 <= len(word) <= (4 if is_long else 3)
        and (word[0] in _SURNAMES or word.startswith(_COMPOUND))
        and not word.endswith(_PLACES)
        and not _NO_NAME.search(word)
    )
