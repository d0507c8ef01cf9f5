/* The drawings a page may name, as pure functions (figures, tokens) -> ECharts option. At most three time colours and
   one accent; labels directly at the mark; no gradient, no animation.
   t.scale follows the root's font size, so that a large wall keeps its proportions.
   Names: rows {names, series: [{name, colour, values, urls}], totals} · bars {labels, series, now} ·
   line {labels, values, marks: [{at, text}]} · clock {days: 7 x 24 numbers 0..1} · spread {labels, values, marks}. */
const text = (t, o = {}) => ({ color: t.ink2, fontFamily: t.font, fontSize: 13 * t.scale, ...o });
const category = (t, data, o = {}) => ({ type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: t.line } }, axisLabel: text(t), ...o });
const value = (t, o = {}) => ({ type: "value", minInterval: 1, splitNumber: 3, splitLine: { lineStyle: { color: t.line } }, axisLabel: text(t, { color: t.ink3 }), ...o });
const legend = (t) => ({ right: 12, top: 2, itemWidth: 10 * t.scale, itemHeight: 10 * t.scale, itemGap: 14 * t.scale, textStyle: text(t) });

const points = (series) => series.values.map((v, k) => ({ value: v, url: series.urls?.[k] }));
const stacked = (t, series) => ({ name: series.name, type: "bar", stack: "s", data: points(series), barCategoryGap: "32%", itemStyle: { color: t[series.colour] ?? t.accent } });

const marks = (t, list = []) => ({
  symbol: "none",
  silent: true,
  lineStyle: { color: t.ink3, type: "dashed", width: 1 },
  label: { color: t.ink, fontFamily: t.font, fontSize: 12 * t.scale, position: "end" },
  data: list.map((mark) => ({ xAxis: mark.at, label: { formatter: mark.text } })),
});

const withTotals = (t, series, totals) => {
  const last = series.at(-1);
  if (last && totals) last.label = { show: true, position: "right", formatter: (p) => String(totals[p.dataIndex]), ...text(t, { color: t.ink, fontSize: 15 * t.scale, fontWeight: 700 }) };
  return series;
};

const rows = (f, t) => ({
  grid: { left: 8, right: 44 * t.scale, top: 34 * t.scale, bottom: 8, containLabel: true },
  legend: legend(t),
  xAxis: { type: "value", show: false },
  yAxis: category(t, f.names, { inverse: true, axisLine: { show: false }, axisLabel: text(t, { color: t.ink, fontSize: 14 * t.scale }) }),
  series: withTotals(t, f.series.map((s) => stacked(t, s)), f.totals),
});

const bars = (f, t) => {
  const series = f.series.map((s) => stacked(t, s));
  if (f.now) series.at(-1).markLine = { ...marks(t, [f.now]), lineStyle: { color: t.ink, type: "solid", width: 1 } };
  return { grid: { left: 8, right: 16, top: 36 * t.scale, bottom: 8, containLabel: true }, legend: legend(t), xAxis: category(t, f.labels), yAxis: value(t), series };
};

const line = (f, t) => ({
  grid: { left: 8, right: 20, top: 30, bottom: 8, containLabel: true },
  xAxis: category(t, f.labels),
  yAxis: value(t),
  series: [{ type: "line", step: f.step ? "middle" : false, symbol: "none", data: f.values, lineStyle: { color: t.accentInk, width: 2 }, areaStyle: { color: t.accent, opacity: 0.14 }, markLine: marks(t, f.marks) }],
});

const spread = (f, t) => ({
  grid: { left: 8, right: 8, top: 26, bottom: 8, containLabel: true },
  xAxis: category(t, f.labels),
  yAxis: value(t, { splitNumber: 2 }),
  series: [{ type: "bar", barCategoryGap: "14%", data: f.values.map((v, k) => ({ value: v, itemStyle: { color: (f.strong ?? []).includes(k) ? t.accent : t.done } })), markLine: marks(t, f.marks) }],
});

const mixed = (from, to, share) => {
  const parts = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
  const [a, b] = [parts(from), parts(to)];
  return `rgb(${a.map((x, k) => Math.round(x + (b[k] - x) * Math.min(1, share))).join(",")})`;
};

const clock = (f, t) => ({
  polar: { radius: ["20%", "82%"] },
  angleAxis: { type: "category", data: [...Array(24).keys()], startAngle: 97.5, axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: false }, axisLabel: text(t, { interval: 2 }) },
  radiusAxis: { show: false, type: "value", max: f.days.length },
  series: f.days.map((hours) => ({ type: "bar", coordinateSystem: "polar", stack: "w", barCategoryGap: "0%", data: hours.map((share) => ({ value: 1, itemStyle: { color: mixed(t.raised, t.accentInk, share), borderColor: t.surface, borderWidth: 1.5 } })) })),
});

export const drawings = { rows, bars, line, spread, clock };
