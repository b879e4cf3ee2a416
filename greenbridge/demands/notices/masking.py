"""Names and numbers of persons in the text of a notice, masked before it is kept.

A notice has to name whom to ask; for that the link to the original serves. Telephones of offices and names of bodies stay.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from greenbridge.core.text import masked_name
from greenbridge.reference.distances import short_names

_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_MOBILE = re.compile(_ALONE.format(r"(1[3-9]\d)[ \u3000-]?(\d{4})[ \u3000-]?(\d{4})"), re.ASCII)
_WHOLE_MOBILE = re.compile(_ALONE.format(r"(1[3-9]\d)\d{4}(\d{4})"), re.ASCII)
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
    "凤酆湛茅昝裘诸洪嵇荀於邴隗宓郗钭戎束韶郜蓟邰郦濮寿郏茹庾暨殳夔厍訾巢蒯竺逯桓贝谈常贲钮羿糜昌"
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
_HONORIFICS = ("先生", "女士", "小姐", "老师", "经理", "主任", "科长", "处长", "同志", "工")
_PLACES = tuple("镇村区县市街局所站处部室办院厂店队组司")
_NO_NAME = re.compile(
    "公司|中心|委员|办公|部门|单位|集团|学院|大学|医院|街道|人民|政府|管理|采购|附件|时间|地点|项目|小组|成员|名单|方式|另行|通知"
)
_WORDS = re.compile(
    "应当|应具|应为|应有|应由|应于|费用|金额|程序|施工|安全|计划|平台|方案|方可|高级|中级|成立|成交|成果|成本|车间|车辆|房屋|农村|农业|单价|单独|支付|全部|全年|全体|权限|解释|计算|"
    "查询|查看|关于|包括|包含|何时|环保|水务|江苏|江南|安徽|宁波|南京|苏州|常州|杭州|湖州|温州|徐州|华东|金山|松江|黄浦|平望|时限|花园|石化|万元|都市|段落|路段|门卫|党委|牛奶|高锰|"
    "宁夏|金华$|甘肃|江西|云南|海南|南通|连云港|马鞍山|安庆|黄山|池州|宣城|商务|商城|安环|安监|安保|安防|安装|安排|应急|华测|国内|国家|国际|"
    "简历|简介|盖章|满足|符合|毕业|许可证|常驻|常务|明细|明确|全职|全程|单项|单元|宣传|党建|党支|计量|初审|文件|文本|文员|车队|"
    "司机|房间|班组|班长|支行|门诊|管道|管网|管家|路灯|水质|水利|水泥|水电|成品|成套|白班|方便|农户"
)
"""Ordinary words that begin with what may be a surname."""


def _spaced(words: str) -> str:
    """The same words, also as they are spread out to fill a line: 联 系 人."""
    return "|".join(r"[ \u3000]*".join(word) for word in words.split())


_POSTS = _spaced(
    "联系人 负责人 经办人 法定代表人 法人代表 授权代表 被授权人 采购人代表 业主代表 项目经理 监督人员 收件人 受理人 姓名"
)
_EXPERTS = _spaced(
    "专家名单 评审专家 专家 小组成员名单 小组成员 委员会成员名单 委员会成员 成员名单 评委名单 评委 评审小组 磋商小组 谈判小组 询价小组 "
    "主任委员 小组组长 组长 成员"
)
_CALLED = _spaced("联系方式 联系 咨询")
_ASIDE = r"(?:[（(][^）)\n]{0,20}[）)])?"
_SIGN = r"[:：\t\n]"
_LABEL = re.compile(
    rf"(?:{_POSTS}|{_EXPERTS}|{_CALLED}){_ASIDE}(?:[ \u3000]*姓[ \u3000]*名|名单)?[ \t\u3000]*{_SIGN}|(?:{_POSTS})[ \u3000]"
)
_DIRECT = re.compile(rf"(?:{_POSTS}|组长|成员|联系|请与)(?=[\u4e00-\u9fff])")
"""A label with the name right behind it: 联系人张三，电话…"""
_PANEL = re.compile(r"(?:评审|磋商|谈判|询价)小组[^。；;\n]*$")
"""Before 组长 and 成员: who judges offers is named without a number."""
_RUN = re.compile(r"[\u4e00-\u9fff·]{1,12}")
"""As much of a run as a name and the label behind it may take; so far is looked, however long the text goes on."""
_ASKED_FOR = re.compile(r"[ \u3000]*\d+[ \u3000]*[人名位]")
"""高工3人 are three engineers."""
_NEXT = re.compile("电话|联系|手机|地址|传真|邮箱|电子|日期|时间|采购|代理|项目|邮编|身份|职务|职称")
_GAP = re.compile(r"[\s\u3000]*[、，,；;/]?[\s\u3000]*")
_AFTER = re.compile(rf"[*＊]*[ \u3000]*{_ASIDE}")
_ELSE = re.compile(r"[ \u3000]*(?:[\d，,、（(：:;；]|电话|手机|联系)")
_CUT_MOBILE = r"1[3-9]\d\*{4}\d{4}"
_LANDLINE = r"0\d{2,3}[- ]?\d{7,8}"
_BLANK = r"[ \u3000]*+"
"""Never given back: two gaps with nothing between them would be tried in every way to share the blanks."""
_BEFORE_NUMBER = re.compile(
    rf"(?<![\u4e00-\u9fff·])(?P<name>[\u4e00-\u9fff·]{{2,5}}?){_BLANK}(?:[:：,，、（(]{_BLANK})?"
    rf"(?:(?:联系电话|电话|手机号码|手机号|手机){_BLANK})?(?:[:：]{_BLANK})?(?:(?P<mobile>{_CUT_MOBILE})|{_LANDLINE})(?!\d)"
)
_BEHIND_NUMBER = re.compile(
    rf"(?:(?P<mobile>{_CUT_MOBILE})|{_LANDLINE}){_BLANK}(?:[（(,，]{_BLANK})?(?P<name>[\u4e00-\u9fff·]{{2,4}})(?={_BLANK}(?:[）)，,。；;]|$))",
    re.MULTILINE,
)
_TO_CALL = re.compile(rf"[^。；;\n]{{0,20}}?(?:{_CUT_MOBILE}|{_LANDLINE}|电话|手机|联系)")
"""In the same sentence it is said how to reach somebody."""
_HEADS = {
    "姓名",
    "专家姓名",
    "成员姓名",
    "联系人",
    "联系人姓名",
    "负责人",
    "项目负责人",
    "项目经理",
    "法定代表人",
}
_ROWS = 40
"""So many rows below the head of a column are looked at."""
Span = tuple[int, int]


def masked(text: str) -> str:
    """The text with mobile and identity numbers cut short, and of names the first character only: behind a label like
    联系人, beside a telephone number, and in a column that is headed as one of names.

    ``13812341234`` becomes ``138****1234``, ``联系人：张三`` becomes ``联系人：张**``. Masking twice changes nothing.
    """
    text = _without_numbers(text)
    cuts = [0, *(edge for span in _apart(named(text)) for edge in span), len(text)]
    pieces = [text[start:end] for start, end in pairwise(cuts)]
    return "".join(masked_name(piece) if n % 2 else piece for n, piece in enumerate(pieces))


def named(text: str) -> list[Span]:
    """Where names of persons stand, from the first to the last. Masking changes no place before the name itself."""
    text = _blanked(text)
    behind = {span for label in _LABEL.finditer(text) for span in _names(text, label.end())}
    return sorted(behind | {*_right_behind(text)} | {*_beside_numbers(text)} | {*_in_columns(text)})


def _without_numbers(text: str) -> str:
    numbers = _IDENTITY.sub(r"\1************", text.translate(_HALF_WIDTH))
    return _MOBILE.sub(r"\1****\3", numbers)


def _blanked(text: str) -> str:
    """With mobile numbers as they are masked, where that moves nothing."""
    return _WHOLE_MOBILE.sub(r"\1****\2", text)


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """Those that do not lie in another one before them."""
    last = 0
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end


def _names(text: str, at: int) -> Iterator[Span]:
    """Where the names stand that follow a label, one after the other; masked ones are passed over."""
    while run := _RUN.match(text, at := _past(_GAP, text, at)):
        word = _up_to_next_label(run[0])
        end = at + len(word)
        if _is_name(word) and not _ASKED_FOR.match(text, end):
            yield at, end
        elif not text.startswith(("*", "＊"), end):
            return
        if word != run[0]:
            return
        at = _past(_AFTER, text, end)


def _right_behind(text: str) -> Iterator[Span]:
    """Names that follow a label with nothing between, where the sentence goes on with how to reach them or lists a panel."""
    for label in _DIRECT.finditer(text):
        run = _RUN.match(text, label.end())
        word = _up_to_next_label(run[0]) if run else ""
        end = label.end() + len(word)
        is_whole = (run and word != run[0]) or _ELSE.match(text, end)
        is_followed_up = _TO_CALL.match(text, end) or _is_of_panel(text, label.start())
        if is_whole and is_followed_up and _is_name(word):
            yield from _names(text, label.end())


def _is_of_panel(text: str, at: int) -> bool:
    """Whether the sentence before a label speaks of those who judge the offers."""
    return _PANEL.search(text, max(0, at - 20), at) is not None


def _beside_numbers(text: str) -> Iterator[Span]:
    """Names before and behind a mobile number; beside the number of an office only who is called 张工 or
    张先生. Where no label says that a person follows, 江阴 is the town.
    """
    for found in (*_BEFORE_NUMBER.finditer(text), *_BEHIND_NUMBER.finditer(text)):
        is_titled = found["name"].endswith(_HONORIFICS)
        is_place = found["name"] in short_names()
        if _is_name(found["name"]) and not is_place and (found["mobile"] or is_titled):
            yield found.span("name")


def _in_columns(text: str) -> Iterator[Span]:
    """Names below the head of a column, in the rows that have as many cells as the head."""
    lines = [list(re.finditer(r"[^ \n]+", line)) for line in text.split("\n")]
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for at, head in enumerate(lines):
        places = [n for n, cell in enumerate(head) if cell[0] in _HEADS]
        if len(head) < 2:
            continue
        for below in range(at + 1, min(at + 1 + _ROWS, len(lines))) if places else ():
            row = lines[below]
            if len(row) != len(head):
                break
            for n in places:
                if _is_name(row[n][0]):
                    yield starts[below] + row[n].start(), starts[below] + row[n].end()


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
        and not _WORDS.match(word)
        and not word.endswith(_PLACES)
        and not _NO_NAME.search(word)
    )
