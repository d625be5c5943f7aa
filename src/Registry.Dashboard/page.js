// The coordinators' first page: reads /reports as any client would and shows it. No number is computed here.
// A table of a report is {name, title, method, columns: [{name, title, kind, unit}], rows: [{column: value}]}: docs/reports/README.md.

const keyName = "registry-key";

/** What a header can carry: fetch throws on anything else, and no key has it. */
const keyShape = /^[\x21-\x7e]+$/;
const margin = { left: 52, right: 16, top: 14, bottom: 44 };

/** A chart as wide as the page allows, drawn in the page's own pixels so that its texts keep their size. */
const chartWidth = () => Math.max(300, Math.min(920, byId("main").clientWidth - 32));

const byId = id => document.getElementById(id);

/** An element with attributes and children; texts become text nodes, so no answer can bring markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function drawn(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class NeedsKey extends Error {}

class Failed extends Error {}

/** The answer of a report as of an event, in a media type. An event of null means the last one. */
async function answerOf(name, asOf, mediaType) {
  const key = sessionStorage.getItem(keyName);
  const headers = { Accept: mediaType, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const answer = await fetch(`/reports/${name}${asOf === null ? "" : `?asOf=${asOf}`}`, { headers })
    .catch(() => { throw new Failed("The server did not answer. Check the connection."); });
  if (answer.headers.get("Registry-Data") === "demonstration") byId("demonstration").hidden = false;
  // An answer that is not read to its end keeps its connection.
  if (!answer.ok) await answer.text();
  if (answer.status === 401) throw new NeedsKey(key ? "This key is not known, or it was revoked." : "");
  if (answer.status === 403) throw new NeedsKey("This key may not read reports. Ask the registry's operator for one with the role coordinator.");
  if (answer.status === 503) throw new Failed("The reports are being built.");
  if (!answer.ok) throw new Failed(`The report "${name}" could not be read (status ${answer.status}).`);
  return answer;
}

/** The text of a stored resource, such as Observation/1/_history/2. */
async function resourceOf(reference) {
  const key = sessionStorage.getItem(keyName);
  const answer = await fetch(`/fhir/${reference}`, { headers: { Accept: "application/fhir+json", ...(key ? { Authorization: `Bearer ${key}` } : {}) } })
    .catch(() => { throw new Failed("The server did not answer. Check the connection."); });
  const text = await answer.text();
  if (answer.status === 401) throw new NeedsKey("This key is not known, or it was revoked.");
  if (!answer.ok) throw new Failed(`The resource ${reference} could not be read (status ${answer.status}).`);
  return text;
}

const report = async (name, asOf) => (await answerOf(name, asOf, "application/json")).json();

const table = (source, name) => source.tables.find(one => one.name === name);

/** Codes whose own text says too little; the registry's code systems say more. In other codes a hyphen stands for a space. */
const words = { "ho-formed": "bone formed", partial: "regressed in part", regressed: "regressed completely", "naive-from-birth": "naive, from birth" };
const codeColumns = ["region", "trigger", "outcome", "estimate", "element", "of", "tissue", "season", "cause", "category"];

/** Sections of the page in their order, each filled from the report of its name. */
const sections = ["enrolment", "completeness", "findings", "overdue", "survival", "flare-ups", "ossification"];

/** Rows of a list that the page shows; the rest stands in the CSV. */
const listRows = 50;

/** A cell for people: ages to a tenth of a year, other numbers to three decimals. The report has them all. */
function show(value, column = "") {
  if (value === null) return "–";
  if (codeColumns.includes(column)) return words[value] ?? value.replaceAll("-", " ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return value;
  return value.toLocaleString("en", column.endsWith("_years") && !Number.isInteger(value) ? { minimumFractionDigits: 1, maximumFractionDigits: 1 } : { maximumFractionDigits: 3 });
}

/** Marks a table that has more columns than fit, since many screens hide their scroll bars. */
const wide = new ResizeObserver(boxes => boxes.forEach(({ target }) => target.classList.toggle("wide", target.scrollWidth > target.clientWidth)));

/** The rows of a report's table as an HTML table. A cell of a column in links becomes a button that opens what it names. */
function asTable(source, rows = source.rows, title = source.title, hidden = [], links = []) {
  const columns = source.columns.filter(column => !hidden.includes(column.name));
  const isNumber = column => column.kind === "count" || column.kind === "number" || /_age$|_days$|_years$/.test(column.name);
  const classOf = column => isNumber(column) ? { class: "number" } : {};
  const head = element("tr", {}, ...columns.map(column => element("th", { scope: "col", ...classOf(column) }, column.title)));
  const body = rows.map(row => element("tr", {}, ...columns.map((column, index) =>
    element(index === 0 ? "th" : "td", { ...(index === 0 ? { scope: "row" } : {}), ...classOf(column) }, links.includes(column.name) && row[column.name] ? opener(row[column.name]) : show(row[column.name], column.name)))));
  const made = element("table", {}, element("caption", {}, title), element("thead", {}, head), element("tbody", {}, ...body));
  const box = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, made);
  wide.observe(box);
  return box;
}

/** A button that shows a resource version in place: a plain link would go without the key. */
function opener(reference) {
  const made = element("button", { type: "button", class: "link" }, reference);
  made.addEventListener("click", async () => {
    try {
      const text = await resourceOf(reference);
      byId("resource-title").textContent = reference;
      byId("resource-text").textContent = JSON.stringify(JSON.parse(text), null, 2);
      byId("resource").showModal();
    } catch (problem) {
      tell(problem);
    }
  });
  return made;
}

/** The first rows of a list, and where the others are. */
function firstRows(source, name, title, hidden = [], links = []) {
  const all = table(source, name);
  // For an audience that may not see single subjects, the report has no such table.
  if (!all) return [];
  if (all.rows.length === 0) return [element("p", {}, `${title}: none.`)];
  const rest = all.rows.length - listRows;
  return [asTable(all, all.rows.slice(0, listRows), title, hidden, links), ...(rest > 0 ? [element("p", { class: "quiet" }, `${rest.toLocaleString("en")} more stand in the CSV below.`)] : [])];
}

const list = texts => element("ul", {}, ...texts.map(text => element("li", {}, text)));

function fineprint(source) {
  const counted = (what, counts) => counts.filter(one => one.count !== 0).map(one => `${what}: ${one.reason}: ${show(one.count)}`);
  const left = [...counted("Left out", source.excluded), ...counted("Imputed", source.imputed)];
  return element("details", {}, element("summary", {}, "How this is computed, and what was left out or imputed"), list([...left, ...source.definitions]));
}

const beware = warnings => warnings.length > 0 ? [element("h3", {}, "Beware"), list(warnings)] : [];

const heading = (id, text) => element("h2", { id: `${id}-title` }, text);

function fill(id, ...children) {
  byId(id).replaceChildren(...children);
  byId(id).hidden = false;
}

function showEnrolment(source) {
  const enrolled = table(source, "overview").rows[0].subjects;
  const states = table(source, "vital-status").rows;
  const names = { alive: "Alive", dead: "Dead", "lost-to-follow-up": "Lost to follow-up", unknown: "Unknown" };
  const count = (value, label) => element("div", {}, element("dt", {}, label), element("dd", {}, show(value)));
  fill("enrolment",
    heading("enrolment", "Who is enrolled"),
    element("dl", { class: "counts" }, count(enrolled, "Enrolled"), ...states.map(row => count(row.subjects, names[row.status] ?? row.status))),
    ...beware(source.warnings),
    element("div", { class: "side-by-side" }, ...["by-disease", "by-site", "by-consent"].map(name => asTable(table(source, name)))),
    fineprint(source));
}

function showCompleteness(source) {
  const status = table(source, "record-status");
  fill("completeness",
    heading("completeness", "What is missing"),
    element("div", { class: "side-by-side" },
      asTable(table(source, "overall"), undefined, "Elements of all records: asked of, and known of", ["lower_95", "upper_95"]),
      ...(status ? [asTable(status)] : [])),
    fineprint(source));
}

function showFindings(source) {
  fill("findings",
    heading("findings", "What to ask the sites"),
    table(source, "by-severity").rows.length === 0
      ? element("p", {}, "No finding of a rule is open.")
      : element("div", { class: "side-by-side" }, ...["by-severity", "by-rule", "by-days-open"].map(name => asTable(table(source, name)))),
    ...firstRows(source, "list", "Open findings, the oldest first", ["subject", "category", "evidence"], ["resource"]),
    fineprint(source));
}

function showOverdue(source) {
  fill("overdue",
    heading("overdue", "Whose follow-up is due"),
    asTable(table(source, "by-site") ?? table(source, "overall")),
    ...firstRows(source, "list", "Overdue follow-up, the longest first"),
    fineprint(source));
}

function showOssification(source) {
  fill("ossification",
    heading("ossification", "Where bone forms, and in which order"),
    ...beware(source.warnings),
    ...(table(source, "regions").rows.length === 0
      ? [element("p", {}, "No bone lesion with a region and a date is reported yet.")]
      : [asTable(table(source, "regions"), undefined, "First lesion of each region, with the median age by which it comes", ["median_lower_95_years", "median_upper_95_years"]),
        element("div", { class: "side-by-side" }, asTable(table(source, "order")), asTable(table(source, "by-tissue"), undefined, "Bone lesions by host tissue", ["lower_95", "upper_95"]))]),
    fineprint(source));
}

/** Instead of tables of zeros: what has to happen first. */
function showNobody() {
  const code = text => element("code", {}, text);
  fill("enrolment",
    heading("enrolment", "Nobody is enrolled yet"),
    element("p", {}, "The numbers appear here once hospital systems have sent subjects:"),
    element("ol", {},
      element("li", {}, "A hospital's system posts a transaction bundle to ", code("/fhir"), ". Two to start from lie in the repository's ", code("docs/examples"), ", and its README has the command that posts them."),
      element("li", {}, "A subject counts from the first Patient version whose ", code("registry-consent"), " permits the scope ", code("registry"), "."),
      element("li", {}, "Open this page again.")),
    element("p", {}, "To see the page with invented data first, start a second server with ", code("--demo"), "."));
}

/** Days of a step curve as a path: horizontal to each age, then down. */
function stepPath(points, x, y) {
  return points.map(([age, height], index) => index === 0 ? `M${x(age)},${y(height)}` : `H${x(age)}V${y(height)}`).join("");
}

/** The band between two step curves: along the upper one, and back along the lower. */
function bandPath(points, x, y) {
  const upper = points.map(([age, , high], index) => index === 0 ? `M${x(age)},${y(high)}` : `H${x(age)}V${y(high)}`).join("");
  let back = `V${y(points.at(-1)[1])}`;
  for (let index = points.length - 1; index > 0; index--) back += `H${x(points[index][0])}V${y(points[index - 1][1])}`;
  return `${upper}${back}H${x(points[0][0])}Z`;
}

function survivalChart(source, stratum, range) {
  const { left, right, top, bottom } = margin;
  const width = chartWidth();
  const height = width < 600 ? 280 : 400;
  const last = Math.max(10, Math.ceil(range / 10) * 10);
  const x = age => Math.round((left + (width - left - right) * age / last) * 10) / 10;
  const y = share => Math.round((top + (height - top - bottom) * (1 - share)) * 10) / 10;
  const stepsOf = estimate => table(source, "curve").rows.filter(row => row.stratum === stratum && row.estimate === estimate && typeof row.survivor === "number");
  const endOf = estimate => table(source, "summary").rows.find(row => row.stratum === stratum && row.estimate === estimate)?.last_age_years ?? 0;
  const startAge = Number(source.filters.fromAge ?? 0);
  const closed = (points, estimate) => points.length === 0 ? points : [...points, [Math.max(endOf(estimate) || 0, points.at(-1)[0]), ...points.at(-1).slice(1)]];
  const line = estimate => closed([[startAge, 1], ...stepsOf(estimate).map(row => [row.age_years, row.survivor])], estimate);
  // No band is drawn before the first death, nor where the curve is 0: there no method gives one.
  const band = closed(stepsOf("delayed-entry").filter(row => typeof row.lower_95 === "number").map(row => [row.age_years, row.lower_95, row.upper_95]), "delayed-entry");
  const parts = [];
  for (let share = 0; share <= 100; share += 25) {
    parts.push(drawn("line", { class: "grid", x1: left, x2: width - right, y1: y(share / 100), y2: y(share / 100) }), drawn("text", { x: left - 8, y: y(share / 100) + 4, "text-anchor": "end" }, `${share} %`));
  }
  for (let age = 0; age <= last; age += 10) parts.push(drawn("text", { x: x(age), y: height - bottom + 20, "text-anchor": "middle" }, `${age}`));
  parts.push(drawn("line", { class: "axis", x1: left, x2: width - right, y1: y(0), y2: y(0) }), drawn("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, "Age in years"));
  if (band.length > 1) parts.push(drawn("path", { class: "band", d: bandPath(band, x, y) }));
  parts.push(drawn("path", { class: "naive", d: stepPath(line("naive-from-birth"), x, y) }), drawn("path", { class: "curve", d: stepPath(line("delayed-entry"), x, y) }));
  const label = `Survivor function by age for ${stratum}: estimate with delayed entry and its 95 % band, and the naive estimate from birth. The same numbers stand in the tables below.`;
  return drawn("svg", { class: "chart", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...parts);
}

let redraw = () => {};
let drawnWidth = 0;

addEventListener("resize", () => {
  if (chartWidth() !== drawnWidth) redraw();
  drawnWidth = chartWidth();
});

function showStratum(source, stratum, into) {
  const rows = name => table(source, name).rows.filter(row => row.stratum === stratum);
  const only = name => rows(name).filter(row => row.estimate === "delayed-entry");
  const summary = rows("summary");
  const ends = summary.map(row => row.last_age_years).filter(age => typeof age === "number");
  if (ends.length === 0) {
    into.replaceChildren(element("p", {}, `No follow-up of subjects with ${stratum} yet, so there is no curve.`));
    return;
  }
  const holder = element("div", {}, survivalChart(source, stratum, Math.max(...ends)));
  redraw = () => holder.replaceChildren(survivalChart(source, stratum, Math.max(...ends)));
  // A line at 100 % reads as a promise.
  const nobodyDied = summary.every(row => row.deaths === 0) ? [`${stratum}: nobody died under observation, so there is no band. That says how little was observed, not that nobody dies.`] : [];
  // A warning begins with the stratum of which it speaks; those of other strata stand with their curves.
  const others = new Set(table(source, "summary").rows.map(row => row.stratum).filter(other => other !== stratum));
  const warnings = source.warnings.filter(text => ![...others].some(other => text.startsWith(`${other}, `)));
  into.replaceChildren(
    element("h3", {}, `Share of subjects with ${stratum} still alive, by age`),
    holder,
    element("p", { class: "quiet" }, element("span", { class: "key-line", "aria-hidden": "true" }), "delayed entry, with 95 % band: the estimate to use"),
    element("p", { class: "quiet" }, element("span", { class: "key-line other", "aria-hidden": "true" }), "naive, from birth: biased upward, for comparison with publications only"),
    ...beware([...nobodyDied, ...warnings]),
    asTable(table(source, "at-risk"), only("at-risk"), "Number at risk by age, delayed entry; entered, died and censored up to that age", ["stratum", "estimate"]),
    asTable(table(source, "summary"), summary, "Median survival in years", ["stratum", "before_from_age", "first_age_years", "last_age_years"]),
    ...(table(source, "log-rank").rows.length > 0 ? [asTable(table(source, "log-rank"), undefined, "Do the strata differ: log-rank test with delayed entry")] : []),
    asTable(table(source, "age-at-death"), rows("age-at-death"), "Median age at death of those who died: not median survival", ["stratum"]),
    element("details", {}, element("summary", {}, "The curve as a table"), asTable(table(source, "curve"), rows("curve"), `Survivor function, ${stratum}`, ["stratum"])));
}

function showSurvival(source) {
  const strata = [...new Set(table(source, "summary").rows.map(row => row.stratum))];
  const into = element("div");
  const said = element("p", { class: "unseen", role: "status" });
  const choices = element("fieldset", { class: "choices" }, element("legend", {}, "Disease"), ...strata.map((stratum, index) => {
    const input = element("input", { type: "radio", name: "stratum", value: stratum, ...(index === 0 ? { checked: "" } : {}) });
    input.addEventListener("change", () => {
      showStratum(source, stratum, into);
      said.textContent = `Showing ${stratum}.`;
    });
    return element("label", {}, input, stratum);
  }));
  fill("survival", heading("survival", "How long subjects live"), choices, said, into, fineprint(source));
  showStratum(source, strata[0], into);
}

function showFlareUps(source) {
  const hidden = ["subjects_observed", "before_entry", "after_exit", "not_placed"];
  fill("flare-ups",
    heading("flare-ups", "How often flare-ups occur"),
    ...beware(source.warnings),
    asTable(table(source, "rate"), undefined, undefined, hidden),
    table(source, "by-region").rows.length === 0
      ? element("p", {}, "No flare-up is reported yet.")
      : element("div", { class: "side-by-side" }, ...["by-age", "by-region", "by-trigger", "by-season", "by-outcome"].map(name => asTable(table(source, name), undefined, undefined, ["lower_95", "upper_95", "person_years"]))),
    fineprint(source));
}

/** Event as of which everything on the page is; null while there is none. */
let cut = null;

async function load() {
  byId("status").textContent = "Loading the reports …";
  byId("key").hidden = true;
  try {
    // One cut for all: reports that are read one after another while data arrive would not agree with each other.
    const enrolment = await report("enrolment", null);
    const { sequence, recorded } = enrolment.cut;
    cut = recorded ? sequence : null;
    const [completeness, findings, overdue, survival, flareUps, ossification] = await Promise.all(sections.slice(1).map(name => report(name, cut)));
    const site = enrolment.filters.site ? ` Subjects of the site ${enrolment.filters.site} alone.` : "";
    byId("cut").textContent = recorded ? `As of event ${sequence}, recorded ${recorded.slice(0, 16).replace("T", " ")} UTC.${site}` : "No event has been recorded yet.";
    if (table(enrolment, "overview").rows[0].subjects === 0) {
      showNobody();
    } else {
      showEnrolment(enrolment);
      showCompleteness(completeness);
      showFindings(findings);
      showOverdue(overdue);
      showSurvival(survival);
      showFlareUps(flareUps);
      showOssification(ossification);
    }

    byId("status").textContent = "";
    byId("sources").hidden = false;
    byId("sign-out").hidden = !sessionStorage.getItem(keyName);
  } catch (problem) {
    tell(problem);
  }
}

function tell(problem) {
  if (problem instanceof NeedsKey) {
    // A key that the server refused is not kept: a reload would only be refused again.
    sessionStorage.removeItem(keyName);
    forget();
    askForKey(problem.message);
  } else if (problem instanceof Failed) {
    const again = element("button", { type: "button" }, "Try again");
    again.addEventListener("click", load);
    byId("status").replaceChildren(element("span", { class: "error" }, problem.message), " ", again);
  } else {
    byId("status").replaceChildren(element("span", { class: "error" }, "This page failed to show the reports; they can still be downloaded below."));
    byId("sources").hidden = false;
    throw problem;
  }
}

function askForKey(message) {
  byId("key").hidden = false;
  byId("key-error").textContent = message;
  byId("key-value").setAttribute("aria-invalid", String(message !== ""));
  byId("key-value").focus();
}

/** Takes every number off the page. */
function forget() {
  redraw = () => {};
  if (byId("resource").open) byId("resource").close();
  byId("resource-text").textContent = "";
  for (const id of sections) {
    byId(id).replaceChildren();
    byId(id).hidden = true;
  }

  for (const id of ["cut", "status"]) byId(id).textContent = "";
  for (const id of ["sources", "sign-out"]) byId(id).hidden = true;
}

byId("key").addEventListener("submit", async event => {
  event.preventDefault();
  const key = byId("key-value").value.trim();
  byId("key-value").value = "";
  if (!keyShape.test(key)) return askForKey("This is no key: keys have neither spaces nor accents.");
  sessionStorage.setItem(keyName, key);
  await load();
  if (byId("key").hidden) byId("main").focus();
});

byId("sign-out").addEventListener("click", () => {
  sessionStorage.removeItem(keyName);
  forget();
  askForKey("");
});

byId("resource-close").addEventListener("click", () => byId("resource").close());

// A plain link would go without the key, and to a later cut than the page shows.
byId("sources").addEventListener("click", async event => {
  const name = event.target.dataset.report;
  if (!name) return;
  event.preventDefault();
  try {
    const address = URL.createObjectURL(await (await answerOf(name, cut, "text/csv")).blob());
    element("a", { href: address, download: `${name}.csv` }).click();
    URL.revokeObjectURL(address);
  } catch (problem) {
    tell(problem);
  }
});

load();
