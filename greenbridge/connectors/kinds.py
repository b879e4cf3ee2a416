"""What kind of notice it is: by the channel it came through, by the site's word for it, else by its title."""

KINDS = (
    ("change", ("更正", "变更", "澄清", "延期")),
    ("stop", ("终止", "废标", "流标", "中止")),
    ("candidate", ("候选人",)),
    ("award", ("中标", "成交", "结果公")),
    ("intention", ("采购意向",)),
    ("prequal", ("资格预审",)),
    ("single", ("单一来源",)),
    ("consult", ("磋商",)),
    ("negotiate", ("谈判",)),
    ("rfq", ("询价", "询比")),
    ("invite", ("邀请招标", "投标邀请")),
    ("tender", ("招标", "采购公告")),
)
"""In the order in which they are asked: what is said of a tender names the tender too."""
LATER = {"change", "stop", "candidate", "award"}
"""What comes after a tender: a title that says so counts for more than the channel."""


def kind_of(channel: str, said: str, title: str) -> str:
    """The kind as ``NoticeFacts`` names it, ``other`` where nothing tells."""
    by_title = _named(title)
    if by_title in LATER:
        return by_title
    return channel or _named(said) or by_title or "other"


def _named(words: str) -> str:
    return next((kind for kind, signs in KINDS if any(sign in words for sign in signs)), "")
