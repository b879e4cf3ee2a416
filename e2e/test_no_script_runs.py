"""Whatever people write into the product is shown as text. Nothing of it runs, on any page that shows it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from e2e.payloads import SHORT, payloads
from e2e.people import Person
from e2e.world import Wish, World, decides, fills_in, new_body, submits

LAB = "江澄检测技术有限公司（演示）"
HOOKS = """window.__pwned = [];
for (const name of ['alert', 'prompt', 'confirm', 'print']) window[name] = (...said) => window.__pwned.push([name, ...said]);"""

# What would run: now, or as soon as somebody points at it. Our own pages have neither.
LATENT = """() => [...document.querySelectorAll('*')].flatMap(one => [...one.attributes]
  .filter(({name, value}) => name.startsWith('on') || name === 'srcdoc'
    || (['href', 'src', 'action', 'formaction'].includes(name) && /^\\s*(javascript|data:text|vbscript):/i.test(value)))
  .map(({name, value}) => `${one.tagName} ${name}=${value}`))"""


@pytest.fixture
def defenceless(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that ignores our content security policy: the pages alone must be enough."""
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    context.add_init_script(HOOKS)
    yield context
    context.close()


def test_nothing_that_people_write_runs(here: World, defenceless: BrowserContext) -> None:
    texts = payloads()
    assert len(texts) >= 50
    mark = new_body("", "", "310118").credit_code[-6:]
    buyer, lab, officer = here.demo("陈敏"), here.demo("何静"), here.demo("顾澄")

    number = post(buyer, officer, texts, mark)
    lab.opens("/suppliers/mine/edit/").writes("机构简介", "\n".join(texts)[:2000]).follows("保存")
    answer(lab, number, texts)

    for path, reader in pages(number, mark, buyer, lab):
        looks_as(defenceless, reader)
        assert what_runs(defenceless, here.site + path) == [], path
    shown = text_of(defenceless, f"{here.site}/demands/{number}/")
    assert [one for one in texts[:40] if squeezed(one) not in shown] == []


def test_nothing_that_people_search_for_runs(site: str, defenceless: BrowserContext) -> None:
    for text in payloads()[::20]:
        for path in ("/search/", "/suppliers/", "/demands/"):
            assert what_runs(defenceless, f"{site}{path}?q={quote(text[:100])}") == [], (path, text)


def test_the_detectors_are_awake(site: str, defenceless: BrowserContext) -> None:
    """The same texts on a page that is careless with them."""
    careless = "<main>" + "\n".join(payloads()[:12]) + "<b onclick=alert(1)>x</b></main>"
    defenceless.route("**/careless/", lambda route: route.fulfill(body=careless, content_type="text/html"))
    found = what_runs(defenceless, site + "/careless/")
    assert any("alert" in str(one) for one in found)
    assert any("onclick" in str(one) for one in found)


def post(buyer: Person, officer: Person, texts: list[str], mark: str) -> str:
    """Publish a demand made of them; its number."""
    short = next(text for text in texts if text.startswith('">') and len(text) < SHORT - len(mark))
    title = f"{short}{mark}"
    fills_in(
        buyer, Wish(title, "\n".join(texts)[:5000], "环境监测", ("江苏省", "苏州市", "吴江区", "盛泽镇"))
    )
    buyer.follows("修改 项目地址").writes("项目地址", texts[1]).follows("保存并继续")
    submits(buyer.opens("/demands/mine/").follows("继续填写")).sees("需求已提交")
    decides(officer, title, "通过")
    buyer.opens("/demands/mine/").follows(title)
    return buyer.path.strip("/").split("/")[-1]


def answer(lab: Person, number: str, texts: list[str]) -> None:
    lab.opens(f"/deals/{number}/respond/").writes("响应说明", "\n".join(texts)[-1000:])
    lab.writes("联系人", texts[2][:40]).follows("提交响应").sees("您已于")


def pages(number: str, mark: str, buyer: Person, lab: Person) -> list[tuple[str, Person | None]]:
    """Where the texts come to light, and who looks."""
    public = [
        "/",
        "/demands/",
        f"/demands/?q={mark}",
        f"/demands/{number}/",
        f"/search/?q={mark}",
        "/suppliers/?q=江澄",
        "/suppliers/91320509MADEM0011A/",
    ]
    own = ["/desk/", "/demands/mine/", f"/deals/{number}/", f"/deals/{number}/outcome/", "/messages/"]
    theirs = [
        "/desk/",
        "/suppliers/mine/",
        "/deals/opportunities/",
        f"/deals/{number}/respond/",
        "/messages/",
    ]
    return [
        *[(path, None) for path in public],
        *[(path, buyer) for path in own],
        *[(path, lab) for path in theirs],
    ]


def looks_as(context: BrowserContext, reader: Person | None) -> None:
    """Take over the session of the reader; without one, be a visitor."""
    context.clear_cookies()
    cookies: list[Any] = reader.page.context.cookies() if reader else []
    context.add_cookies(cookies)


def what_runs(context: BrowserContext, address: str) -> list[object]:
    """What has run on the page, and what would."""
    page = the_page_of(context)
    page.goto(address)
    return [*page.evaluate("window.__pwned"), *page.evaluate(LATENT)]


def text_of(context: BrowserContext, address: str) -> str:
    page = the_page_of(context)
    page.goto(address)
    return squeezed(page.locator("main").text_content() or "")


def the_page_of(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else context.new_page()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
