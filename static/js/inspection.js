// The officer's phone: distances, the checklist's progress and score, photos before they are sent, and sending that loses
// nothing. Without it the sheet is a plain form that does the same; the server alone decides what is recorded.

import { score } from "./score.js";
import { scanner } from "./scanning.js";
import { glass } from "./signing.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- how far away a shop is
const RADIUS = 6371000;
const radians = (degrees) => (degrees * Math.PI) / 180;
export function metresBetween(a, b) {
  const north = radians(b.latitude - a.latitude);
  const east = radians(b.longitude - a.longitude) * Math.cos(radians((a.latitude + b.latitude) / 2));
  return RADIUS * Math.hypot(north, east);
}
const inWords = (metres) => (metres < 995 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`);

function showDistances(here) {
  for (const place of all("[data-latitude]")) {
    if (!place.dataset.latitude) continue;
    const there = { latitude: Number(place.dataset.latitude), longitude: Number(place.dataset.longitude) };
    const slot = place.matches("[data-distance]") ? place : place.querySelector("[data-distance]");
    if (slot) slot.textContent = ` · ${inWords(metresBetween(here, there))}`;
  }
}
const locate = (found, options = {}) =>
  navigator.geolocation?.getCurrentPosition(({ coords }) => found({ latitude: coords.latitude, longitude: coords.longitude }), () => {}, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000, ...options });

// Only the sheet asks for the position by itself; other pages use it where it has been allowed already.
async function positionIsAllowed() {
  try { return (await navigator.permissions.query({ name: "geolocation" })).state === "granted"; } catch { return false; }
}
for (const button of all("[data-nearest]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", () => locate((here) => { location.href = `${button.dataset.nearest}?near=${here.latitude.toFixed(5)},${here.longitude.toFixed(5)}`; }));
}

for (const button of all("[data-scan]")) scanner(button, document.querySelector("[data-scanner]"));

// --- the sheet
const sheet = document.querySelector("#sheet");
if (sheet) fillIn(sheet);
else positionIsAllowed().then((allowed) => allowed && locate(showDistances));

function fillIn(form) {
  const items = all(".f-check", form);
  const valueOf = (item) => form.elements[`${item.id}-value`].value;
  const send = document.querySelector("[data-send]");
  const next = document.querySelector("[data-next]");
  const say = (text) => { document.querySelector("[data-said]").textContent = text; };

  // What was typed is kept by portal.js; what tells this record from another is kept here, so that it stays the same record.
  const keptKey = `sheet:${form.dataset.draft}`;
  const kept = JSON.parse(localStorage.getItem(keptKey) || "null");
  const wasSent = Boolean(form.querySelector(".form-errors"));
  if (kept && !wasSent && localStorage.getItem(`draft:${form.dataset.draft}`)) {
    form.elements.id.value = kept.id;
    form.elements.started_at.value = kept.started_at;
  }
  localStorage.setItem(keptKey, JSON.stringify({ id: form.elements.id.value, started_at: form.elements.started_at.value }));

  function refresh() {
    const rows = items.map((item) => ({ item, value: valueOf(item), weight: Number(item.dataset.weight) }));
    const counts = { pass: 0, fail: 0, na: 0 };
    for (const { item, value } of rows) {
      if (value) counts[value] += 1;
      item.classList.toggle("is-closed", value !== "fail");
      item.classList.toggle("is-known", value !== "na");
      const tick = form.querySelector(`[data-tick="${item.id}"]`);
      tick.className = { pass: "pass", fail: "fail", na: "none" }[value] || "";
    }
    for (const [value, count] of Object.entries({ ...counts, all: counts.pass + counts.fail + counts.na })) form.querySelector(`[data-count="${value}"]`).textContent = count;
    const first = rows.find(({ value }) => !value)?.item;
    for (const item of items) item.classList.toggle("f-here", item === first);
    if (first) form.querySelector(`[data-tick="${first.id}"]`).classList.add("here");
    showScore(score(rows));
    send.hidden = Boolean(first);
    next.hidden = !first;
    if (first) { next.href = `#${first.id}`; next.textContent = form.dataset.go.replace("#", items.indexOf(first) + 1); }
  }

  function showScore({ passed, whole, share }) {
    const box = document.querySelector("[data-score]");
    if (!box) return; // a guarantor's visit has no marks
    box.querySelector("b").textContent = passed;
    box.querySelector("[data-whole]").textContent = whole;
    const words = box.querySelector("[data-share]");
    words.textContent = share === null ? "" : words.dataset.share.replace("#", `${share.toFixed(1)}%`);
  }

  form.addEventListener("change", (e) => (e.target.closest("[data-photos]") && e.target.type === "file" ? takePhotos(e) : refresh()));
  form.addEventListener("input", () => form.elements.finished_at.value && (form.elements.finished_at.value = ""));
  form.addEventListener("submit", (e) => { e.preventDefault(); submit(); });
  addEventListener("online", () => form.dataset.waits && submit());
  document.querySelector("#progress").hidden = false;
  document.querySelector("[data-score]")?.removeAttribute("hidden");
  rememberChoice(form);
  for (const box of all("[data-signature]", form)) glass(box);
  for (const choice of all("[data-glass]", form)) choice.hidden = false;
  refresh();
  if (!form.elements.latitude.value) locate((here) => {
    form.elements.latitude.value = here.latitude.toFixed(6);
    form.elements.longitude.value = here.longitude.toFixed(6);
    showDistances(here);
  });

  // --- sending: the page stays until the server has it, so that photos are not lost to an error or a dead spot
  async function submit() {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    delete form.dataset.waits;
    send.disabled = true;
    say(form.dataset.sending);
    form.elements.finished_at.value ||= new Date().toISOString();
    try {
      await answered(await post(form.action, await bodyOf(form)));
    } catch {
      form.dataset.waits = "1";
      say(form.dataset.offline);
    }
    send.disabled = false;
    delete form.dataset.busy;
  }

  async function answered(response) {
    if (response.headers.get("Content-Type") === "application/json") {
      const said = await response.json();
      localStorage.removeItem(keptKey);
      localStorage.removeItem(`draft:${form.dataset.draft}`);
      if (said.missing?.length) await sendApart(form, said, say);
      location.href = said.url;
      await new Promise(() => {});
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.querySelector("#sheet")) return say(response.redirected ? form.dataset.late : form.dataset.refused);
    say("");
    for (const slot of all("#errors, [id$='-errors']", page)) document.getElementById(slot.id)?.replaceChildren(...slot.childNodes);
    document.querySelector(".form-errors")?.focus();
    document.querySelector("#errors").scrollIntoView({ block: "center" });
  }
}

const post = (url, body) => fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const apart = new Map(); // SHA-256 → the file, of photos that are sent one by one

/** The form without its photos: each is named by its SHA-256 and follows alone. Where the browser cannot hash, they go along. */
async function bodyOf(form) {
  const body = new FormData(form);
  if (!form.dataset.apart || !crypto.subtle) return body;
  for (const input of all("input[type=file]", form)) {
    body.delete(input.name);
    for (const file of input.files) {
      const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
      apart.set(sha256, file);
      body.append(`${input.name}-sha256`, sha256);
    }
  }
  return body;
}

/** Send what the server lacks, one by one, until it lacks nothing; each may be sent again without harm. */
async function sendApart(form, { photos_url, missing }, say) {
  let left = missing.filter((sha256) => apart.has(sha256));
  while (left.length) {
    say(form.dataset.apart.replace("#", left.length));
    try {
      const [sha256] = left;
      const response = await post(photos_url, bodyOfPhoto(form, sha256, apart.get(sha256)));
      left = response.ok ? (await response.json()).missing.filter((one) => apart.has(one)) : left.slice(1);
    } catch {
      say(form.dataset.apartOffline.replace("#", left.length));
      await new Promise((again) => { addEventListener("online", again, { once: true }); setTimeout(again, 5000); });
    }
  }
}

function bodyOfPhoto(form, sha256, file) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("sha256", sha256);
  body.append("file", file, file.name);
  if (file.lastModified) body.append("taken_at", new Date(Math.min(file.lastModified, Date.now())).toISOString());
  for (const name of ["latitude", "longitude"]) if (form.elements[name].value) body.append(name, form.elements[name].value);
  return body;
}

// --- the colleague of the last inspection is offered again
function rememberChoice(form) {
  for (const select of all("select[data-remember]", form)) {
    const key = `remember:${select.dataset.remember}`;
    const last = localStorage.getItem(key);
    if (!select.value && last && all("option", select).some((option) => option.value === last)) select.value = last;
    select.addEventListener("change", () => localStorage.setItem(key, select.value));
  }
}

// --- photos: each press of the camera adds to those taken before, and one can be dropped again
function takePhotos(event) {
  event.stopPropagation();
  const input = event.target;
  const kept = (input.kept ||= new DataTransfer());
  for (const file of input.files) if (![...kept.files].some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified)) kept.items.add(file);
  showPhotos(input);
}

function showPhotos(input) {
  const { kept } = input;
  input.files = kept.files;
  const box = input.closest("[data-photos]");
  all(".f-photo", box).forEach((figure) => figure.remove());
  [...kept.files].forEach((file, place) => {
    const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name });
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "f-shot-drop", textContent: "×", ariaLabel: file.name });
    drop.addEventListener("click", () => { kept.items.remove(place); showPhotos(input); });
    const shot = Object.assign(document.createElement("div"), { className: "f-shot f-shot-real" });
    shot.append(picture, drop);
    const figure = Object.assign(document.createElement("figure"), { className: "f-photo" });
    figure.append(shot);
    input.closest(".f-shot-add").before(figure);
  });
  const count = box.querySelector("[data-photo-count]");
  count.textContent = kept.files.length ? count.dataset.photoCount.replace("#", kept.files.length) : "";
}
