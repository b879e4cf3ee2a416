// Conveniences: every page works without them. Listeners sit on the document, so swapped parts need no care.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// A page from the shared cache carries nobody's theme: put on the one this browser remembers.
function wearTheme() {
  const theme = document.cookie.match(/\btheme=(normal|elder|contrast|print)/)?.[1];
  if (!theme || theme === document.documentElement.dataset.theme) return;
  document.documentElement.dataset.theme = theme;
  const sheet = { rel: "stylesheet", href: document.documentElement.dataset.print };
  if (theme === "print") document.head.append(Object.assign(document.createElement("link"), sheet));
  for (const link of all(`[data-theme-link="${theme}"]`)) {
    link.href = link.href.replace(`set=${theme}`, "set=normal");
    link.textContent = `退出${link.textContent}`;
    link.dataset.themeExit = "";
  }
}

// Wide screens show what a phone folds, in older browsers too.
function unfold() {
  if (CSS.supports("selector(::details-content)") || !matchMedia("(min-width: 60em)").matches) return;
  for (const part of all("details.menu, details.sheet")) part.open = true;
}

// Lists: a changed filter asks once arrow keys rest; what was unfolded stays so; the new count is read out.
let unfolded = [], held, asking;
document.addEventListener("change", ({ target: { form, type } }) => {
  if (!form?.matches("[data-filters]") || !window.htmx || type === "search") return;
  clearTimeout(asking);
  asking = setTimeout(() => {
    htmx.process(form); // who is quick changes a filter before htmx has seen the list that it has just put there
    form.requestSubmit();
  }, type === "checkbox" ? 0 : 400);
});
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("form[data-filters]")) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  unfolded = all("details[id][open]", detail.target).map((part) => part.id);
  held = document.activeElement.id;
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  document.getElementById(held)?.focus(); // it was still folded away when htmx looked for it
  const count = document.querySelector("[data-result-count]");
  if (count) document.querySelector("[data-announce]").textContent = count.textContent.trim();
});

// Queues: J and K move, Enter is the link's own. Both can be switched off.
const keysAreOn = () => localStorage.getItem("queue-keys") !== "off";
function showSwitch() {
  for (const line of all("[data-queue-keys]")) {
    line.hidden = false;
    line.querySelector("button").setAttribute("aria-pressed", keysAreOn());
  }
}
document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-queue-keys] button")) return;
  localStorage.setItem("queue-keys", keysAreOn() ? "off" : "on");
  showSwitch();
});
document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea") || !keysAreOn()) return;
  const links = all("table[data-queue] tbody tr").map((row) => row.querySelector("a")).filter(Boolean);
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
});

// Divisions: each choice brings the select below it. <div data-region><select data-region-level="1" name=…>
// The select stands there at once, so that Tab finds it; its choices come when the answer does.
const LEVELS = ["省", "市", "区县", "镇街"];
document.addEventListener("change", async ({ target: select }) => {
  if (!select.matches("select[data-region-level]")) return;
  const parent = select.value;
  const levels = all("select[data-region-level]", select.closest("[data-region]"));
  for (const deeper of levels.slice(levels.indexOf(select) + 1)) deeper.remove();
  if (!parent || levels.indexOf(select) + 1 === LEVELS.length) return;
  const below = selectBelow(select);
  select.after(below);
  const regions = await regionsUnder(parent);
  // Whoever walks through the choices by keyboard asks faster than we answer: a later choice has replaced this select.
  if (below.isConnected) fill(below, regions);
});
function selectBelow(above) {
  const select = above.cloneNode(false);
  const level = Number(above.dataset.regionLevel) + 1;
  select.removeAttribute("id");
  select.dataset.regionLevel = level;
  select.setAttribute("aria-label", LEVELS[level - 1]);
  select.setAttribute("aria-busy", "true");
  select.append(new Option("正在读取…", ""));
  return select;
}
async function regionsUnder(parent) {
  try {
    const answer = await fetch(`/reference/regions/?parent=${encodeURIComponent(parent)}`);
    return answer.ok ? (await answer.json()).regions : null;
  } catch {
    return null;
  }
}
function fill(select, regions) {
  select.removeAttribute("aria-busy");
  select.options[0].text = regions ? "请选择" : "没有读到，请重新选择上一级";
  if (regions?.length) return select.append(...regions.map(({ code, name }) => new Option(name, code)));
  if (!regions) return;
  if (select === document.activeElement) select.previousElementSibling.focus();
  select.remove();
}

// Drafts: <form data-autosave> is sent a second after the last key with the header X-Autosave, and says so.
const waiting = new WeakMap();
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.matches("[data-autosave]") || target.type === "file") return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => keep(form), 1000));
});
async function keep(form) {
  const said = document.querySelector("[data-autosave-status]");
  const say = (words, state) => {
    if (said) [said.textContent, said.dataset.state] = [words, state];
  };
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  try {
    const answer = await fetch(form.action, { method: "POST", body: typed, headers: { "X-Autosave": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    say(await answer.text(), "kept");
  } catch {
    say("草稿没有保存成功，请检查网络，不要关闭页面。", "failed");
  }
}

// What cannot be undone asks once more: <form data-confirm="……？">.
const sure = new WeakSet();
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.confirm || sure.has(form)) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.innerHTML = '<form method="dialog"><p id="sure"></p><p class="buttons"><button class="btn" value="yes">确定</button><button class="btn line" value="">取消</button></p></form>';
  dialog.querySelector("p").textContent = form.dataset.confirm;
  dialog.setAttribute("aria-labelledby", "sure");
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue) sure.add(form) && form.requestSubmit(submitter);
  });
  document.body.append(dialog);
  dialog.showModal();
});

// Words to take along stand in a field that can be marked; where the browser copies for us, a button does both.
for (const button of navigator.clipboard ? all("[data-copy]") : []) button.hidden = false;
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  document.querySelector("[data-announce]").textContent = button.firstChild.textContent = "已复制";
});

wearTheme();
unfold();
showSwitch();
// What has just happened is where one goes on: read aloud at once, and Tab leads from there into the page.
(document.querySelector("[data-error-summary]") ?? document.querySelector(".flash"))?.focus();
