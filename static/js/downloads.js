/* A chart as a file. CSV comes from its table, PNG from its drawing: a copy of the SVG, or bars drawn on a canvas. */
"use strict";

(() => {
  const SCALE = 2;
  const WIDTH = 760;

  function save(address, chart, ending) {
    const link = document.createElement("a");
    link.href = address;
    link.download = `${chart.id}.${ending}`;
    link.click();
  }

  function quote(cell) {
    const text = cell.textContent.trim();
    const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text; // a spreadsheet must not run it
    return `"${safe.replaceAll('"', '""')}"`;
  }

  function saveTable(chart) {
    const rows = [...chart.querySelectorAll("table tr")].map((row) => [...row.cells].map(quote).join(","));
    save(`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${rows.join("\r\n")}`)}`, chart, "csv");
  }

  function canvasOf(height, width = WIDTH) {
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    const pen = canvas.getContext("2d");
    pen.scale(SCALE, SCALE);
    pen.fillStyle = getComputedStyle(document.querySelector(".card")).backgroundColor;
    pen.fillRect(0, 0, width, height);
    return { canvas, pen };
  }

  const colorOf = (element) => getComputedStyle(element).fill;

  function write(pen, text, x, y, element, align = "start") {
    pen.fillStyle = getComputedStyle(element).color;
    pen.font = "400 14px Inter, sans-serif";
    pen.textAlign = align;
    pen.fillText(text, x, y);
  }

  /* the title in the size in which it fits */
  function writeTitle(pen, chart, width) {
    const heading = chart.querySelector("h2"), text = heading.textContent.trim();
    pen.font = "600 18px Inter, sans-serif";
    const size = Math.min(18, (18 * (width - 40)) / pen.measureText(text).width);
    pen.fillStyle = getComputedStyle(heading).color;
    pen.font = `600 ${size}px Inter, sans-serif`;
    pen.fillText(text, 20, 34);
  }

  /* what each color means, in rows; without `top` only the height of these rows is computed */
  function drawKey(pen, chart, width, top = null) {
    let [x, row] = [20, 0];
    pen.font = "400 13px Inter, sans-serif";
    for (const item of chart.querySelectorAll(".key > li")) {
      const text = item.textContent.trim(), taken = 24 + pen.measureText(text).width;
      if (x > 20 && x + taken > width - 20) [x, row] = [20, row + 1];
      if (top !== null) {
        for (const shape of item.querySelectorAll("rect, line, path")) {
          const style = getComputedStyle(shape), isLine = style.stroke !== "none";
          pen.fillStyle = isLine ? style.stroke : style.fill;
          pen.globalAlpha = style.opacity * (isLine ? 1 : style.fillOpacity);
          const dashes = isLine && style.strokeDasharray !== "none" ? [[0, 5], [9, 5]] : [[0, 14]];
          for (const [from, length] of dashes) pen.fillRect(x + from, top + 22 * row + (isLine ? 4 : 0), length, isLine ? 3 : 12);
        }
        pen.globalAlpha = 1;
        pen.fillStyle = getComputedStyle(item).color;
        pen.fillText(text, x + 22, top + 22 * row + 11);
      }
      x += taken + 20;
    }
    return x > 20 ? 22 * (row + 1) + 12 : 0;
  }

  function drawBars(chart) {
    const bars = [...chart.querySelectorAll(".bars > li")];
    const { canvas, pen } = canvasOf(64 + 30 * bars.length);
    writeTitle(pen, chart, WIDTH);
    bars.forEach((bar, place) => {
      const y = 56 + 30 * place;
      write(pen, bar.querySelector(".l").textContent, 20, y + 14, bar);
      write(pen, bar.querySelector(".v").textContent, WIDTH - 20, y + 14, bar, "end");
      for (const part of bar.querySelectorAll("rect")) {
        const [x, width] = [Number(part.getAttribute("x") || 0), Number(part.getAttribute("width"))];
        pen.fillStyle = colorOf(part);
        pen.fillRect(240 + 3.8 * x, y, 3.8 * width, 18);
      }
    });
    return canvas;
  }

  /* an SVG as an image has no stylesheet: write the colors into a copy */
  function drawSvg(chart, done) {
    const svg = chart.querySelector("svg.wide");
    const copy = svg.cloneNode(true);
    const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
    from.forEach((element, place) => {
      const style = getComputedStyle(element);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor"]) to[place].setAttribute(name, style.getPropertyValue(name));
      to[place].setAttribute("font-family", "Inter, sans-serif");
    });
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const image = new Image();
    image.onload = () => {
      const { canvas, pen } = canvasOf(height + 50 + drawKey(canvasOf(1).pen, chart, width), width);
      writeTitle(pen, chart, width);
      pen.drawImage(image, 0, 50);
      drawKey(pen, chart, width, height + 50);
      done(canvas);
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save]");
    if (!button) return;
    const chart = button.closest("figure");
    const finish = (canvas) => save(canvas.toDataURL("image/png"), chart, "png");
    if (button.dataset.save === "csv") saveTable(chart);
    else if (chart.querySelector("svg.wide")) drawSvg(chart, finish);
    else finish(drawBars(chart));
  });
})();
