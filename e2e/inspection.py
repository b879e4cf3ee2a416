"""Two checkers and a ruler, held against a page in every theme and at every width.

What is asked where. The themes change nothing but the style sheet's answer to one attribute of the page, and a width
changes nothing but the layout and what is folded away: so a page is loaded once, and every rule is asked at every width.
Of the other themes is asked what looks at style. Targets have the same size in the high-contrast theme as in the normal
one, and nothing is to be hit on paper. Contrast is what axe takes longest over, and it follows from the colours, sizes
and backgrounds of a text and of all that it stands in: the same ones in the same theme at the same width are asked once. HTML_CodeSniffer reads the document and its colours, never its layout: once for
each theme. Its errors count. Its warnings were read once: every one asks a person to look (contrast of text over what
is positioned, data tables, headings), and axe measures the same at three widths.
"""

from pathlib import Path
from typing import Any

from e2e.world import Person

TOOLS = Path(__file__).resolve().parent.parent / "node_modules"
AXE = (TOOLS / "axe-core/axe.min.js").read_text("utf-8")
SNIFFER = (TOOLS / "html_codesniffer/build/HTMLCS.js").read_text("utf-8")

WIDTHS = (360, 768, 1440)
THEMES = ("normal", "elder", "contrast", "print")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_TARGETS = ["target-size"]
NARROWEST = 320
TWICE = (1280, "200%")  # the reader's own text size, on a desk

# What is said of the page by both tools, and how a theme is put on.
INSTRUMENTS = """window.wear = async theme => {
  const page = document.documentElement;
  page.dataset.theme = theme;
  document.querySelector('link[data-worn]')?.remove();
  if (theme !== 'print' || !page.dataset.print) return;
  const sheet = Object.assign(document.createElement('link'), {rel: 'stylesheet', href: page.dataset.print});
  const come = new Promise((done) => sheet.addEventListener('load', done));
  sheet.dataset.worn = theme;
  document.head.append(sheet);
  await come;
};
window.byAxe = async (where, type, values, without = []) => {
  const rules = Object.fromEntries(without.map(rule => [rule, {enabled: false}]));
  const {violations} = await axe.run(where, {runOnly: {type, values}, rules, resultTypes: ['violations']});
  return violations.map(({id, nodes}) =>
    [id, nodes.slice(0, 3).map(({html, failureSummary}) => [html, failureSummary])]);
};
window.newColours = (known, part) => {
  const looks = new Map([[null, '']]), found = [];
  const look = one => {
    if (!looks.has(one)) {
      const {color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity, position, textShadow, textDecorationLine} = getComputedStyle(one);
      const stands = [...(one.parentElement?.childNodes || [])].some(beside => beside.nodeType === 3 && beside.data.trim());
      looks.set(one, brief([look(one.parentElement), one.localName, color, backgroundColor, backgroundImage, fontSize,
        fontWeight, opacity, position, textShadow, textDecorationLine, stands].join()));
    }
    return looks.get(one);
  };
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, node =>
    node.nodeType === 3 ? node.data.trim() ? 1 : 2 : node.matches('input, select, textarea') ? 1 : 3);
  while (texts.nextNode()) {
    const node = texts.currentNode, one = node.nodeType === 3 ? node.parentElement : node;
    if (!one.checkVisibility()) continue;
    const name = `${document.documentElement.dataset.theme} ${innerWidth} ${look(one)}`;
    if (known.has(name)) continue;
    known.add(name);
    found.push(one.closest('a') || one);
  }
  return found;
};
const brief = text => {
  let [a, b] = [1, 2];
  for (let n = 0; n < text.length; n++) {
    a = Math.imul(a ^ text.charCodeAt(n), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(n), 1597334677);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
};
window.bySniffer = () => new Promise((done) => HTMLCS.process('WCAG2AA', document, () => done(
  HTMLCS.getMessages().filter(({type}) => type === HTMLCS.ERROR)
    .map(({code, element}) => [code, [(element.outerHTML || element.nodeName).slice(0, 200)]])), done));
null;  // a script that ends with a function would be called"""
LOOK = """async ([steps, seen, colours]) => {
  const found = [], known = new Set(seen);
  for (const {theme, where, kind, values, isSniffed} of steps) {
    await wear(theme);
    const part = document.querySelector(where) || document.body;
    const include = newColours(known, part);
    const faults = [
      ...values ? await byAxe(part === document.body ? document : part, kind, values, colours) : [],
      ...include.length ? await byAxe({include}, 'rule', colours) : []];
    for (const fault of faults) found.push([theme, innerWidth, ...fault]);
    if (isSniffed) for (const fault of await bySniffer()) found.push([theme, ...fault]);
  }
  await wear('normal');
  return [found, [...known].slice(seen.length)];
}"""
TOO_WIDE = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return '';
  const wide = [...document.body.querySelectorAll('*')].find(one =>
    one.getBoundingClientRect().right > page.clientWidth + 1 && !one.closest('.scroll, .sr, .tabs'));
  return `${page.scrollWidth} > ${page.clientWidth}: ${wide?.outerHTML.slice(0, 120)}`;
}"""
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size; }"


_seen: list[str] = []  # the colours that were asked about already, on whatever page


def examined(person: Person, *, whole: bool = True) -> list[Any]:
    """The page as it stands, at every width and in every theme; and no sideways scrolling, narrow or enlarged.

    Without ``whole`` the header and footer, which every page shares, are asked at the widest only.
    """
    equip(person)
    found: list[Any] = []
    for width in WIDTHS:
        _resize(person, width)
        steps = _steps(width, "body" if whole else "main")
        faults, new = person.page.evaluate(LOOK, [steps, _seen, OF_COLOUR])
        found += faults
        _seen.extend(new)
    return found + measured(person)


def _steps(width: int, where: str) -> list[dict[str, Any]]:
    """What is asked at this width, theme by theme: of the normal one everything, of each whatever colours are new."""
    is_widest = width == WIDTHS[-1]
    steps: list[dict[str, Any]] = [
        {"theme": theme, "where": where, "isSniffed": is_widest}
        for theme in THEMES[: None if is_widest else -1]
    ]
    normal, elder, *_ = steps
    normal |= {"kind": "tag", "values": TAGS, "where": "body" if is_widest else where}
    elder |= {"kind": "rule", "values": OF_TARGETS}
    return steps


def measured(person: Person) -> list[Any]:
    """Where one would have to scroll sideways: on 320 pixels, and with text twice as large."""
    _resize(person, NARROWEST)
    narrow = person.page.evaluate(TOO_WIDE)
    width, size = TWICE
    _resize(person, width)
    person.page.evaluate(TEXT_SIZE, size)
    large = person.page.evaluate(TOO_WIDE)
    person.page.evaluate(TEXT_SIZE, "")
    return [
        (state, fault)
        for state, fault in ((f"at {NARROWEST} pixels", narrow), (f"at {size}", large))
        if fault
    ]


def by_axe(person: Person) -> list[str]:
    """The names of the rules that axe finds broken on the page as it stands."""
    equip(person)
    faults = person.page.evaluate("tags => byAxe(document, 'tag', tags)", TAGS)
    return [rule for rule, _ in faults]


def by_sniffer(person: Person) -> list[str]:
    equip(person)
    faults = person.page.evaluate("bySniffer()")
    return [code for code, _ in faults]


def equip(person: Person) -> None:
    if not person.page.evaluate("'byAxe' in window"):
        for script in (AXE, SNIFFER, INSTRUMENTS):
            person.page.evaluate(script)


def _resize(person: Person, width: int) -> None:
    person.page.set_viewport_size({"width": width, "height": 900})
