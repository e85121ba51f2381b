/* Draws <canvas data-chart="ID"> from <script type="application/json" id="ID">, with Chart.js.

   {type: pie|donut|bar|horizontalBar|line, title, unit: usd|eur|..|percent|points, points: [{name, value, percentage, color}]}
   {type: "fan", title, unit: "usd", years: [..], real: {"5": [..], "10": .., "25": .., "50": .., "75": .., "90": .., "95": ..}, retirement_year}

   {type: "lines", unit: "usd", labels: [..], series: [{name, color, values: [..]}]}: the first is the total, the others its parts

   A hidden canvas is drawn when it becomes visible. The page has the same data as a table. */
"use strict";

(() => {
  const css = getComputedStyle(document.documentElement);
  const color = (name) => css.getPropertyValue("--" + name).trim();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 13;
  Chart.defaults.color = color("muted");
  Chart.defaults.borderColor = color("line");
  Chart.defaults.animation = calm ? false : { duration: 500 };
  Object.assign(Chart.defaults.plugins.tooltip, { backgroundColor: color("dark"), padding: 10, cornerRadius: 8, boxPadding: 5, usePointStyle: true });
  Object.assign(Chart.defaults.plugins.legend.labels, { usePointStyle: true, pointStyle: "rectRounded", boxHeight: 8, padding: 14 });

  const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", notation: "compact", maximumSignificantDigits: 3 });
  const plain = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1, signDisplay: "auto" });

  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

  const format = (value, unit, brief) => write(value, unit, brief).replace("-", "−");

  function write(value, unit, brief) {
    if (unit === "usd") return (brief ? short : dollars).format(value);
    if (/^[a-z]{3}$/.test(unit)) return (brief ? compact : whole).format(value) + " " + unit.toUpperCase();
    if (unit === "percent") return plain.format(value) + "%";
    if (unit === "points") return (value > 0 ? "+" : "") + plain.format(value) + (brief ? "" : " points");
    return plain.format(value);
  }

  function describe(point, unit) {
    const share = point.percentage === null || point.percentage === undefined || unit === "percent" ? "" : ` (${plain.format(point.percentage)}%)`;
    return " " + format(point.value, unit) + share;
  }

  const shared = (data) => ({
    responsive: true,
    maintainAspectRatio: false,
    plugins: {
      legend: { display: false },
      tooltip: { callbacks: { label: (item) => describe(data.points[item.dataIndex], data.unit) } },
    },
  });

  function round(data, cutout, canvas) {
    const options = shared(data);
    options.cutout = cutout;
    options.layout = { padding: 4 };
    const room = canvas.parentElement;
    if (room.clientHeight > 12 * 16) {
      const wide = room.clientWidth > 24 * 16;
      options.plugins.legend = { display: true, position: wide ? "right" : "bottom", labels: { generateLabels: legendOf(data) } };
    }
    return { type: "doughnut", data: dataset(data, { borderWidth: 2, borderColor: "#fff", hoverOffset: 4 }), options };
  }

  function legendOf(data) {
    return (chart) => Chart.overrides.doughnut.plugins.legend.labels.generateLabels(chart).map((label, index) => {
      const share = data.points[index].percentage;
      return share === null || share === undefined ? label : { ...label, text: `${label.text}  ${plain.format(share)}%` };
    });
  }

  function dataset(data, style) {
    return {
      labels: data.points.map((point) => point.name),
      datasets: [{ data: data.points.map((point) => point.value), backgroundColor: data.points.map((point) => point.color), ...style }],
    };
  }

  function bars(data, axis) {
    const options = shared(data);
    const values = axis === "y" ? "x" : "y";
    options.indexAxis = axis;
    options.scales = {
      [values]: { grid: { color: color("line") }, border: { display: false }, ticks: { maxTicksLimit: 6, callback: (value) => format(value, data.unit, true) } },
      [axis]: { grid: { display: false }, border: { color: color("line") } },
    };
    return { type: "bar", data: dataset(data, { borderRadius: 4, maxBarThickness: 34 }), options };
  }

  function line(data) {
    const { options } = bars(data, "x");
    const stroke = (data.points[0] && data.points[0].color) || color("primary");
    options.interaction = { mode: "index", intersect: false };
    options.scales.x.ticks = { maxTicksLimit: 8, maxRotation: 0 };
    return { type: "line", data: dataset(data, { borderColor: stroke, backgroundColor: stroke, pointRadius: 0, pointHoverRadius: 4, borderWidth: 2.5, tension: 0.2 }), options };
  }

  function lines(data) {
    const { options } = bars({ ...data, points: [] }, "x");
    options.interaction = { mode: "index", intersect: false };
    options.scales.x.ticks = { maxTicksLimit: 6, maxRotation: 0, autoSkipPadding: 16 };
    options.plugins = {
      legend: { display: data.series.length > 1, position: "bottom", labels: { pointStyle: "line", pointStyleWidth: 28 } },
      tooltip: { callbacks: { label: (item) => ` ${item.dataset.label}: ${format(item.parsed.y, data.unit)}` } },
    };
    const datasets = data.series.map((one, place) => ({
      label: one.name, data: one.values, borderColor: one.color, backgroundColor: one.color, pointRadius: 0, pointHoverRadius: 4,
      borderWidth: place ? 1.75 : 2.75, borderDash: place ? [2 + 3 * place, 3] : [], tension: 0.1,
    }));
    return { type: "line", data: { labels: data.labels, datasets }, options };
  }

  function fan(data) {
    const band = (level, fill, alpha) => ({ label: level, data: data.real[level], fill, backgroundColor: `rgb(32 157 215 / ${alpha}%)`, borderWidth: 0, pointRadius: 0, tension: 0.2 });
    const middle = { label: "50", data: data.real["50"], borderColor: color("dark"), backgroundColor: color("dark"), borderWidth: 2.5, pointRadius: 0, pointHoverRadius: 4, tension: 0.2 };
    const names = { 5: "5 in 100 end below", 10: "10 in 100 end below", 25: "25 in 100 end below", 50: "Median outcome", 75: "75 in 100 end below", 90: "90 in 100 end below", 95: "95 in 100 end below" };
    const datasets = [["5", false, 0], ["95", "-1", 12], ["10", false, 0], ["90", "-1", 16], ["25", false, 0], ["75", "-1", 24]]
      .filter(([level]) => data.real[level]).map((one) => band(...one));
    return {
      type: "line",
      plugins: [retires(data)],
      data: { labels: data.years, datasets: [...datasets, middle] },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        plugins: {
          legend: { display: false },
          tooltip: {
            itemSort: (one, other) => Number(other.dataset.label) - Number(one.dataset.label),
            callbacks: {
              title: (items) => "Year " + items[0].label,
              label: (item) => ` ${names[item.dataset.label]}: ${dollars.format(item.parsed.y)}`,
            },
          },
        },
        scales: {
          y: { beginAtZero: true, border: { display: false }, ticks: { maxTicksLimit: 7, callback: (value) => short.format(value) } },
          x: { grid: { display: false }, ticks: { maxTicksLimit: 10, maxRotation: 0 }, title: { display: true, text: "Years from now" } },
        },
      },
    };
  }

  function retires(data) {
    return {
      id: "retires",
      afterDatasetsDraw({ ctx, chartArea, scales }) {
        const at = data.years.indexOf(data.retirement_year);
        if (at < 1) return;
        const x = scales.x.getPixelForValue(at);
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = color("ai");
        ctx.setLineDash([5, 4]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.font = `600 12px ${Chart.defaults.font.family}`;
        ctx.fillText("You retire", x + 6, chartArea.top + 12);
        ctx.restore();
      },
    };
  }

  const kinds = {
    pie: (data, canvas) => round(data, 0, canvas),
    donut: (data, canvas) => round(data, "64%", canvas),
    bar: (data) => bars(data, "x"),
    horizontalBar: (data) => bars(data, "y"),
    line,
    lines,
    fan,
  };

  function draw(canvas) {
    const source = document.getElementById(canvas.dataset.chart);
    const data = source && JSON.parse(source.textContent);
    if (data && kinds[data.type]) new Chart(canvas, kinds[data.type](data, canvas));
  }

  const shown = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting || Chart.getChart(entry.target)) continue;
      shown.unobserve(entry.target);
      draw(entry.target);
    }
  });

  function find(root) {
    for (const canvas of root.querySelectorAll("canvas[data-chart]")) {
      if (Chart.getChart(canvas)) continue;
      if (canvas.offsetParent === null) shown.observe(canvas);
      else draw(canvas);
    }
  }

  window.redrawChart = (canvas, values) => {
    const chart = Chart.getChart(canvas);
    if (!chart) return;
    chart.data.datasets[0].data = values;
    chart.update();
  };

  document.fonts.ready.then(() => find(document));
  document.addEventListener("htmx:load", (event) => { if (document.readyState === "complete") find(event.detail.elt.parentElement || document); });
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    const canvas = event.detail.elt;
    if (canvas instanceof HTMLCanvasElement && Chart.getChart(canvas)) Chart.getChart(canvas).destroy();
  });
  window.addEventListener("beforeprint", () => { for (const chart of Object.values(Chart.instances)) chart.resize(); });
})();
