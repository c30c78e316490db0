// Draws every [data-chart] with ECharts, in the colours of the page's theme. The library is loaded when a page has a chart.
(() => {
  "use strict";
  const library = document.currentScript.dataset.echarts;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = new Map();
  let loading;

  const load = () =>
    (loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = () => reject(new Error("The chart library could not be loaded."));
      document.head.append(script);
    }));

  // Custom properties may hold light-dark(); only a used colour is resolved.
  const probe = document.createElement("span");
  probe.hidden = true;
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const withAlpha = (rgb, alpha) => rgb.replace(/^rgb\((.*)\)$/, (_, parts) => `rgba(${parts}, ${alpha})`);

  const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
  const formats = (chart) => {
    const exact = chart.unit === "money"
      ? new Intl.NumberFormat("en-US", { style: "currency", currency: chart.currency, minimumFractionDigits: chart.decimals })
      : new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
    const short = chart.unit === "money"
      ? new Intl.NumberFormat("en-US", { style: "currency", currency: chart.currency, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 })
      : compact;
    const suffix = chart.unit === "percent" ? " %" : "";
    return { exact: (v) => exact.format(v) + suffix, short: (v) => short.format(v) + suffix };
  };
  const dayFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
  const longDay = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const day = (text) => new Date(text + "T00:00:00Z");

  // Built from elements: a strict content-security policy forbids style attributes in markup.
  function tooltip(chart, format, entries) {
    const box = document.createElement("div");
    const head = box.appendChild(document.createElement("p"));
    const index = entries[0].dataIndex;
    head.className = "tip-head";
    head.textContent = chart.overDays ? longDay.format(day(chart.labels[index])) : chart.labels[index];
    chart.series.forEach((series, i) => {
      const value = series.values[index];
      if (value === null) return;
      const row = box.appendChild(document.createElement("p"));
      row.className = `tip-row colour-${(i % 8) + 1}`;
      row.appendChild(document.createElement("span")).textContent = series.name;
      row.appendChild(document.createElement("strong")).textContent = format.exact(value);
      if (series.lower && series.lower[index] !== null) {
        const range = box.appendChild(document.createElement("p"));
        range.className = "tip-range";
        range.textContent = `${format.exact(series.lower[index])} to ${format.exact(series.upper[index])}`;
      }
    });
    return box;
  }

  function seriesOf(chart, colours) {
    const all = [];
    chart.series.forEach((series, i) => {
      const tint = colours[i % colours.length];
      const line = series.kind === "line" || series.kind === "area" || series.kind === "dashed";
      const names = !chart.overDays;
      const values = names ? [...series.values].reverse() : series.values;
      if (series.lower) {
        const band = { type: "line", stack: `band-${i}`, symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false }, stackStrategy: "all" };
        all.push({ ...band, data: series.lower });
        all.push({ ...band, data: series.upper.map((v, k) => (v === null ? null : v - series.lower[k])), areaStyle: { color: withAlpha(tint, 0.16) } });
      }
      all.push({
        name: series.name,
        type: line ? "line" : "bar",
        stack: series.kind === "stacked" ? "all" : undefined,
        data: values,
        color: tint,
        symbol: "circle",
        symbolSize: 6,
        showSymbol: values.filter((v) => v !== null).length === 1,
        lineStyle: { width: 2, type: series.kind === "dashed" ? [6, 4] : "solid" },
        areaStyle: series.kind === "area" ? { color: withAlpha(tint, 0.12) } : undefined,
        barMaxWidth: names ? 18 : 28,
        barCategoryGap: "30%",
        itemStyle: line ? undefined : { borderRadius: names ? [0, 3, 3, 0] : series.kind === "stacked" ? 0 : [3, 3, 0, 0] },
        emphasis: { disabled: true },
        z: 3,
      });
    });
    return all;
  }

  function options(chart, animate, width) {
    const [ink, muted, lineColour, surface] = ["ink", "ink-muted", "line", "surface"].map(colour);
    const colours = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => colour(`chart-${n}`));
    const format = formats(chart);
    const text = { color: muted, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
    const span = chart.labels.length;
    const names = {
      type: "category",
      data: chart.overDays ? chart.labels : [...chart.labels].reverse(),
      boundaryGap: !chart.overDays || chart.series.some((s) => s.kind === "bar" || s.kind === "stacked"),
      axisLine: { lineStyle: { color: lineColour } },
      axisTick: { show: false },
      axisLabel: {
        ...text,
        hideOverlap: true,
        ...(chart.overDays
          ? { formatter: (v) => (span > 200 ? monthFormat : dayFormat).format(day(v)) }
          : { width: Math.min(160, width * 0.3), overflow: "truncate" }),
      },
    };
    const values = {
      type: "value",
      axisLabel: { ...text, formatter: format.short, hideOverlap: true },
      splitLine: { lineStyle: { color: lineColour } },
      splitNumber: 4,
      minInterval: chart.unit === "count" ? 1 : undefined,
    };
    return {
      animation: animate,
      animationDuration: 250,
      textStyle: text,
      grid: { left: 4, right: 12, top: chart.series.length > 1 ? 34 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: chart.series.length > 1
        ? { data: chart.series.map((s) => s.name), top: 0, left: 0, itemWidth: 14, itemHeight: 8, icon: "roundRect", textStyle: { ...text, color: ink }, type: "scroll" }
        : undefined,
      tooltip: {
        trigger: "axis",
        className: "chart-tip",
        backgroundColor: surface,
        borderColor: lineColour,
        textStyle: { color: ink, fontSize: 13 },
        axisPointer: { type: chart.overDays ? "line" : "shadow", lineStyle: { color: muted } },
        confine: true,
        transitionDuration: 0,
        formatter: (entries) => {
          const shown = entries.map((e) => (chart.overDays ? e : { ...e, dataIndex: span - 1 - e.dataIndex }));
          return tooltip(chart, format, shown);
        },
      },
      xAxis: chart.overDays ? names : values,
      yAxis: chart.overDays ? values : names,
      series: seriesOf(chart, colours),
    };
  }

  function draw(element) {
    const chart = JSON.parse(element.dataset.chart);
    if (!chart.overDays) element.dataset.rows = Math.min(12, chart.labels.length);
    const instance = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: "canvas" });
    instance.off("finished");
    instance.on("finished", () => { element.dataset.chartState = "done"; });
    instance.setOption(options(chart, !still.matches, element.clientWidth), true);
    if (!drawn.has(element)) {
      const watcher = new ResizeObserver(() => instance.resize());
      watcher.observe(element);
      drawn.set(element, { instance, watcher });
    }
  }

  async function drawAll(root) {
    const waiting = [...root.querySelectorAll("[data-chart]")];
    if (waiting.length === 0) return;
    document.body.append(probe);
    try {
      await load();
      waiting.forEach(draw);
    } catch (failure) {
      // The table below each chart holds the same figures.
      for (const element of waiting) {
        element.dataset.chartState = "failed";
        element.textContent = `${failure.message} The table below holds the figures.`;
      }
      throw failure;
    }
  }

  document.addEventListener("DOMContentLoaded", () => drawAll(document));
  document.addEventListener("htmx:afterSettle", (event) => {
    for (const [element, { instance, watcher }] of drawn) {
      if (!element.isConnected) {
        watcher.disconnect();
        instance.dispose();
        drawn.delete(element);
      }
    }
    drawAll(event.detail.elt);
  });
  document.addEventListener("themechange", () => {
    for (const element of drawn.keys()) draw(element);
  });
})();
