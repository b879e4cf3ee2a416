"""Addresses of clauses in words and back: ``art-12-par-2-item-3`` is 第十二条第二款第三项. Pure."""

import re

from greenbridge.library.structure.rules import number, written

_ARTICLE = re.compile(r"art-(\d+)(?:-(\d+))?(?:-par-(\d+))?(?:-item-(\d+))?(?:-sub-(\d+))?")
_SECTION = re.compile(r"sec-(\d+(?:\.\d+)*)")
_N = r"([零〇一二两三四五六七八九十百千\d]+)"
_WRITTEN = re.compile(
    rf"第?\s*{_N}\s*条(?:之{_N})?(?:第{_N}款)?(?:第[（(]?{_N}[）)]?项)?(?:第[（(]?{_N}[）)]?目)?"
)


def words(address: str) -> str:
    """What people call the clause at an address; one that is no 条 as it stands."""
    if found := _SECTION.fullmatch(address):
        return found[1]
    if (found := _ARTICLE.fullmatch(address)) is None:
        return address
    article, extra, paragraph, item, sub = found.groups()
    said = f"第{written(int(article))}条" + (f"之{written(int(extra))}" if extra else "")
    said += f"第{written(int(paragraph))}款" if paragraph else ""
    said += f"第{written(int(item))}项" if item else ""
    return said + (f"第{sub}目" if sub else "")


def parsed(text: str) -> str:
    """The address that a person means: 第十二条第二款, 12条, ``art-12``. Empty where none is meant."""
    text = re.sub(r"\s", "", text)
    if _ARTICLE.fullmatch(text) or _SECTION.fullmatch(text):
        return text
    found = _WRITTEN.fullmatch(text)
    return address(found.groups()) if found else ""


def address(numbers: tuple[str | None, ...]) -> str:
    """The address from the numbers of 条, 之, 款, 项 and 目 as they are written."""
    article, extra, paragraph, item, sub = (number(one) if one else 0 for one in numbers)
    said = f"art-{article}" + (f"-{extra}" if extra else "")
    if item and not paragraph:
        paragraph = 1  # the items of an article follow its first paragraph
    said += f"-par-{paragraph}" if paragraph else ""
    said += f"-item-{item}" if item else ""
    return said + (f"-sub-{sub}" if item and sub else "")


def clause_of(address: str) -> str:
    """The clause in which the place lies: ``art-12-par-2`` lies in ``art-12``."""
    return address.partition("-par-")[0]
