"""Names of bodies as notices print them: buyers, agencies, winners."""

import re
import unicodedata

from greenbridge.core.text import clean_line, fold_name

LONGEST_WORDS = 2_000

_LABEL = re.compile(
    r"(?:(?:采购人|采购单位|招标人|代理机构|采购代理机构|中标人|成交人|供应商|中标供应商|成交供应商)(?:名称)?:)+"
)
_CODE = re.compile(r"\((?:统一社会信用代码:?|信用代码:?)?[0-9A-HJ-NP-RTUW-Y]{18}\)", re.IGNORECASE)
_ITSELF = re.compile(r"\(本级\)|(?<=[局厅委会府院校])本级$")
_ROLE = re.compile(r"\((?:联合体)?(?:牵头人|牵头方|牵头单位|主体|成员|成员方|成员单位)\)")
_CHINESE = "\u2e80-\u9fff"
_SPACE_BESIDE_CHINESE = re.compile(rf"(?<=[{_CHINESE}]) | (?=[{_CHINESE}])")
_EDGES = " ,;:。、\"'“”‘’·.-"
_BETWEEN = re.compile(r"[,;、\n](?!\s?(?:ltd|inc|llc|co\b))", re.IGNORECASE)


def body(words: str) -> str:
    """A name in one spelling: brackets of one kind, no stray spaces, no label or credit code: 绿源（上海）检测有限公司."""
    return _with_our_brackets(_plain(words))


def bodies(words: str) -> tuple[str, ...]:
    """The different bodies of a cell, in order: 济南大学,济南大学 is one. What stands in brackets is not taken apart."""
    text = unicodedata.normalize("NFKC", words[:LONGEST_WORDS])
    found: dict[str, str] = {}
    for name in filter(None, map(body, _split(text))):
        found.setdefault(fold_name(name), name)
    return tuple(found.values())


def _plain(words: str) -> str:
    text = clean_line(unicodedata.normalize("NFKC", words[:LONGEST_WORDS]))
    text = _SPACE_BESIDE_CHINESE.sub("", text)
    previous = None
    while previous != text:
        previous = text
        text = _ITSELF.sub("", _ROLE.sub("", _CODE.sub("", _LABEL.sub("", text, count=1)))).strip(_EDGES)
    return text


def _with_our_brackets(text: str) -> str:
    if not re.search(f"[{_CHINESE}]", text):
        return text
    return text.replace("(", "（").replace(")", "）")


def _split(text: str) -> list[str]:
    """Cut at separators outside of brackets."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth = max(depth + (character == "(") - (character == ")"), 0)
        if depth == 0 and _BETWEEN.match(text, position):
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
