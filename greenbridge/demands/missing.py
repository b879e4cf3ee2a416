"""What a reader is told whose address leads to no demand and no notice."""

from django.urls import reverse

from greenbridge.ui.missing import Missing


def nothing_public() -> Missing:
    """The same of what was withdrawn, of what is not public yet, and of what never was."""
    return Missing(
        "没有找到这条需求",
        "编号可能写错了；需求或公告也可能已经撤下，或者还没有公开。本单位的需求，请登录后在“我的需求”中查看。",
        [("需求大厅", reverse("demands:hall")), ("我的需求", reverse("demands:mine"))],
    )
