"""Titles of notices: fit to be read, and alike for all notices of one project."""

import re

from greenbridge.core.text import clean_line, fold_name

LONGEST_TITLE = 400
SHORTEST = 4  # what is left of a title must still say something

_CHINESE = "\u2e80-\u9fff\uff00-\uffef"
_SPACE_IN_WORDS = re.compile(rf"(?<=[{_CHINESE}]) | (?=[{_CHINESE}])")
_MARKED = re.compile(r"【[^【】]*】|^\[[^\[\]]*\]")
_NUMBER = r"[a-z0-9](?:[a-z0-9_/.\-]|〔\d{4}〕|\[\d{4}\]|第|号)*"
_NUMBERED = re.compile(
    rf"[(（](?:(?:项目|采购|招标|采购项目|招标项目)?编号[:：]?)?(?!\d{{4}}(?:-\d{{4}})?[)）])(?=[^)）]*\d)(?=[^)）]{{5}}){_NUMBER}[)）]"
    rf"|[,，;；-]?(?:项目|采购|招标|采购项目|招标项目)编号[:：]?{_NUMBER}",
    re.IGNORECASE,
)
_KIND = (
    r"公开招标|邀请招标|竞争性谈判|竞争性磋商|询价|询比|比价|比选|竞价|单一来源(?:采购)?|资格预审|采购意向|中标候选人|成交候选人|候选人"
    r"|中标\(成交\)|中标|成交|结果|更正|变更|澄清|补充|延期|终止|废标|流标|采购失败|合同|招标|采购|邀请|磋商|谈判|遴选|征集|国际|简易|交易|或"
)
_NOTICE = re.compile(
    rf"(?:的|之|-|_|:)?(?:{_KIND})*(?:公告|公示|通知书?|公开|邀请书|函)(?:\(?第?[一二三四五六七八九\d]{{1,2}}次?\)?)?$"
    rf"|(?:的|之|-|_|:)(?:{_KIND})+$"
)
_GIVEN_BY = r"^[^关]{2,40}?"
_AGENCY = re.compile(rf"{_GIVEN_BY}(?:公司|事务所|采购中心|交易中心)关于(?:对)?(?=.{{4}})")
_ABOUT = re.compile(rf"(?:{_GIVEN_BY}(?:公司|[所局厅院校学处站会府室中心道社])|^)关于(?:对)?")
_LEADING_NUMBER = re.compile(rf"^[a-z]{{0,6}}\d[a-z0-9_-]{{7,}}(?=[{_CHINESE}])", re.IGNORECASE)
_ENDING = re.compile(r"(?:采购|招标)?项目(?:采购|招标)?$|的$")
_MARKS = re.compile(r"[\W_]+")


def plain(words: str) -> str:
    """A title for people: one line, words in one piece, without 【…】, the project's number, the agency and 的公告."""
    text = _SPACE_IN_WORDS.sub("", clean_line(words[:LONGEST_TITLE]))
    for pattern in (_MARKED, _LEADING_NUMBER, _NUMBERED, _AGENCY, re.compile("的公告$")):
        shorter = pattern.sub("", text).strip()
        text = shorter if len(shorter) >= SHORTEST else text
    return text


def without_agency(words: str) -> str:
    """What is behind 关于 where an agency gives notice of it: 某咨询有限公司关于练塘镇河道监测的公告."""
    return _AGENCY.sub("", words[:LONGEST_TITLE])


def key(words: str) -> str:
    """What the titles of a tender, its corrections and its award have in common; the same again for itself.

    The year and 二次 stay: another year and another round are other projects.
    """
    text = fold_name(words[:LONGEST_TITLE])
    previous = None
    while previous != text:
        previous, text = text, _shortened(text)
    return text


def _shortened(text: str) -> str:
    """One round of taking away; what leaves too little is not taken."""
    for pattern in (_MARKED, _LEADING_NUMBER, _NUMBERED, _NOTICE, _ABOUT, _ENDING, _MARKS):
        shorter = pattern.sub("", text)
        if len(_MARKS.sub("", shorter)) >= SHORTEST:
            text = shorter
    return text
