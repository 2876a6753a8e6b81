// A long select becomes a field to type in: part of the name, or pinyin initials where an option carries data-initials.
// The select stays in the form and is what is sent; without JavaScript it is simply a select.

const LONG = 15;
const SHOWN = 40;

export function dressSelects(root = document) {
  for (const select of root.querySelectorAll("select.form-select:not([multiple]):not([data-dressed])"))
    if (select.options.length > LONG) dress(select);
}

function dress(select) {
  select.dataset.dressed = "yes";
  const input = Object.assign(document.createElement("input"), { type: "text", className: "form-control", autocomplete: "off", id: select.id, placeholder: select.options[0].value ? "" : select.options[0].text });
  select.id = `${input.id}_value`;
  const list = Object.assign(document.createElement("ul"), { className: "combo-list", id: `${input.id}_list`, hidden: true });
  const box = Object.assign(document.createElement("div"), { className: "combo" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent.trim() || "");
  set(input, { role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" });
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  select.before(box);
  box.append(input, list, select);
  select.hidden = true;

  const chosen = () => (select.value ? select.selectedOptions[0].text : "");
  const rows = () => [...list.children];
  const current = () => rows().findIndex((row) => row.getAttribute("aria-selected") === "true");
  const close = () => { list.hidden = true; set(input, { "aria-expanded": "false" }); input.removeAttribute("aria-activedescendant"); };
  const point = (n) => {
    rows().forEach((row, at) => row.setAttribute("aria-selected", at === n));
    const row = rows()[n];
    if (row) { set(input, { "aria-activedescendant": row.id }); row.scrollIntoView({ block: "nearest" }); }
  };
  const open = () => {
    const asked = input.value === chosen() ? "" : input.value;
    list.replaceChildren(...matches(select, asked).map((option, n) => {
      const row = Object.assign(document.createElement("li"), { id: `${list.id}_${n}`, textContent: option.text });
      set(row, { role: "option", "aria-selected": "false" });
      row.addEventListener("pointerdown", (e) => { e.preventDefault(); take(option); });
      row.option = option;
      return row;
    }));
    list.hidden = !list.children.length;
    set(input, { "aria-expanded": String(!list.hidden) });
    if (asked && !list.hidden) point(0);
  };
  const take = (option) => {
    select.value = option.value;
    input.value = chosen();
    close();
    for (const event of ["input", "change"]) select.dispatchEvent(new Event(event, { bubbles: true }));
  };

  input.value = chosen();
  select.addEventListener("change", () => { input.value = chosen(); });
  input.addEventListener("input", (e) => { e.stopPropagation(); open(); });
  input.addEventListener("click", open);
  input.addEventListener("blur", () => { if (!input.value && !select.options[0].value) select.value = ""; input.value = chosen(); close(); });
  input.addEventListener("keydown", (e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      if (list.hidden) open();
      const step = e.key === "ArrowDown" ? 1 : -1;
      point((current() + step + rows().length) % rows().length);
    } else if (e.key === "Enter" && !list.hidden) {
      e.preventDefault();
      const row = rows()[current()];
      if (row) take(row.option);
    } else if (e.key === "Escape" && !list.hidden) { e.stopPropagation(); close(); input.value = chosen(); }
  });
}

function matches(select, asked) {
  const words = asked.trim().toLowerCase();
  const real = [...select.options].filter((option) => option.value);
  if (!words) return real.slice(0, SHOWN);
  const begins = [], holds = [];
  for (const option of real) {
    const name = option.text.toLowerCase();
    if (name.startsWith(words) || option.dataset.initials?.startsWith(words)) begins.push(option);
    else if (name.includes(words)) holds.push(option);
  }
  return [...begins, ...holds].slice(0, SHOWN);
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
