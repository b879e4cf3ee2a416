"""The address picker: each choice brings the list below it, however fast one chooses and however slow the line is."""

import re

from e2e.people import Person
from e2e.world import World

# The body of every answer takes a while after its head has come, the first one longest.
SLOW_LINE = """
const read = Response.prototype.json;
let wait = 900;
Response.prototype.json = async function () {
  const body = await read.call(this);
  await new Promise((resolve) => setTimeout(resolve, (wait = Math.max(wait - 80, 50))));
  return body;
};
"""
# No body comes before it is let through.
HELD_LINE = """
const read = Response.prototype.json;
const through = new Promise((resolve) => { window.letThrough = resolve });
Response.prototype.json = async function () {
  const body = await read.call(this);
  await through;
  return body;
};
"""
SHOWN = "list => [...list.options].map((one) => one.label)"


def applicant(here: World, line: str) -> Person:
    person = here.demo("周新")
    person.page.add_init_script(line)
    return person.opens("/accounts/apply/?side=buyer")


def test_the_list_below_belongs_to_the_last_choice(by_keyboard: World) -> None:
    person = applicant(by_keyboard, SLOW_LINE)
    person.chooses("省", "江苏省").chooses("市", "苏州市").chooses("区县", "吴江区")

    person.page.wait_for_timeout(1200)  # every late answer has come
    assert "吴江区" in person.page.get_by_label("区县").evaluate(SHOWN)
    assert "盛泽镇" in person.page.get_by_label("镇街").evaluate(SHOWN)


def test_the_next_list_is_there_for_tab_before_its_choices_are(by_keyboard: World) -> None:
    person = applicant(by_keyboard, HELD_LINE)
    person.chooses("省", "江苏省")
    person.page.keyboard.press("Tab")

    city = person.page.get_by_label("市", exact=True)
    assert city.evaluate("list => list === document.activeElement")
    assert city.evaluate(SHOWN) == ["正在读取…"]
    person.page.evaluate("window.letThrough()")
    person.chooses("市", "苏州市")
    assert city.evaluate("list => list === document.activeElement")


def test_a_list_that_does_not_come_says_what_to_do(by_keyboard: World) -> None:
    person = by_keyboard.demo("周新").opens("/accounts/apply/?side=buyer")
    person.page.route("**/reference/regions/**", lambda route: route.abort())
    person.chooses("省", "江苏省")
    person.page.get_by_text("没有读到，请重新选择上一级").wait_for(state="attached")

    person.page.unroute("**/reference/regions/**")
    person.chooses("省", "上海市").chooses("市", "上海市").chooses("区县", "青浦区")


def test_in_the_hall_the_way_to_a_town_needs_keys_only_and_each_place_says_how_much_it_holds(
    by_keyboard: World,
) -> None:
    reader = by_keyboard.visitor().opens("/demands/")
    held = []
    for place in ("江苏省", "苏州市", "吴江区", "盛泽镇"):
        reader.picks(re.compile(f"^{place}")).sees(f"去掉条件：{place}")
        box = reader.page.locator("input[name=region]:focus")
        assert box.is_checked(), f"who has ticked {place} goes on from there"
        held.append(int(re.sub(r"\D", "", box.locator("xpath=..").inner_text())))
        shown = reader.page.locator("[data-result-count]").inner_text()
        assert re.findall(r"\d+", shown) == [str(held[-1])]

    assert held == sorted(held, reverse=True)
    assert held[-1] > 0
    reader.page.keyboard.press("Space")
    reader.page.get_by_text("去掉条件：盛泽镇").wait_for(state="detached")
    reader.page.locator("input[name=region]:focus").wait_for(state="attached")  # also for who is very quick
    reader.picks("30天内").sees("去掉条件：30天内截止")
    assert reader.page.locator("input[name=due]:focus").is_checked()
