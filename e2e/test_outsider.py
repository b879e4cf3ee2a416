"""For an officer of another province the cases of the first do not exist: not even the refusal tells."""

import re
from urllib.parse import quote

from e2e.people import Person
from e2e.world import World

CASE = re.compile(r'href="(/(?:accounts|suppliers|demands)/review/\d+/)"')
EVIDENCE = re.compile(r'href="(/files/[^"]+)"')
DEMAND = re.compile(r"编号</dt><dd[^>]*>(D[\w-]+)<")
OF_ONE_REQUEST = re.compile(r'nonce="[^"]*"|name="(csrfmiddlewaretoken|once)" value="[^"]*"')


def test_an_officer_of_another_province_meets_unknown_addresses_everywhere(here: World) -> None:
    officer, outsider = here.demo("沈清"), here.demo("顾澄")
    cases = addresses(officer, "/desk/", CASE)
    records = {f"/demands/{number}/" for case in cases for number in addresses(officer, case, DEMAND)}
    evidence = {file for case in cases for file in addresses(officer, case, EVIDENCE)}
    assert len(cases) >= 3, "the first province has cases of every kind"
    assert evidence
    assert records

    outsider.opens("/desk/")
    assert not cases & addresses(outsider, "/desk/", CASE)
    for address in sorted(cases | evidence | records):
        assert said(officer, address)[0] == 200 or address in records
        unknown = re.sub(r"[^/]+/$", "999999999/", address)
        assert said(outsider, address) == said(outsider, unknown), address
        assert said(outsider, address)[0] == 404


def test_an_outsider_finds_the_way_back_from_an_unknown_address(world: World) -> None:
    officer, outsider = world.demo("沈清"), world.demo("顾澄")
    case = sorted(addresses(officer, "/desk/", CASE))[0]

    outsider.opens(case).sees("没有找到这个页面").follows("回到首页").follows("工作台").sees("我的任务")
    own = sorted(addresses(outsider, "/desk/", CASE))[0]
    outsider.opens(own).sees("办理意见").follows("返回工作台")


def test_a_decision_sent_straight_to_the_address_is_refused_too(here: World) -> None:
    officer, outsider = here.demo("沈清"), here.demo("顾澄")
    for case in sorted(addresses(officer, "/desk/", CASE)):
        token = outsider.opens("/desk/").page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = outsider.page.request.post(
            outsider.site + case,
            form={"csrfmiddlewaretoken": token, "decision": "passed"},
            headers={"Referer": outsider.site + case},
        )
        assert answer.status == 404
        officer.opens(case).sees("办理意见")


def addresses(person: Person, path: str, pattern: re.Pattern[str]) -> set[str]:
    return set(pattern.findall(person.page.request.get(person.site + path).text()))


def said(person: Person, path: str) -> tuple[int, str]:
    """Status and body of an answer, without what differs from one request to the next."""
    answer = person.page.request.get(person.site + path)
    if "html" not in answer.headers["content-type"]:
        return answer.status, ""
    return answer.status, OF_ONE_REQUEST.sub("", answer.text()).replace(quote(path, safe=""), "")
