/* Filters, sorts and groups the rows of the page, opens a task's details, and draws the charts.
   What is shown is kept in the address behind #, so that a link to it can be sent. All text goes in as text. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  /* what is empty is left out of the data; names and texts that repeat stand there by their places */
  const blank = { mark: "", content: "", supports: [], leaders: [], sources: [], category: "", reason: "", word: "", label: "", line: "", due: "", doubts: [] };
  const told = (value) => (typeof value === "number" ? data.strings[value] : Array.isArray(value) ? value.map(told) : value);
  const named = ([shape, ...values], part) => Object.assign({}, blank, ...data.shapes[shape].map((name, place) => (
    { [name]: name === part ? values[place].map((own) => named(own)) : told(values[place]) })));
  data.tasks = data.tasks.map((packed) => {
    const task = named(packed, "milestones");
    return { ...task, answers: task.answers.map(([part, label, words, period, file, cell]) => [part, label, words, period, [file, cell].filter(Boolean).join("　")]) };
  });
  const byId = (id) => document.getElementById(id);
  const table = byId("all"), body = table.tBodies[0], form = byId("filters"), dialog = byId("detail");
  const lights = new Map(data.lights.map((light) => [light.code, light]));
  const severity = ["red", "yellow", "blue", "green", "grey", "none"];
  const taskByNumber = new Map(data.tasks.map((task, place) => [task.number, { ...task, place }]));
  const rows = [...body.rows];
  const groupsOf = {};
  for (const [by, groups] of Object.entries(data.groups)) {
    groupsOf[by] = new Map(groups.map((group) => [group.title, new Set(group.tasks)]));
  }
  const searched = data.tasks.map((task) => [task.number, task.name, task.content, task.unit, ...task.supports,
    ...task.leaders, task.reason, task.word, ...task.milestones.map((milestone) => milestone.line),
    ...task.answers.map((answer) => answer[2])].join("\n").toLowerCase());

  document.documentElement.classList.remove("no-script");

  const make = (name, text, className) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* ---- what is shown, and the address ---- */

  const choices = ["unit", "leader", "source", "category", "flag", "sort", "group", "view"];
  const readAddress = () => {
    const hash = location.hash.slice(1);
    return hash.includes("=") ? new URLSearchParams(hash.replace(/\+/g, "%2B")) : null;
  };
  const stateOfForm = () => {
    const state = new URLSearchParams();
    const set = (name, value) => { if (value) state.set(name, value); };
    set("q", form.elements.q.value.trim());
    set("light", [...form.querySelectorAll("[name=light]:checked")].map((box) => box.value).join(","));
    for (const name of choices) if (form.elements[name]) set(name, form.elements[name].value);
    set("asks", form.elements.asks && form.elements.asks.checked ? "1" : "");
    return state;
  };
  const showInForm = (state) => {
    form.elements.q.value = state.get("q") || "";
    const chosen = (state.get("light") || "").split(",");
    for (const box of form.querySelectorAll("[name=light]")) box.checked = chosen.includes(box.value);
    for (const name of choices) {
      const select = form.elements[name];
      if (!select) continue;
      select.value = state.get(name) || "";
      if (select.selectedIndex < 0) select.value = "";
    }
    if (form.elements.asks) form.elements.asks.checked = state.get("asks") === "1";
  };
  const writeAddress = (state) => {
    const words = [...state].map(([name, value]) => name + "=" + encodeURIComponent(value).replace(/%2C/g, ","));
    history.replaceState(null, "", "#" + (words.join("&") || "light="));
  };

  /* ---- the rows ---- */

  const matches = (place, state) => {
    const task = data.tasks[place];
    const words = (state.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = state.get("light");
    return words.every((word) => searched[place].includes(word))
      && (!chosen || chosen.split(",").includes(task.light))
      && (!state.get("asks") || task.asks)
      && ["unit", "leader", "source", "category", "flag"].every((by) => {
        const title = state.get(by);
        return !title || (groupsOf[by].has(title) && groupsOf[by].get(title).has(task.number));
      });
  };
  const unitOrder = [...groupsOf.unit.keys()];
  const keyOf = {
    light: (task) => severity.indexOf(task.light),
    day: (task) => task.day,
    unit: (task) => (unitOrder.indexOf(task.unit) + unitOrder.length + 1) % (unitOrder.length + 1),
  };
  const sorted = (places, by) => {
    const key = keyOf[by];
    if (!key) return places;
    const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
    return [...places].sort((one, other) => compare(key(data.tasks[one]), key(data.tasks[other])) || one - other);
  };
  const headingRow = (title, count) => {
    const row = make("tr", undefined, "group"), cell = make("th", title + "　" + fill(byId("count").dataset.group, { count }));
    cell.colSpan = table.tHead.rows[0].cells.length;
    cell.scope = "colgroup";
    row.append(cell);
    return row;
  };
  const arranged = (places, by) => {
    if (!groupsOf[by]) return places.map((place) => rows[place]);
    const used = new Set(), nodes = [];
    const add = (title, own) => {
      if (own.length) nodes.push(headingRow(title, own.length));
      for (const place of own) {
        nodes.push(used.has(place) ? rows[place].cloneNode(true) : rows[place]);
        used.add(place);
      }
    };
    for (const [title, numbers] of groupsOf[by]) add(title, places.filter((place) => numbers.has(data.tasks[place].number)));
    add("—", places.filter((place) => !used.has(place)));
    return nodes;
  };
  const mostRows = Number(table.dataset.most), moreTasks = byId("more-tasks");
  const show = (state, most = mostRows) => {
    const places = sorted(rows.map((_, place) => place).filter((place) => matches(place, state)), state.get("sort"));
    const nodes = arranged(places, state.get("group")), listed = nodes.slice(0, most), left = nodes.length - listed.length;
    body.replaceChildren(...listed);
    table.className = state.get("view") === "months" ? "months" : "list";
    const count = byId("count"), all = rows.length, shown = places.length;
    const words = shown === all ? count.dataset.all : shown ? count.dataset.some : count.dataset.none;
    const headings = listed.filter((node) => node.className === "group").length;
    count.textContent = fill(words + (left ? count.dataset.listed : ""), { all, shown, listed: listed.length - headings });
    moreTasks.hidden = !left;
    moreTasks.textContent = fill(moreTasks.dataset.more, { left, next: Math.min(left, mostRows) });
    moreTasks.onclick = () => show(state, most + mostRows);
  };

  /* ---- the details of a task ---- */

  const lamp = ({ light, symbol }) => make("span", (symbol || lights.get(light).symbol) + " " + lights.get(light).name, "lamp lamp-" + light);
  const trail = (reports) => {
    const node = make("span");
    reports.forEach(([period, code]) => {
      node.append(make("i", period + lights.get(code).symbol, "ink-" + code), document.createTextNode(" "));
    });
    node.setAttribute("aria-label", reports.map(([period, code]) => period + lights.get(code).name).join("，"));
    node.setAttribute("role", "img");
    return node;
  };
  const addRow = (tableBody, cells) => {
    const row = tableBody.insertRow();
    for (const content of cells) row.insertCell().append(content);
  };
  let opener = null;
  const openDetails = (number) => {
    const task = taskByNumber.get(number);
    if (!task) return false;
    const view = byId("detail-template").content.cloneNode(true);
    view.querySelector("h2").textContent = task.number + "　" + task.name + task.mark;
    const lamps = view.querySelector(".detail-lamps");
    if (task.light) lamps.append(lamp(task), make("span", "　" + [task.word, task.ruled].filter(Boolean).join("，")));
    const slots = { ...task, supports: task.supports.join("、"), leaders: task.leaders.join("、"), sources: task.sources.join("\n") };
    for (const slot of view.querySelectorAll("[data-slot]")) {
      const value = slots[slot.dataset.slot];
      if (!value || value === "—") { slot.previousElementSibling.remove(); slot.remove(); }
      else slot.append(slot.dataset.slot === "trail" ? trail(value) : value);
    }
    const [answers, milestones] = view.querySelectorAll("[data-part]");
    for (const milestone of task.milestones) {
      const { label, line } = milestone;
      const cells = [line.startsWith(label) ? line : label + "　" + line, milestone.due];
      if (milestone.light) cells.push(lamp(milestone), [milestone.word, milestone.reason, ...milestone.doubts].join("；"), milestone.trail ? trail(milestone.trail) : "—");
      else cells.push(milestone.word);
      addRow(milestones.querySelector("tbody"), cells);
    }
    for (const answer of task.answers) addRow(answers.querySelector("tbody"), answer);
    if (!task.answers.some((answer) => answer[4])) {
      answers.querySelectorAll("tr").forEach((row) => row.lastElementChild.remove());
    }
    if (!task.answers.length) answers.remove();
    byId("detail-body").replaceChildren(view);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    return true;
  };
  let shownState = new URLSearchParams();
  const followAddress = () => {
    const state = readAddress();
    if (!state) return;
    const number = state.get("task");
    state.delete("task");
    if (number !== null && ![...state].length) {
      if (openDetails(number)) return;
    } else if (number !== null) {
      openDetails(number);
    }
    showInForm(state);
    shownState = stateOfForm();  // without what this page does not have
    show(shownState);
    if (number === null) { byId("tasks-title").scrollIntoView({ behavior: "instant" }); byId("tasks-title").focus({ preventScroll: true }); }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#task=']");
    if (!link) return;
    event.preventDefault();
    opener = link;
    if (openDetails(decodeURIComponent(link.getAttribute("href").slice(6)))) {
      history.replaceState(null, "", link.getAttribute("href"));
    }
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    writeAddress(shownState);
    if (opener && opener.isConnected) opener.focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    shownState = stateOfForm();
    writeAddress(shownState);
    show(shownState);
  });
  form.addEventListener("reset", () => setTimeout(() => form.dispatchEvent(new Event("input"))));
  window.addEventListener("hashchange", followAddress);

  for (const by of ["unit", "leader", "source", "category", "flag"]) {
    const select = form.elements[by];
    for (const title of groupsOf[by].keys()) {
      const option = make("option", title);
      option.value = title;
      select.append(option);
    }
    if (groupsOf[by].size < 2) {
      select.closest("label").hidden = true;
      const grouping = form.elements.group.querySelector("option[value=" + by + "]");
      if (grouping) grouping.remove();
    }
  }

  /* ---- the charts ---- */

  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue("--" + name).trim();
  const channels = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const between = (one, other, share) => {
    const [from, to] = [channels(one), channels(other)];
    return "#" + from.map((part, place) => Math.round(part + (to[place] - part) * share).toString(16).padStart(2, "0")).join("");
  };
  const shares = { red: 0.75, yellow: 0.3, blue: 0.3, green: 0.25, grey: 0 };
  const barColor = (code) => (code === "none" ? "#ffffff" : between(color(code), color(code + "-ink"), shares[code]));
  const stripes = (dash, gap, rotation, ink) => ({ symbol: "rect", dashArrayX: [1, 0], dashArrayY: [dash, gap], rotation, color: ink });
  const decals = {  // so that a copy without colours still tells the lights apart
    red: { symbol: "none" },
    yellow: stripes(2, 6, -Math.PI / 4, "rgba(0,0,0,.32)"),
    blue: stripes(1, 5, Math.PI / 2, "rgba(0,0,0,.3)"),
    green: { symbol: "none" },
    grey: stripes(1, 5, Math.PI / 4, "rgba(0,0,0,.4)"),
    none: { symbol: "none" },
  };
  const words = { fontFamily: getComputedStyle(document.body).fontFamily, color: color("text"), fontSize: 13 };
  const mostOf = (counts) => {  // the longest bar
    const all = Object.values(counts);
    return Math.max(0, ...(all.length ? all[0].map((_, place) => all.reduce((sum, values) => sum + values[place], 0)) : []));
  };
  const lightSeries = (counts, options, most = mostOf(counts)) => Object.entries(counts).map(([code, values]) => ({
    name: lights.get(code).symbol + lights.get(code).name, type: "bar", stack: "tasks", data: values.map((value) => value || null),
    itemStyle: { color: barColor(code), borderColor: color(code === "none" ? "soft" : code + "-ink"), borderWidth: 1, decal: decals[code] },
    label: { show: true, formatter: (point) => (point.value > most / 16 ? point.value : ""), color: code === "red" ? "#fff" : "#111", fontSize: 12, fontWeight: "bold" },
    ...options,
  }));
  const frame = {
    animation: false, textStyle: words, aria: { enabled: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText", confine: true },
  };
  const legend = { top: 0, textStyle: words, itemGap: 8 };
  const shorten = (text, most) => (text.length > most ? text.slice(0, most - 1) + "…" : text);
  const mostBars = 25;
  const drawings = {
    trend(node) {
      const { periods, lights: counts, due, in_time: inTime } = data.charts.trend;
      const rates = due.map((count, place) => (count ? Math.round((1000 * inTime[place]) / count) / 10 : null));
      const axes = { type: "category", data: periods, axisLabel: words };
      return { height: 380, option: {
        legend, grid: [{ left: 46, right: 30, top: 78, height: 56 }, { left: 46, right: 30, top: 164, bottom: 30 }],
        xAxis: [{ ...axes, gridIndex: 0, axisLabel: { show: false }, axisTick: { show: false } }, { ...axes, gridIndex: 1 }],
        yAxis: [{ type: "value", gridIndex: 0, min: 0, max: 100, interval: 50, axisLabel: { formatter: "{value}%" } },
          { type: "value", gridIndex: 1, minInterval: 1 }],
        series: [...lightSeries(counts, { barMaxWidth: 46, xAxisIndex: 1, yAxisIndex: 1 }),
          { name: node.dataset.rateName, type: "line", data: rates, symbol: "diamond", symbolSize: 10, lineStyle: { color: "#17457a", width: 2.5 },
            itemStyle: { color: "#17457a" }, label: { show: true, formatter: "{c}%", position: "top", color: "#17457a", fontWeight: "bold" } }],
      } };
    },
    units(node) {
      const { titles, lights: counts } = data.charts.units;
      const graver = (one, other) => ["red", "yellow", "grey", "blue"].map((code) => (counts[code] ? counts[code][other] - counts[code][one] : 0)).find(Boolean) || one - other;
      let places = titles.map((_, place) => place);
      if (places.length > mostBars) {
        const worst = [...places].sort(graver).slice(0, mostBars);
        places = places.filter((place) => worst.includes(place));
      }
      const kept = Object.fromEntries(Object.entries(counts).map(([code, values]) => [code, places.map((place) => values[place])]));
      return { height: 90 + 24 * places.length, left: titles.length - places.length, option: {
        legend, grid: { left: 8, right: 24, top: 60, bottom: 24, containLabel: true },
        xAxis: { type: "value", name: "", minInterval: 1 },
        yAxis: { type: "category", inverse: true, data: places.map((place) => titles[place]), axisLabel: { ...words, interval: 0, formatter: (title) => shorten(title, 12) } },
        series: lightSeries(kept, { barWidth: 16 }),
      } };
    },
    targets(node) {
      const all = data.charts.targets, shown = all.slice(0, mostBars), option = bars(
        shown.map((target) => target.number + " " + target.name), shown.map((target) => target.done), "{c}%");
      const [done] = option.series, behind = { color: barColor("yellow"), borderColor: color("yellow-ink"), borderWidth: 1, decal: decals.yellow };
      done.name = node.dataset.done;
      done.data = shown.map((target) => ({ value: target.done, itemStyle: target.done < target.planned ? behind : done.itemStyle,
        label: { position: target.done < 20 ? "right" : "insideLeft", backgroundColor: "rgba(255,255,255,.8)", padding: [0, 3] } }));
      option.series.push({ name: node.dataset.planned, type: "scatter", symbol: "rect", symbolSize: [4, 20], z: 5,
        data: shown.map((target, place) => [target.planned, place]), itemStyle: { color: "#111" } });
      option.legend = { ...legend, data: [node.dataset.planned] };
      option.grid.top = 50;
      return { height: 100 + 24 * shown.length, left: all.length - shown.length, option };
    },
    losses(node) {
      const all = data.charts.losses, shown = all.slice(0, mostBars);
      return { height: 80 + 24 * shown.length, left: all.length - shown.length, option: bars(
        shown.map((loss) => loss.number + " " + loss.name), shown.map((loss) => loss.lost), "{c}") };
    },
  };
  const bars = (names, values, label) => ({
    grid: { left: 8, right: 56, top: 24, bottom: 4, containLabel: true },
    xAxis: { type: "value", position: "top" },
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { ...words, interval: 0, formatter: (name) => shorten(name, 16) } },
    series: [{ type: "bar", data: values, barWidth: 15, label: { show: true, position: "right", formatter: label, color: "#111" },
      itemStyle: { color: barColor("blue"), borderColor: color("blue-ink"), borderWidth: 1 } }],
  });
  const charts = [];
  for (const node of document.querySelectorAll("[data-chart]")) {
    const { height, left, option } = drawings[node.dataset.chart](node);
    node.style.height = height + "px";
    const chart = echarts.init(node, null, { renderer: "svg", height });
    chart.setOption({ ...frame, ...option });
    const picture = node.querySelector("svg");
    if (picture) picture.setAttribute("aria-hidden", "true");
    if (left && node.dataset.more) node.after(make("p", fill(node.dataset.more, { more: left }), "more"));
    charts.push(chart);
  }
  window.addEventListener("beforeprint", () => charts.forEach((chart) => chart.resize({ width: 640 })));
  window.addEventListener("afterprint", () => charts.forEach((chart) => chart.resize({ width: "auto" })));
  window.addEventListener("resize", () => { if (!matchMedia("print").matches) charts.forEach((chart) => chart.resize()); });

  if (rows.length > mostRows) show(stateOfForm());
  followAddress();
})();
