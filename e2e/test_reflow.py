"""Nobody has to scroll sideways: not on 320 pixels, not with text twice as large."""

import pytest

from e2e.atlas import CAST, starts, stops
from e2e.world import Person, World

TOO_WIDE = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return '';
  const wide = [...document.body.querySelectorAll('*')].find(one =>
    one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest('.scroll, .sr, .tabs'));
  return `${page.scrollWidth} > ${page.clientWidth}: ${wide?.outerHTML.slice(0, 120)}`;
}"""
TWICE = "document.documentElement.style.fontSize = '200%'"


@pytest.mark.parametrize("who", CAST)
def test_no_page_scrolls_sideways(here: World, who: str, known: set[frozenset[str]]) -> None:
    person = here.demo(CAST[who]) if CAST[who] else here.visitor()
    found = [
        fault
        for stop in stops(person, *starts(who), known_shapes=known)
        for fault in faults_of(person, stop.path)
    ]
    assert found == []


def test_the_measure_notices(here: World) -> None:
    visitor = here.visitor().opens("/about/")
    visitor.page.evaluate("document.querySelector('h1').textContent = 'x'.repeat(200)")
    visitor.page.evaluate("document.querySelector('h1').style.whiteSpace = 'nowrap'")
    assert visitor.page.evaluate(TOO_WIDE)


def faults_of(person: Person, path: str) -> list[str]:
    narrow = measured(person, path, 320)
    person.page.evaluate(TWICE)
    person.page.set_viewport_size({"width": 1280, "height": 900})
    large = person.page.evaluate(TOO_WIDE)
    return [f"{path} {state} {fault}" for state, fault in (("at 320", narrow), ("at 200 %", large)) if fault]


def measured(person: Person, path: str, width: int) -> str:
    person.page.set_viewport_size({"width": width, "height": 900})
    wide: str = person.opens(path).page.evaluate(TOO_WIDE)
    return wide
