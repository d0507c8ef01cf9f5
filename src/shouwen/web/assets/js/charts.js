/* Charts: data-chart names a drawing in ./drawings.js, its figures lie in a <script type="application/json"> or a
   data-figures attribute. Colours are read from the tokens; tooltips are drawn (richText), since HTML ones carry styles. */
import { init, use } from "echarts/core";
import { BarChart, LineChart, PieChart, ScatterChart, HeatmapChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, PolarComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { drawings } from "./drawings.js";

use([BarChart, LineChart, PieChart, ScatterChart, HeatmapChart, GridComponent, LegendComponent, MarkLineComponent, PolarComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

const tokens = (element) => {
  const style = getComputedStyle(element);
  const v = (name) => style.getPropertyValue(`--sw-${name}`).trim();
  return {
    ink: v("ink"), ink2: v("ink-2"), ink3: v("ink-3"), line: v("line"), done: v("line-strong"), surface: v("surface"), raised: v("raised"),
    in: v("in-bar"), calm: v("in-calm"), soon: v("soon-bar"), late: v("late-bar"), accent: v("accent"), accentInk: v("accent-ink"),
    font: style.getPropertyValue("--sw-font").trim(),
    scale: parseFloat(getComputedStyle(document.documentElement).fontSize) / 16,
  };
};

const figuresOf = (element) => JSON.parse(element.dataset.figures ?? document.getElementById(element.dataset.from)?.textContent ?? "null");

const draw = (element, chart) => {
  const figures = figuresOf(element);
  const drawing = drawings[element.dataset.chart];
  if (!figures || !drawing) return;
  const t = tokens(element);
  const tooltip = { renderMode: "richText", trigger: "item", backgroundColor: t.raised, borderColor: t.done, textStyle: { color: t.ink, fontFamily: t.font, fontSize: 13 * t.scale } };
  chart.setOption({ animation: false, textStyle: { fontFamily: t.font }, tooltip, ...drawing(figures, t) }, true);
};

const openCases = (element, event) => {
  const address = event.data?.url ?? event.data?.value?.url;
  if (address) location.assign(address);
};

const wakeOne = (element) => {
  element.dataset.chartAwake = "";
  const chart = init(element, null, { renderer: "canvas" });
  draw(element, chart);
  chart.on("click", (event) => openCases(element, event));
  new ResizeObserver(() => chart.resize()).observe(element);
  document.addEventListener("sw:theme", () => draw(element, chart));
  element.addEventListener("sw:figures", () => draw(element, chart));
};

export const wakeCharts = (root) => root.querySelectorAll("[data-chart]:not([data-chart-awake])").forEach(wakeOne);
