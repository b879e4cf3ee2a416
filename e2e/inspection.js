// What stands in the page beside both checkers: it puts a theme on, names what each checker would look at, and asks.
//
// A name says all that an answer can follow from. Two parts of one name get the same answer, on whatever page: one
// answer is enough. Who runs this keeps the names that were asked about.
window.inspection = (() => {
  const WIDGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role][tabindex]:not([role=region])";
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const STYLED_BY = /^(class|type|role|tabindex|open|data-.*|aria-(current|invalid|pressed|expanded|selected|disabled))$/;
  const REPLACED = "input, select, textarea, svg, svg *, img, video, canvas, iframe"; // cut by nature, or scrolled by its owner
  const TO_BE_HEARD_ONLY = "inset(50%)";
  const LAYOUT = "main, main > div, .page, .page > div, .split"; // holds parts beside or below one another
  const SMALL = 24; // pixels: what is at least so wide and high may stand as near to others as it likes
  // No rule asks where a link leads to, nor what is sent unseen: tokens, which are others in each answer.
  const OF_ONE_REQUEST = /((?:type="hidden" name="[^"]*" value|href)=")[^"#]+/g;
  const WORDS = />[^<]*[^<\s][^<]*/g; // nor what a text says: only whether there is one
  const OF_LOOK = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "heading-order"];
  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const EVERYTHING = { runOnly: { type: "tag", values: TAGS } };
  const BUT_LOOK = { ...EVERYTHING, rules: Object.fromEntries(OF_LOOK.map((rule) => [rule, { enabled: false }])) };
  const ONLY_LOOK = { runOnly: { type: "rule", values: OF_LOOK } };
  const ONLY_TEXT = { runOnly: { type: "rule", values: OF_LOOK.slice(0, 2) } }; // on paper nothing is to be hit
  const SNIFFS = HTMLCS_WCAG2AA.sniffs;
  // The only one that looks at style and reports errors: what it looks at has names of its own.
  const COLOUR = "Principle1.Guideline1_4.1_4_3";
  const SNIFF_OF_COLOUR = [{ standard: "WCAG2AAA", include: [COLOUR] }];
  const SNIFFS_BUT_COLOUR = SNIFFS.map((each) => ({ ...each, include: each.include.filter((name) => name !== COLOUR) }));
  const UNSEEN = "rgba(0, 0, 0, 0),none,1,static,normal,none"; // a ground that the one below shines through
  let bearers = {};

  // What axe keeps from judging, and why nobody else need: all else that it leaves open is a fault.
  const LEFT_OPEN = {
    shortTextContent: () => true, // a single letter or sign: the words that it goes with are judged
    elmPartiallyObscured: (text) => text.closest(".scroll, .queue, .tabs"), // half scrolled out of sight: others of its look are judged
    pseudoContent: (text) => text.closest(".timeline"), // whose dots stand beside what they go with
  };
  const CONTRAST_OF_FOCUS = 3; // to one, of what shows the focus against what it stands on

  const wear = async (theme) => {
    const page = document.documentElement;
    if (page.dataset.theme === theme) return;
    page.dataset.theme = theme;
    document.querySelector("link[data-worn]")?.remove();
    if (theme !== "print" || !page.dataset.print) return;
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: page.dataset.print });
    const come = new Promise((done) => sheet.addEventListener("load", done));
    sheet.dataset.worn = theme;
    document.head.append(sheet);
    await come;
  };

  const brief = (text) => {
    let [a, b] = [1, 2];
    for (let n = 0; n < text.length; n++) {
      a = Math.imul(a ^ text.charCodeAt(n), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(n), 1597334677);
    }
    return (a >>> 0).toString(36) + (b >>> 0).toString(36);
  };

  // What is asked about an element several times is measured once in a theme at a width, or once for all themes.
  const measured = [], read = [];
  const once = (measure, where = measured) => {
    const known = new Map();
    where.push(known);
    return (one) => {
      if (!known.has(one)) known.set(one, measure(one));
      return known.get(one);
    };
  };

  // --- names --------------------------------------------------------------------------------------------
  // Every name in this theme at this width, with the first that bears it.
  const names = (theme, isWhole, isPaper) => {
    const found = new Map();
    const add = (one, ...words) => found.set(words.join(" "), found.get(words.join(" ")) || one);
    if (theme !== "print" && !isPaper) {
      if (isWhole && theme === "normal") {
        const whole = Boolean(document.title) + written(document.body);
        add(document, "page", whole, brief(shown(document.body)));
        add(document, "document", whole);
      }
      for (const part of parts(document.body)) add(part, "part", written(part), brief(shown(part)));
      for (const [heading, ...levels] of headings()) add(heading, "heading", ...levels);
      for (const [target, ...words] of targets()) add(target, "target", ...words);
      for (const region of scrolling(document.body)) add(region, "region", written(region));
      for (const one of document.querySelectorAll(FOCUSABLE)) {
        if (isThere(one) && !one.disabled) add(one, "focus", theme, innerWidth, place(one));
      }
    }
    for (const [one, look, isVisible] of texts(isWhole)) {
      if (isVisible) add(one.closest("a") || one, "text", look);
      if (isWhole) add(document, "ink", look);
    }
    return found;
  };

  // What is folded away by itself: header, footer, and in main the menu or filters and what stands beside.
  const parts = (whole) => [...whole.children].flatMap((one) => (one.matches(LAYOUT) ? parts(one) : [one]));

  // Each with its level and that of the one before, which may be of another part.
  const headings = () => {
    const all = [...document.querySelectorAll(":is(h1, h2, h3, h4, h5, h6):not([role]), [role=heading]")]
      .filter((one) => isThere(one) && !one.closest("[aria-hidden=true]"));
    return all.map((one, n) => [one, n ? level(all[n - 1]) : "first", level(one)]);
  };
  const level = (heading) => heading.ariaLevel || heading.localName;

  // All that a rule of the style sheet may ask about an element, and about each that holds it.
  const place = once((one) => {
    if (!one) return "";
    const said = [...one.attributes].filter(({ name }) => STYLED_BY.test(name));
    const words = said.map(({ name, value }) => (name.startsWith("data-") ? name : name + value));
    return brief([place(one.parentElement), one.localName, ...words].join(" "));
  }, read);

  // What of it is there to be read, to be heard only, or not at all.
  const shown = (part) =>
    [part, ...part.querySelectorAll("*")].map((one) => (isThere(one) ? (isSeen(one) ? 2 : 1) : 0)).join("");
  const boxOf = once((one) => one.getBoundingClientRect());
  const written = once((part) => brief(part.outerHTML.replace(OF_ONE_REQUEST, "$1…").replace(WORDS, ">…")), read);
  const isThere = once((one) => one.checkVisibility({ visibilityProperty: true }));
  const isSeen = (one) => {
    const { width, height, right } = boxOf(one);
    return isThere(one) && width > 1 && height > 1 && right > 0;
  };

  // Size and neighbourhood of what is to be hit.
  const targets = () => {
    const all = [...document.querySelectorAll(WIDGETS)]
      .filter(isThere)
      .map((one) => [one, boxOf(one)]);
    return all.map(([one, box]) => {
      const near = all.filter(([other, its]) => other !== one && touches(box, its, SMALL));
      const isCovered = near.some(([, its]) => touches(box, its, 0));
      if (box.width >= SMALL && box.height >= SMALL && !isCovered) return [one, "large"];
      if (stands(one)) return [one, "in", "text"];
      if (near.every(([, its]) => isApart(box, its))) return [one, "apart"];
      const around = near.map(([other, its]) => [
        other.localName, other.href === one.href, its.x - box.x, its.y - box.y, its.width, its.height,
      ]);
      return [one, brief([[one.localName, box.width, box.height], ...around].map((each) => each.map(rounded)).join())];
    });
  };

  const rounded = (number) => (typeof number === "number" ? number.toFixed(1) : number);
  const touches = (one, other, margin) =>
    one.left - margin < other.right && other.left < one.right + margin &&
    one.top - margin < other.bottom && other.top < one.bottom + margin;
  const holds = (one, other) =>
    one.left <= other.left && other.right <= one.right && one.top <= other.top && other.bottom <= one.bottom;
  // A circle of that size around the middle of one meets neither the other nor the circle around it, if that is small.
  const isApart = (one, other) => {
    const [x, y] = middle(one), [u, v] = middle(other);
    const isSmall = other.width < SMALL || other.height < SMALL;
    const dx = Math.max(other.left - x, 0, x - other.right), dy = Math.max(other.top - y, 0, y - other.bottom);
    return Math.hypot(dx, dy) >= SMALL / 2 && (!isSmall || Math.hypot(x - u, y - v) >= SMALL);
  };
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  // In a line of text, which goes on directly before or after it.
  const stands = (one) =>
    getComputedStyle(one).display.startsWith("inline") && !one.parentElement.closest(WIDGETS) &&
    [one.previousSibling, one.nextSibling].some((beside) => beside?.nodeType === 3 && beside.data.trim());

  const scrolling = once((page) =>
    [...page.querySelectorAll("*")].filter(
      (one) =>
        /auto|scroll/.test(getComputedStyle(one).overflow) &&
        (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight),
    ));

  // The texts, each with its colour and size, the grounds it is painted on, what is laid over it, and why axe may keep
  // from judging it.
  const texts = (isWhole) => {
    const found = [], grounds = new Map([[null, ""]]), looks = new Map(), laid = [], gone = new Set();
    const regions = scrolling(document.body).map((region) => [region, boxOf(region)]);
    const ground = (one) => {
      if (!grounds.has(one)) {
        const below = ground(one.parentElement), style = getComputedStyle(one);
        const own = ["backgroundColor", "backgroundImage", "opacity", "position", "mixBlendMode", "filter"].map((each) => style[each]);
        if (style.position !== "static") own.push(...["::before", "::after"].map((each) => getComputedStyle(one, each).content));
        grounds.set(one, own.join() === UNSEEN ? below : brief(below + own));
        if (style.display === "none") gone.add(one);
        if (!["static", "relative"].includes(style.position) && isSeen(one)) laid.push([one, boxOf(one)]);
      }
      return grounds.get(one);
    };
    const look = (one) => {
      if (!looks.has(one)) {
        const { color, fontSize, fontWeight, textShadow, textDecorationLine, webkitTextFillColor } = getComputedStyle(one);
        const link = one.closest("a"), text = link && stands(link) ? look(link.parentElement) : "";
        looks.set(one, brief([
          ground(one), color, fontSize, fontWeight, textShadow, textDecorationLine, webkitTextFillColor, Boolean(link), text,
        ].join()));
      }
      return looks.get(one);
    };
    const restraints = (one, box) => {
      const words = [...one.childNodes].map(({ nodeType, data }) => (nodeType === 3 ? data.trim() : "")).join("");
      return [
        one.matches("input, select, textarea, option") ? [one.localName, one.type, !one.value] : "text",
        one.closest(":disabled, [aria-disabled=true], [inert]") || one.closest("label")?.control?.disabled ? "disabled" : "",
        isSeen(one) && regions.every(([region, its]) => !region.contains(one) || holds(its, box)) ? "" : "out of sight",
        words.length > 1 && /[\p{L}\p{N}]/u.test(words) ? "" : "hardly a word",
      ];
    };
    for (const one of document.body.querySelectorAll("*")) ground(one);
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
      if (node.nodeType === 3) return node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
      if (gone.has(node)) return NodeFilter.FILTER_REJECT;
      return node.matches("input, select, textarea") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
    });
    while (walk.nextNode()) {
      const one = walk.currentNode.nodeType === 3 ? walk.currentNode.parentElement : walk.currentNode;
      const isVisible = isThere(one);
      if (!isVisible && !isWhole) continue;
      const box = boxOf(one);
      const over = laid.filter(([other, its]) => !other.contains(one) && !one.contains(other) && touches(box, its, 0));
      found.push([one, brief([look(one), ...over.map(([other]) => ground(other)), ...restraints(one, box)].join()), isVisible]);
    }
    return found;
  };

  // --- the ruler ----------------------------------------------------------------------------------------
  // Where one would have to scroll the page sideways, or cannot read on at all: what is cut off, and by what.
  const overflowing = (isPaper) => {
    const page = document.scrollingElement, faults = [];
    if (page.scrollWidth > page.clientWidth) {
      const wide = [...document.body.querySelectorAll("*")].find(
        (one) => one.getBoundingClientRect().right > page.clientWidth + 1 && (isPaper || !one.closest(".scroll, .sr, .tabs")));
      faults.push(["too wide", `${page.scrollWidth} > ${page.clientWidth}: ${excerpt(wide)}`]);
    }
    const cuts = isPaper ? /hidden|clip|auto|scroll/ : /hidden|clip/;
    for (const one of document.body.querySelectorAll("*")) {
      const { overflow, overflowX, overflowY, clipPath } = getComputedStyle(one);
      if (overflow === "visible" || one.matches(REPLACED) || clipPath === TO_BE_HEARD_ONLY) continue;
      const [across, down] = [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight];
      if ((cuts.test(overflowX) && across > 1) || (cuts.test(overflowY) && down > 1)) {
        faults.push(["cut off", `${across} across, ${down} down: ${excerpt(one)}`]);
      }
    }
    return faults;
  };
  const excerpt = (one) => one?.outerHTML.slice(0, 120);

  // --- focus --------------------------------------------------------------------------------------------
  // Those of which one cannot see that they have the focus: neither by a line around them or around what stands for
  // them, nor by their ground.
  const unseen = (ones) => {
    const held = document.activeElement;
    const faults = ones.filter((one) => {
      const bearers = [one, ...(one.labels || []), one.parentElement, one.closest("tr")].filter(Boolean);
      held?.blur();
      const before = bearers.map(dress);
      one.focus({ preventScroll: true, focusVisible: true });
      const isShown = document.activeElement === one && bearers.some((each, n) => shows(each, before[n], dress(each)));
      one.blur();
      return !isShown;
    });
    held?.focus({ preventScroll: true });
    return faults.length ? [["focus-unseen", faults.slice(0, 3).map((one) => [excerpt(one), ""])]] : [];
  };
  const dress = (one) => {
    const { outlineStyle, outlineWidth, outlineColor, outlineOffset, boxShadow, backgroundColor, borderColor, borderWidth, opacity } =
      getComputedStyle(one);
    const outline = outlineStyle === "none" || !parseFloat(outlineWidth) ? "" : outlineColor;
    return { outline, outlineOffset, boxShadow, backgroundColor, borderColor, borderWidth, opacity };
  };
  const shows = (one, before, after) => {
    if (after.opacity === "0" || !isSeen(one)) return false;
    const inside = [before.backgroundColor, ...groundsOf(one)].find(isOpaque);
    const outside = groundsOf(one).find(isOpaque);
    const around = parseFloat(after.outlineOffset) < 0 ? inside : outside;
    const differs = (name) => before[name] !== after[name];
    const lines = [];
    if (differs("outline")) lines.push([after.outline, around]);
    if (differs("boxShadow")) {
      for (const shadow of after.boxShadow.match(COLOURED) || []) lines.push([shadow, /inset/.test(after.boxShadow) ? inside : outside]);
    }
    if (differs("borderColor") || differs("borderWidth")) lines.push([after.borderColor.match(COLOURED)?.[0], inside]);
    if (differs("backgroundColor")) lines.push([after.backgroundColor, inside]);
    return lines.some(([line, ground]) => line && contrast(line, ground) >= CONTRAST_OF_FOCUS);
  };
  const COLOURED = /rgba?\([^)]*\)/g;
  const groundsOf = (one) => {
    const grounds = [];
    for (let below = one.parentElement; below; below = below.parentElement) grounds.push(getComputedStyle(below).backgroundColor);
    return [...grounds, "rgb(255, 255, 255)"];
  };
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const isOpaque = (colour) => (channels(colour)[3] ?? 1) === 1;
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((each) => each / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    if (!isOpaque(one)) return 1;
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  // --- asking -------------------------------------------------------------------------------------------
  // The names in each of the themes, which bear out until the next look, and what the ruler finds in them.
  const look = async (themes, isWhole, isPaper) => {
    bearers = {};
    const faults = [];
    for (const each of read) each.clear();
    for (const theme of themes) {
      await wear(theme);
      for (const each of measured) each.clear();
      bearers[theme] = names(theme, isWhole, isPaper);
      faults.push(...ruled(theme, isPaper));
    }
    const seen = Object.fromEntries(Object.entries(bearers).map(([theme, found]) => [theme, [...found.keys()]]));
    return { seen, faults };
  };
  const ruled = (theme, isPaper) =>
    overflowing(isPaper).map(([rule, where]) => [theme, isPaper ? "paper" : innerWidth, rule, where]);

  // What the ruler alone finds in each of the themes, with text of that size.
  const rule = async (themes, textSize) => {
    const faults = [];
    document.documentElement.style.fontSize = textSize;
    for (const theme of themes) {
      await wear(theme);
      faults.push(...ruled(theme, false));
    }
    document.documentElement.style.fontSize = "";
    return faults;
  };

  const rest = () => wear("normal");

  // The faults of what bears these names.
  const ask = async (wanted, isPaper) => {
    const faults = [];
    for (const [theme, known] of Object.entries(wanted)) {
      const those = (...kinds) =>
        known.filter((name) => kinds.includes(name.split(" ", 1)[0])).map((name) => bearers[theme].get(name));
      const wholes = those("page").length ? those("page") : those("part");
      const looks = those("text", "target", "region", "heading");
      await wear(theme);
      for (const each of measured) each.clear();
      const found = [
        ...(wholes.length ? await byAxe({ include: wholes }, BUT_LOOK) : []),
        ...(looks.length ? await byAxe({ include: looks }, isPaper ? ONLY_TEXT : ONLY_LOOK) : []),
        ...(those("document").length ? await bySniffer(SNIFFS_BUT_COLOUR) : []),
        ...(those("ink").length ? await bySniffer(SNIFF_OF_COLOUR) : []),
        ...(those("focus").length ? unseen(those("focus")) : []),
      ];
      faults.push(...found.map((fault) => [theme, isPaper ? "paper" : innerWidth, ...fault]));
    }
    return faults;
  };

  const byAxe = async (where = document, options = EVERYTHING) => {
    const { violations, incomplete } = await axe.run(where, { ...options, resultTypes: ["violations", "incomplete"], elementRef: true });
    const open = incomplete
      .map(({ id, nodes }) => ({ id: `${id}-unjudged`, nodes: nodes.filter((node) => !isLeftOpen(node)) }))
      .filter(({ id, nodes }) => id.startsWith("color-contrast") && nodes.length);
    return [...violations, ...open].map(({ id, nodes }) =>
      [id, nodes.slice(0, 3).map(({ html, failureSummary, any }) => [html, failureSummary, ...any.map(({ data }) => data?.messageKey)])]);
  };

  const isLeftOpen = ({ any, element }) => any.every(({ data }) => LEFT_OPEN[data?.messageKey]?.(element));

  const bySniffer = (sniffs = SNIFFS) => {
    HTMLCS_WCAG2AA.sniffs = sniffs;
    return new Promise((done, fail) => HTMLCS.process("WCAG2AA", document, () => done(
      HTMLCS.getMessages().filter(({ type }) => type === HTMLCS.ERROR)
        .map(({ code, element }) => [code, [(element.outerHTML || element.nodeName).slice(0, 200)]])), fail));
  };

  return { look, rule, ask, rest, byAxe, bySniffer };
})();
