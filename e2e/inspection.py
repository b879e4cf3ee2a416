"""Two checkers and a ruler, held against a page in every theme and at every width.

A page is loaded once. The themes change nothing but the style sheet's answer to one attribute of it, and a width changes
nothing but the layout and what is folded away. So the page is looked at in every theme at every width, and what is seen
gets names (``inspection.js``): a name says all that a checker's answer follows from, and each name is asked about once,
on whatever page it comes up first.

===========  ================================================  ====================================================
name         says                                              asked
===========  ================================================  ====================================================
page         the whole document, and what of it is shown       every rule of axe but those of look
part         what is folded away by itself, what of it shows   the same, where it shows something else than asked of
heading      its level, and that of the heading before it      heading order
text         colours, size and grounds of a text, what lies    contrast, and links in text
             over it, and why axe may keep from judging it
target       size and neighbourhood of what is to be hit       target size
region       what scrolls inside the page                      whether the keyboard reaches it
document     the whole document                                every rule of HTML_CodeSniffer but contrast
ink          as text, at the widest                            the sniffer's contrast
===========  ================================================  ====================================================

On paper nothing is to be hit and much is left out: the print theme is asked about texts. The sniffer's errors count. Its
warnings were read once: every one asks a person to look (contrast of text over what is positioned, data tables,
headings), and axe measures the same at three widths.
"""

from pathlib import Path
from typing import Any

from e2e.people import Person

TOOLS = Path(__file__).resolve().parent.parent / "node_modules"
INSTRUMENTS = [
    file.read_text("utf-8")
    for file in (
        TOOLS / "axe-core/axe.min.js",
        TOOLS / "html_codesniffer/build/HTMLCS.js",
        Path(__file__).with_name("inspection.js"),
    )
]

WIDTHS = (1440, 768, 360)  # the widest first: there the whole page is asked about
THEMES = ("normal", "elder", "contrast", "print")
NARROWEST = 320
HEIGHT = 300  # nothing that is asked depends on it, and what is not in sight need not be painted
TWICE = (1280, "200%")  # the reader's own text size, on a desk

TOO_WIDE = """textSize => {
  const page = document.scrollingElement;
  const fault = () => {
    if (page.scrollWidth <= page.clientWidth) return '';
    const wide = [...document.body.querySelectorAll('*')].find(one =>
      one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest('.scroll, .sr, .tabs'));
    return `${page.scrollWidth} > ${page.clientWidth}: ${wide?.outerHTML.slice(0, 120)}`;
  };
  page.style.fontSize = textSize;
  const found = fault();
  page.style.fontSize = '';
  return found;
}"""

_asked: set[str] = set()  # the names that were asked about already, on whatever page


def examined(person: Person) -> list[Any]:
    """The page as it stands, at every width and in every theme; and no sideways scrolling, narrow or enlarged."""
    equip(person)
    return [fault for width in WIDTHS for fault in _examined_at(person, width)] + measured(person)


def _examined_at(person: Person, width: int) -> list[Any]:
    _resize(person, width)
    is_widest = width == WIDTHS[0]
    seen: dict[str, list[str]] = person.page.evaluate(
        "([themes, isWhole]) => inspection.look(themes, isWhole)",
        [THEMES if is_widest else THEMES[:-1], is_widest],
    )
    new: dict[str, list[str]] = {}
    for theme, names in seen.items():
        if unknown := [name for name in names if name not in _asked]:
            new[theme] = unknown
            _asked.update(unknown)
    faults: list[Any] = person.page.evaluate("names => inspection.ask(names)", new) if new else []
    return faults


def measured(person: Person) -> list[Any]:
    """Where one would have to scroll sideways: on 320 pixels, and with text twice as large."""
    _resize(person, NARROWEST)
    narrow = person.page.evaluate(TOO_WIDE, "")
    width, size = TWICE
    _resize(person, width)
    large = person.page.evaluate(TOO_WIDE, size)
    return [
        (state, fault)
        for state, fault in ((f"at {NARROWEST} pixels", narrow), (f"at {size}", large))
        if fault
    ]


def by_axe(person: Person) -> list[str]:
    """The names of the rules that axe finds broken on the page as it stands."""
    equip(person)
    faults = person.page.evaluate("inspection.byAxe()")
    return [rule for rule, _ in faults]


def by_sniffer(person: Person) -> list[str]:
    equip(person)
    faults = person.page.evaluate("inspection.bySniffer()")
    return [code for code, _ in faults]


def equip(person: Person) -> None:
    if not person.page.evaluate("'inspection' in window"):
        for script in INSTRUMENTS:
            person.page.evaluate(script)
            person.page.add_init_script(script)


def _resize(person: Person, width: int) -> None:
    person.page.set_viewport_size({"width": width, "height": HEIGHT})
