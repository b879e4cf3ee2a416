"""Take pictures of the main pages of a running product with demo data.

python e2e/pictures.py DIR URL
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # a script's own folder stands there, not the checkout

from e2e.conftest import BROWSER_OPTIONS  # noqa: E402 — found through the line above
from e2e.people import ByMouse, Person, Watch  # noqa: E402
from greenbridge.testing import browsers  # noqa: E402

WIDTHS = (360, 768, 1440)


def main(folder: Path, site: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = browsers.installed()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=BROWSER_OPTIONS)
        visitor, buyer, officer = (
            ByMouse(browser.new_context(locale="zh-CN"), site, Watch()) for _ in range(3)
        )
        for person, name in ((buyer, "陈敏"), (officer, "沈清")):
            person.opens("/demo/").follows(f"以{name}登录")
        for name, person, path in (
            ("home", visitor, "/"),
            ("directory", visitor, "/suppliers/?waste=HW17"),
            ("record", visitor, first_link(visitor, "/suppliers/", ".items h3 a")),
            ("demand", visitor, first_link(visitor, "/demands/?state=open", ".items h3 a")),
            ("form", buyer, draft_of(buyer)),
            (
                "match",
                buyer,
                first_link(buyer, "/demands/mine/", 'tr:has-text("废矿物油") a[href^="/deals/"]'),
            ),
            ("desk", officer, "/desk/"),
            ("review", officer, first_link(officer, "/desk/", ".queue td a")),
        ):
            person.opens(path)
            for width in WIDTHS:
                take(person.page, folder / f"{name}-{width}.png", width)
        browser.close()


def take(page: Page, file: Path, width: int) -> None:
    """The first two screens at most: what a reader sees before deciding whether to read on."""
    page.set_viewport_size({"width": width, "height": 900})
    height = min(page.evaluate("document.documentElement.scrollHeight"), 1800)
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)


def first_link(person: Person, path: str, selector: str) -> str:
    return person.opens(path).page.locator(selector).first.get_attribute("href") or path


def draft_of(buyer: Person) -> str:
    """The first step of a demand that is being written."""
    buyer.opens("/demands/new/").follows("开始填写")
    return buyer.path


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2].rstrip("/"))
