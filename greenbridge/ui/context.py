"""What every page needs to know before it can be drawn."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = "生态环境第三方治理服务平台"
THEMES = ("normal", "elder", "contrast", "print")
THEME_LABELS = (("elder", "长辈模式"), ("contrast", "高对比度"), ("print", "打印版"))

# Section, label, address. Addresses and not route names: this room stands below the rooms that serve them.
NAV = (
    ("home", "首页", "/"),
    ("suppliers", "惠企服务", "/suppliers/"),
    ("demands", "需求大厅", "/demands/"),
    ("library", "标准政策", "/library/"),
    ("classroom", "绿色课堂", "/classroom/"),
    ("answers", "智能问答", "/answers/"),
)
FOOT = (
    ("平台规则", "/rules/"),
    ("隐私政策", "/privacy/"),
    ("无障碍声明", "/accessibility/"),
    ("帮助", "/help/"),
    ("关于", "/about/"),
)


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser remembers; an unknown word is the normal one."""
    remembered = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    return remembered if remembered in THEMES else THEMES[0]


def page(request: HttpRequest) -> dict[str, Any]:
    """Theme, navigation and the names in header and footer. Reads no table."""
    return {
        "theme": theme_of(request),
        "themes": THEME_LABELS,
        "nav": NAV,
        "foot": FOOT,
        "is_demo": getattr(settings, "DEMO", False),
        "site_name": SITE_NAME,
        "icp_number": getattr(settings, "ICP_NUMBER", ""),
    }
