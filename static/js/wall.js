// A screen that nobody touches: the next board is fetched while this one stays, then put in its place at once, so that nothing flickers.
// While the server cannot be reached the last board stays and is asked for again; the clock runs on, and the numbers say their own time.
const RETRY = 5;

// The time of the office, whatever the screen's own computer believes.
const clockwork = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = clockwork.format(new Date());
}

async function turn() {
  const wall = document.getElementById("wall");
  const url = new URL(location.href);
  url.searchParams.set("turn", wall.dataset.next);
  try {
    const answer = await fetch(url, { cache: "no-store" });
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("wall");
    if (!next) throw new Error("no board");
    wall.replaceWith(document.adoptNode(next));
    delete document.body.dataset.lost;
    tick();
    plan(Number(next.dataset.pace));
  } catch {
    document.body.dataset.lost = "";
    plan(RETRY);
  }
}

function plan(seconds) {
  setTimeout(turn, seconds * 1000);
}

plan(Number(document.getElementById("wall").dataset.pace));
setInterval(tick, 1000);
