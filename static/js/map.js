// The map of a place: outlines of its parts, its shops gathered by the server, and where a form asks for one, the pen for an outline.
import * as L from "../leaflet/leaflet-src.esm.js";

const box = document.getElementById("map");
const words = box?.dataset ?? {};

const json = (url) => fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
});

function open() {
  box.textContent = "";
  const map = L.map(box, { zoomControl: false, attributionControl: false, minZoom: 7, maxZoom: 19, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([38.47, 106.25], 9);
  return map;
}

async function outlines(map) {
  const found = await json(words.outlines);
  const pen = "draw" in words;
  L.geoJSON(found, {
    interactive: !pen,
    style: (area) => ({ className: `map-${area.properties.role}`, weight: 1 }),
    onEachFeature(area, layer) {
      const { name, role, url } = area.properties;
      if (role === "around") return;
      if (role === "part" || role === "sister") layer.bindTooltip(text(name), { className: "map-name", permanent: found.features.length < 30, direction: "center" });
      if (role !== "self" && !pen) layer.on("click", () => { location.href = words.areas ? words.areas.replace("#", area.id) : url; });
    },
  }).addTo(map);
  const [west, south, east, north] = found.bbox;
  map.fitBounds([[south, west], [north, east]], { padding: [16, 16], animate: false });
}

const text = (words) => { const span = document.createElement("span"); span.textContent = words; return span; };

// A ring with a piece for each state, from the worst on, clockwise from the top.
const STATES = ["late", "doing", "done", "todo"];
const RADIUS = 15.9155;   // about which 100 units of stroke go round
const drawn = (name, facts) => {
  const piece = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(facts)) piece.setAttribute(key, value);
  return piece;
};

function ring(count, states) {
  const svg = drawn("svg", { viewBox: "0 0 40 40", "aria-hidden": "true" });
  svg.append(drawn("circle", { class: "map-disc", cx: 20, cy: 20, r: 19 }));
  let past = 25;
  for (const state of STATES) {
    const part = 100 * (states[state] ?? 0) / count;
    if (part) svg.append(drawn("circle", { class: `map-piece is-${state}`, cx: 20, cy: 20, r: RADIUS, "stroke-dasharray": `${part} ${100 - part}`, "stroke-dashoffset": past }));
    past -= part;
  }
  const number = drawn("text", { x: 20, y: 20 });
  number.textContent = count;
  svg.append(number);
  return svg;
}

function shops(map) {
  const layer = L.layerGroup().addTo(map);
  let asked = 0;
  async function look() {
    const mine = ++asked;
    const bounds = map.getBounds().pad(0.05);
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((side) => side.toFixed(6));
    const join = words.clusters.includes("?") ? "&" : "?";
    const found = await json(`${words.clusters}${join}bbox=${bbox}&zoom=${map.getZoom()}`);
    if (mine !== asked) return;   // the map has moved on
    layer.clearLayers();
    for (const cluster of found.clusters) (cluster.name ? shop : bundle)(cluster).addTo(layer);
    box.dataset.shown = found.clusters.reduce((sum, { count }) => sum + count, 0);
  }
  const shop = ({ latitude, longitude, name, url, open, states }) => {
    const state = states ? ` is-${STATES.find((one) => states[one])}` : open ? "" : " is-off";
    const dot = L.circleMarker([latitude, longitude], { radius: 6, weight: 1.5, className: `map-shop${state}`, interactive: !("draw" in words) });
    dot.bindTooltip(text(name));
    return dot.on("click", () => { location.href = url; });
  };
  const bundle = ({ latitude, longitude, count, states }) => {
    const size = (states ? 30 : 22) + 7 * Math.floor(Math.log10(count) + 1);
    const icon = L.divIcon({ className: states ? "map-ring" : "map-cluster", html: states ? ring(count, states) : text(String(count)), iconSize: [size, size] });
    const title = words.here.replace("#", count);
    const mark = L.marker([latitude, longitude], { icon, title, alt: title, interactive: !("draw" in words), keyboard: !("draw" in words) });
    return mark.on("click", () => map.setView([latitude, longitude], Math.min(map.getZoom() + 2, map.getMaxZoom())));
  };
  map.on("moveend", () => look().catch(failed));
  return look();
}

const failed = () => { if (!box.querySelector(".map-wait")) box.insertAdjacentElement("afterbegin", Object.assign(document.createElement("p"), { className: "map-wait", textContent: words.failed })); };

// The pen: rings of corners, written into the form's field as GeoJSON with every change.
function pen(map) {
  const field = document.getElementById(words.draw);
  const tools = document.getElementById("map-tools");
  const layer = L.layerGroup().addTo(map);
  let rings = read(field.value);
  tools.hidden = false;

  function write() {
    const whole = rings.filter((ring) => ring.length > 2);
    const areas = whole.map((ring) => ({ type: "Polygon", coordinates: [[...ring, ring[0]].map(([lat, lng]) => [+lng.toFixed(6), +lat.toFixed(6)])] }));
    const features = areas.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
    field.value = !areas.length ? "" : areas.length === 1 ? JSON.stringify(areas[0]) : JSON.stringify({ type: "FeatureCollection", features });
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function show() {
    layer.clearLayers();
    rings.forEach((ring, n) => {
      L.polygon(ring, { className: "map-drawn", interactive: false }).addTo(layer);
      if (n === rings.length - 1) corners(ring);
    });
  }
  function corners(ring) {
    const handle = (at, className, size, n) => L.marker(at, { draggable: true, title: words.corner.replace("#", n + 1), icon: L.divIcon({ className, iconSize: [size, size] }) }).addTo(layer);
    ring.forEach((corner, n) => {
      const mark = handle(corner, "map-corner", 14, n);
      mark.on("drag", () => { ring[n] = place(mark); });
      mark.on("dragend", changed);
      mark.on("dblclick", () => { ring.splice(n, 1); changed(); });
    });
    if (ring.length < 3 || ring.length > 80) return;
    ring.forEach(([lat, lng], n) => {
      const [nextLat, nextLng] = ring[(n + 1) % ring.length];
      const mark = handle([(lat + nextLat) / 2, (lng + nextLng) / 2], "map-middle", 10, n);
      mark.on("dragend", () => { ring.splice(n + 1, 0, place(mark)); changed(); });
    });
  }
  const place = (mark) => { const { lat, lng } = mark.getLatLng(); return [lat, lng]; };
  const changed = () => { write(); show(); };
  map.doubleClickZoom.disable();
  map.on("click", ({ latlng }) => { if (!rings.length) rings.push([]); rings.at(-1).push([latlng.lat, latlng.lng]); changed(); });
  tools.addEventListener("click", ({ target }) => {
    const tool = target.closest("[data-tool]")?.dataset.tool;
    if (tool === "undo") rings.at(-1)?.pop();
    if (tool === "undo" && !rings.at(-1)?.length) rings.pop();
    if (tool === "clear") rings = [];
    if (tool === "next" && rings.at(-1)?.length > 2) rings.push([]);
    if (tool) changed();
  });
  field.addEventListener("change", () => { rings = read(field.value); show(); });
  show();
}

// Rings that the pen can go on with; what has holes or several parts is shown as it is and replaced by what is drawn.
function read(value) {
  try {
    const given = JSON.parse(value);
    const areas = given.type === "FeatureCollection" ? given.features.map(({ geometry }) => geometry) : [given.geometry ?? given];
    return areas.filter(({ type }) => type === "Polygon").map(({ coordinates: [ring] }) => ring.slice(0, -1).map(([lng, lat]) => [lat, lng]));
  } catch {
    return [];
  }
}

function begin() {
  const map = open();
  outlines(map).catch(failed).then(() => shops(map)).catch(failed).finally(() => { box.dataset.ready = ""; });
  if ("draw" in words) pen(map);
}

// Far down a page it waits until somebody comes near.
if (box && "later" in words) {
  const near = new IntersectionObserver(([seen]) => { if (seen.isIntersecting) { near.disconnect(); begin(); } }, { rootMargin: "200px" });
  near.observe(box);
} else if (box) begin();
