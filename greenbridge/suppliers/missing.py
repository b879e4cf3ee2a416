"""What a reader is told whose address leads to no body of the directory."""

from django.urls import reverse

from greenbridge.ui.missing import Missing


def nobody_listed() -> Missing:
    """The same of a body that is not listed, or no longer, and of one that never was."""
    return Missing(
        "没有找到这家机构",
        "网址可能写错了；机构也可能还没有入驻，或者已经退出名录。请按名称或统一社会信用代码查找。",
        [
            ("服务机构名录", reverse("suppliers:directory")),
            ("机构入驻", f"{reverse('accounts:apply')}?side=supplier"),
        ],
    )
