// Everything here only adds comfort: with JavaScript off each link and form does the same work.
// Behaviour hangs on data- attributes and is delegated from the document, so that parts replaced by htmx need no set-up.

import { dressSelects } from "./picker.js";

const find = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const words = document.body.dataset;
const say = (text) => { find("#live").textContent = text; };
const on = (event, selector, act) =>
  document.addEventListener(event, (e) => { const hit = e.target.closest?.(selector); if (hit) act(e, hit); });

// What works only with JavaScript shows itself, now and in each part htmx brings.
const show = (root) => all("[hidden][data-pick-all], [hidden][data-copy-link], [hidden][data-large-type], [hidden][data-dismiss]", root)
  .forEach((control) => { control.hidden = false; });

// --- keys: "/" goes to the search, Escape closes an open menu; a click elsewhere closes it too
document.addEventListener("keydown", (e) => {
  const typing = e.target.closest("input, textarea, select, [contenteditable]");
  if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) { const box = find("[data-search]"); if (box) { e.preventDefault(); box.focus(); } }
  if (e.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; find("summary", menu).focus(); });
});
document.addEventListener("click", (e) => {
  all("details.menu[open]").forEach((menu) => { if (!menu.contains(e.target)) menu.open = false; });
});

// --- a row opens on a click anywhere that is not itself a control; the keyboard uses the link
on("click", ".rows > tbody > tr", (e, row) => {
  if (e.target.closest("a, button, input, label, select, summary") || String(getSelection())) return;
  find(".what > a, .c-what a", row)?.click();
});

// --- selected rows
const picks = () => all(".rows input[name=pk]");
function countPicks() {
  const bar = find("#bulk");
  if (!bar) return;
  const chosen = picks().filter((box) => box.checked);
  picks().forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
  bar.hidden = chosen.length === 0;
  const count = find("[data-bulk-count]", bar);
  count.textContent = count.dataset.bulkCount.replace("#", chosen.length);
  const whole = find("[data-pick-all]");
  if (whole) { whole.checked = chosen.length > 0 && chosen.length === picks().length; whole.indeterminate = chosen.length > 0 && !whole.checked; }
}
on("change", "[data-pick-all]", (e, whole) => { picks().forEach((box) => { box.checked = whole.checked; }); countPicks(); });
on("change", ".rows input[name=pk]", countPicks);
document.addEventListener("reset", (e) => { if (e.target.id === "bulk") setTimeout(countPicks); });

// --- a link to exactly this view
on("click", "[data-copy-link]", async () => {
  try { await navigator.clipboard.writeText(location.href); say(words.copied); note("done", words.copied); }
  catch { prompt("", location.href); }
});

// --- large type, kept in the profile by the server and on this device at once
const setLarge = (large) => { if (large) document.documentElement.dataset.type = "large"; else delete document.documentElement.dataset.type; };
on("click", "[data-large-type]", (e, button) => {
  const large = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", large);
  localStorage.setItem("large-type", large ? "1" : "0");
  setLarge(large);
});
on("submit", "form", (e, form) => { if (form.elements.large_type) localStorage.removeItem("large-type"); });     // the profile decides
if (localStorage.getItem("large-type")) {
  const large = localStorage.getItem("large-type") === "1";
  setLarge(large);
  all("[data-large-type]").forEach((button) => button.setAttribute("aria-pressed", large));
}

// --- notes
on("click", "[data-dismiss]", (e, button) => button.closest("li").remove());
function note(state, text) {
  const box = find("#notes");
  if (!box) return;
  const list = find(".notes", box) || box.appendChild(Object.assign(document.createElement("ul"), { className: "notes" }));
  const item = document.createElement("li");
  item.className = `is-${state}`;
  item.append(Object.assign(document.createElement("p"), { textContent: text }));
  list.append(item);
  setTimeout(() => item.remove(), 6000);
}

// --- dangerous verbs ask first
on("submit", "form[data-ask]", (e, form) => {
  if (form.dataset.asked) return;
  e.preventDefault();
  const dialog = find("#ask");
  const button = e.submitter || find("button", form);
  find("h2", dialog).textContent = form.dataset.ask;
  find("p", dialog).textContent = form.dataset.askMore || "";
  find("[data-ask-yes]", dialog).textContent = button.textContent.trim();
  dialog.returnValue = "";
  dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") { form.dataset.asked = "1"; form.requestSubmit(button); } }, { once: true });
  dialog.showModal();
});

// --- one press, one submission
document.addEventListener("submit", (e) => {
  if (e.defaultPrevented || e.target.method !== "post" || e.target.hasAttribute("hx-post")) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = "1";
  document.body.classList.add("is-working");
});
addEventListener("pageshow", () => { document.body.classList.remove("is-working"); all("form[data-sent]").forEach((form) => delete form.dataset.sent); });

// --- drafts of long forms: kept on this device until the form is sent, so that nothing typed is lost
const draftKey = (form) => `draft:${form.dataset.draft}`;
const draftable = (control) => control.name && control.name !== "csrfmiddlewaretoken" && !["file", "hidden", "password"].includes(control.type);
function saveDraft(form) {
  const kept = [...form.elements].filter(draftable).map((c) => [c.name, c.value, c.checked === true]);
  localStorage.setItem(draftKey(form), JSON.stringify(kept));
}
function restoreDraft(form) {
  const kept = JSON.parse(localStorage.getItem(draftKey(form)) || "[]");
  if (!kept.length || find(".form-errors", form)) return;
  const controls = [...form.elements].filter(draftable);
  let changed = false;
  for (const [name, value, checked] of kept) {
    const ticks = controls.filter((c) => c.name === name && ["checkbox", "radio"].includes(c.type));
    const control = ticks.length ? ticks.find((c) => c.value === value) : controls.find((c) => c.name === name);
    if (!control) continue;
    if (ticks.length) { changed ||= control.checked !== checked; control.checked = checked; }
    else { changed ||= control.value !== value; control.value = value; }
  }
  if (changed) find("[data-draft-note]", form)?.removeAttribute("hidden");
}
on("click", "[data-draft-drop]", (e, button) => { localStorage.removeItem(draftKey(button.form)); location.reload(); });
on("submit", "form[data-sign-out]", () => Object.keys(localStorage).filter((key) => key.startsWith("draft:")).forEach((key) => localStorage.removeItem(key)));
on("input", "form[data-draft]", (e, form) => { clearTimeout(form.draftTimer); form.draftTimer = setTimeout(() => saveDraft(form), 400); });
on("submit", "form[data-draft]", (e, form) => {
  clearTimeout(form.draftTimer);
  localStorage.setItem("draft-sent", draftKey(form));
});
// A draft goes when the page after sending is not the same form again.
const sent = localStorage.getItem("draft-sent");
if (sent && !all("form[data-draft]").some((form) => draftKey(form) === sent)) { localStorage.removeItem(sent); localStorage.removeItem("draft-sent"); }
all("form[data-draft]").forEach(restoreDraft);

// --- photos are seen before they are sent
on("change", "input[type=file]", (e, input) => {
  const old = input.parentElement.querySelector(".preview");
  old?.remove();
  const images = [...input.files].filter((file) => file.type.startsWith("image/"));
  if (!images.length) return;
  const box = Object.assign(document.createElement("div"), { className: "preview" });
  for (const file of images) {
    const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const figure = document.createElement("figure");
    figure.append(picture, Object.assign(document.createElement("figcaption"), { textContent: file.name }));
    box.append(figure);
  }
  input.after(box);
});

// --- htmx: no empty parameters in the address; failures are said, and what comes in is set up
document.addEventListener("htmx:configRequest", (e) => {
  if (e.detail.verb !== "get") return;
  const parameters = e.detail.parameters;
  for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});
document.addEventListener("htmx:beforeRequest", () => document.body.classList.add("is-working"));
document.addEventListener("htmx:afterRequest", () => document.body.classList.remove("is-working"));
document.addEventListener("htmx:sendError", () => note("late", words.failed));
document.addEventListener("htmx:responseError", () => note("late", words.failed));
document.addEventListener("htmx:afterSettle", (e) => { show(document); dressSelects(); countPicks(); say(find(".pager [role=status]")?.textContent || ""); });

show(document);
dressSelects();
countPicks();
find(".form-errors")?.focus();
