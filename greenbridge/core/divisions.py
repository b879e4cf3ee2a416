"""How codes of divisions (行政区划代码) nest: 310118104 lies in 310118, which lies in 31."""

LENGTHS = (2, 4, 6, 9)  # province, city, county, town: a prefix is the division around
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # 直辖市: province and city in one


def says_again(code: str) -> bool:
    """Whether a city is its municipality once more, as 3101 is 31: nobody has to choose it."""
    return len(code) == 4 and code[:2] in MUNICIPALITIES


def above(code: str) -> str:
    """The division that one chooses before this one; empty for a province."""
    around = code[: {4: 2, 6: 4, 9: 6}.get(len(code), 0)]
    return around[:2] if says_again(around) else around


def below(code: str) -> int:
    """The length of the codes that one chooses after this one; provinces come after nothing. 0 below a town."""
    length = 4 if code in MUNICIPALITIES else len(code)
    return next((longer for longer in LENGTHS if longer > length), 0)
