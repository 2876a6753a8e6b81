// Day by day: inspections above, what was found and what was closed below them, and how many stood open on each evening that was
// kept. A click on a day opens its inspections.
// Drawn on a canvas: ECharts' SVG writes style attributes, which the content policy refuses.
const box = document.getElementById("trend");
const data = document.getElementById("trend-data");

function draw({ days, weekdays, inspected, found, closed, standing, urls, words }) {
  const css = getComputedStyle(document.body);
  const token = (name) => css.getPropertyValue(name).trim();
  const font = { fontFamily: css.fontFamily, fontSize: 12, color: token("--ink-3") };
  const last = days.length - 1;
  const xAxis = (at, labels) => ({
    type: "category", gridIndex: at, data: days, axisTick: { show: false },
    axisLine: { onZero: true, lineStyle: { color: token("--edge-2") } }, axisLabel: { ...font, ...labels },
  });
  const yAxis = (at, extra = {}) => ({
    type: "value", gridIndex: at, splitNumber: 2, splitLine: { lineStyle: { color: token("--line") } }, axisLabel: { ...font, formatter: Math.abs }, ...extra,
  });
  const bars = (name, values, colour, at) => ({
    name, type: "bar", stack: at ? "flow" : "looked", xAxisIndex: at, yAxisIndex: at, barCategoryGap: "24%", cursor: at ? "default" : "pointer",
    data: values.map((value, n) => ({ value, itemStyle: { color: token(colour), opacity: n === last ? 0.45 : 1 } })),   // today is not over
  });
  const most = Math.max(...found, ...closed, 1);
  const evenings = standing.filter((value) => value !== null).length > 1;
  const rows = evenings ? [{ top: 8, height: "26%" }, { top: "36%", height: "30%" }, { top: "73%", bottom: 24 }] : [{ top: 8, height: "38%" }, { top: "52%", bottom: 24 }];
  const lowest = { ...xAxis(evenings ? 2 : 1, { interval: (n) => weekdays[n] === 0 }), position: "bottom", axisLine: { onZero: false, lineStyle: { color: token("--edge-2") } } };
  const line = {
    name: words.standing, type: "line", xAxisIndex: 2, yAxisIndex: 2, data: standing, connectNulls: false, symbolSize: 5, cursor: "default",
    showSymbol: days.length < 31, lineStyle: { color: token("--doing-fill"), width: 2 }, itemStyle: { color: token("--doing-fill") },
    label: { show: false }, endLabel: { ...font, show: true, color: token("--doing"), fontWeight: 600 },
  };
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    grid: rows.map((place) => ({ ...place, left: 36, right: 30, outerBoundsMode: "none" })),
    xAxis: [xAxis(0, { show: false }), ...(evenings ? [xAxis(1, { show: false })] : []), lowest],
    yAxis: [yAxis(0), yAxis(1, { min: -most, max: most, interval: most }), ...(evenings ? [yAxis(2, { scale: true })] : [])],
    series: [
      bars(words.inspected, inspected, "--doing-mark", 0),
      bars(words.found, found, "--bar", 1),
      bars(words.closed, closed.map((value) => -value), "--done-mark", 1),
      ...(evenings ? [line] : []),
    ],
  });
  chart.on("click", ({ seriesIndex, dataIndex }) => { if (seriesIndex === 0 && urls[dataIndex]) location.href = urls[dataIndex]; });
  addEventListener("resize", () => chart.resize());
  const save = document.getElementById("trend-png");
  save.hidden = false;
  save.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: token("--surface") });
    link.download = `${document.querySelector("h1").textContent.trim()}.png`;
    link.click();
  });
}

if (box && data && window.echarts) draw(JSON.parse(data.textContent));
