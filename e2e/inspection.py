"""Two checkers and a ruler, held against a page in every theme, at every width and on paper.

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
text         colours, size and grounds of a text, what lies    contrast, and links in text; what axe leaves open is a
             over it, and why axe may keep from judging it     fault but for the exceptions that are written there
target       size and neighbourhood of what is to be hit       target size
region       what scrolls inside the page                      whether the keyboard reaches it
focus        what is to get the focus and stands where, the    whether one sees that it has the focus
             theme, and the width
document     the whole document                                every rule of HTML_CodeSniffer but contrast
ink          as text, at the widest                            the sniffer's contrast
===========  ================================================  ====================================================

The ruler names nothing: what fits depends on every word. Besides the widths of the checkers it is held between them, and
against text of twice the size; it finds what would have to be scrolled sideways, and what is cut off.

On paper nothing is to be hit and much is left out: there, and in the print theme, the checkers are asked about texts.
The sniffer reads the document and not the screen: of what its rules other than contrast say, nothing depends on a width
or a theme, and what is folded away is read like all else. Its errors count. Its warnings were read once: every one asks a
person to look (contrast of text over what is positioned, data tables, headings), and axe measures the same at three
widths.
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

WIDTHS = (1440, 768, 320)  # the widest first: there the whole page is asked about
RULED = (
    (1280, "200%"),
    (960, ""),
)  # and between them for the ruler alone: the reader's own text size on a desk
THEMES = ("normal", "elder", "contrast", "print")
WORN = THEMES[:-1]  # on any screen, and on paper; the print theme shows how that looks, on a desk
LAID_OUT = ("normal", "elder")  # between the widths: high contrast is laid out as the normal theme is
PAPER = 673  # pixels between the margins of a sheet of A4, which the style sheet sets
WAGTAILS = (
    "/backoffice/"  # laid out by Wagtail, without themes of ours: there the rules of the checkers count
)
OF_LAYOUT = {"too wide", "cut off", "focus-unseen", "color-contrast-unjudged"}
HEIGHT = 300  # nothing that is asked depends on it, and what is not in sight need not be painted

looked_at: set[str] = set()
"""The templates of all pages that were examined, where the product tells."""

_asked: set[str] = set()  # the names that were asked about already, on whatever page


def examined(person: Person) -> list[Any]:
    """The page as it stands, at every width, in every theme and on paper: what breaks a rule, and what is cut off."""
    equip(person)
    looked_at.update(person.drawn_from)
    found = []
    for width, size in sorted([*((width, None) for width in WIDTHS), *RULED], reverse=True):
        _resize(person, width)
        if size is None:
            found += _looked_at(person, THEMES if width == WIDTHS[0] else WORN, is_whole=width == WIDTHS[0])
        else:
            found += person.page.evaluate(
                "([themes, size]) => inspection.rule(themes, size)", [LAID_OUT, size]
            )
    found += _on_paper(person)
    return [fault for fault in found if not (person.path.startswith(WAGTAILS) and _is_of_layout(*fault))]


def _is_of_layout(theme: str, width: object, rule: str, *_: object) -> bool:
    return rule in OF_LAYOUT or width == "paper"


def _on_paper(person: Person) -> list[Any]:
    person.page.emulate_media(media="print")
    _resize(person, PAPER)
    found = _looked_at(person, WORN, is_paper=True)
    person.page.evaluate("inspection.rest()")
    person.page.emulate_media(media="screen")
    return found


def _looked_at(
    person: Person, themes: tuple[str, ...], *, is_whole: bool = False, is_paper: bool = False
) -> list[Any]:
    """What the ruler finds, and what the checkers say to what was not asked about yet."""
    look: dict[str, Any] = person.page.evaluate(
        "([themes, isWhole, isPaper]) => inspection.look(themes, isWhole, isPaper)",
        [themes, is_whole, is_paper],
    )
    new: dict[str, list[str]] = {}
    for theme, names in look["seen"].items():
        if unknown := [name for name in names if name not in _asked]:
            new[theme] = unknown
            _asked.update(unknown)
    faults: list[Any] = look["faults"]
    if new:
        faults += person.page.evaluate(
            "([names, isPaper]) => inspection.ask(names, isPaper)", [new, is_paper]
        )
    return faults


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
