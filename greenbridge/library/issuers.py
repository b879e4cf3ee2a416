"""Who makes law, in one spelling (制定机关). Pure: the names of central bodies stand in ``data/issuers.csv``."""

import csv
import re
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "issuers.csv"
_SESSION = re.compile(r"第?[一二三四五六七八九十\d]+届")
_BRIEFLY = (("人大常委会", "人民代表大会常务委员会"), ("人大", "人民代表大会"), ("环保厅", "环境保护厅"))
_LAST = 1_000
_AND_OTHERS = re.compile(r"等(?:[一二三四五六七八九十\d]+部[门委])?$")
LOCAL = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{2,20}?(?:省|市|区|县|州|盟|旗))"
    r"(?P<body>人民代表大会常务委员会|人民代表大会|人民政府(?:办公厅|办公室)?|[\u4e00-\u9fff]{2,14}(?:厅|局|委员会|委|办公室))$"
)


@cache
def central() -> dict[str, str]:
    """Every spelling of a central body → its name."""
    with DATA.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {spelling: row["name"] for row in rows for spelling in [row["name"], *row["also"].split()]}


def canonical(name: str) -> str:
    """``第十三届全国人大常委会`` → ``全国人民代表大会常务委员会``, ``原环境保护部等`` → ``环境保护部``."""
    name = _SESSION.sub("", re.sub(r"\s", "", name)).removeprefix("原")
    name = _AND_OTHERS.sub("", name)
    if name in central():
        return central()[name]
    for brief, full in _BRIEFLY:
        if brief in name and full not in name:
            return name.replace(brief, full)
    return name


def position(name: str) -> int:
    """Where it stands among issuers: the central bodies as the list has them, then all others."""
    return list(dict.fromkeys(central().values())).index(name) if name in central() else _LAST


def is_known(name: str) -> bool:
    """Whether it is a central body, or written as bodies of a place are."""
    return name in central() or LOCAL.match(name) is not None
