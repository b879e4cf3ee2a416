"""The address picker: each choice brings the list below it, however fast one chooses and however slow the line is."""

from e2e.world import ByKeyboard, Person, World

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
    here.way = ByKeyboard
    person = here.demo("周新")
    person.page.add_init_script(line)
    return person.opens("/accounts/apply/?side=buyer")


def test_the_list_below_belongs_to_the_last_choice(here: World) -> None:
    person = applicant(here, SLOW_LINE)
    person.chooses("省", "江苏省").chooses("市", "苏州市").chooses("区县", "吴江区")

    person.page.wait_for_timeout(1200)  # every late answer has come
    assert "吴江区" in person.page.get_by_label("区县").evaluate(SHOWN)
    assert "盛泽镇" in person.page.get_by_label("镇街").evaluate(SHOWN)


def test_the_next_list_is_there_for_tab_before_its_choices_are(here: World) -> None:
    person = applicant(here, HELD_LINE)
    person.chooses("省", "江苏省")
    person.page.keyboard.press("Tab")

    city = person.page.get_by_label("市", exact=True)
    assert city.evaluate("list => list === document.activeElement")
    assert city.evaluate(SHOWN) == ["正在读取…"]
    person.page.evaluate("window.letThrough()")
    person.chooses("市", "苏州市")
    assert city.evaluate("list => list === document.activeElement")


def test_a_list_that_does_not_come_says_what_to_do(here: World) -> None:
    person = here.demo("周新").opens("/accounts/apply/?side=buyer")
    person.page.route("**/reference/regions/**", lambda route: route.abort())
    person.chooses("省", "江苏省")
    person.page.get_by_text("没有读到，请重新选择上一级").wait_for(state="attached")

    person.page.unroute("**/reference/regions/**")
    person.chooses("省", "上海市").chooses("市", "上海市").chooses("区县", "青浦区")
