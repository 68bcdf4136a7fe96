// The report's page. Every text of a listing is written with textContent; nothing here makes markup out of a string.
"use strict";
(() => {
  const PER_PAGE = 50;
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const ROLE_NAMES = { "account-management": "account management", hybrid: "hybrid", "creative-pm": "creative PM",
    "out-of-scope": "out of scope", "no-text": "no text", "": "no text" };
  const skills = data.competencies.map(([code, side, name, meaning]) => ({ code, side, name, meaning }));
  const skillOf = Object.fromEntries(skills.map((skill) => [skill.code, skill]));
  const FIELDS = ["id", "fit", "role", "decision", "pAccount", "pCreative", "pHybrid", "pOut", "title", "company", "place",
    "level", "workplace", "date", "payLow", "payHigh", "currency", "matched", "gaps", "url", "copies", "operations"];
  const jobs = data.jobs.map((row, index) => {
    const job = { index, rank: index + 1 };
    FIELDS.forEach((name, at) => { job[name] = row[at]; });
    return job;
  });
  const jobOf = new Map(jobs.map((job) => [job.id, job]));

  function h(tag, props, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") element.className = value;
      else if (name === "onclick") element.addEventListener("click", value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "") element.append(child);
    }
    return element;
  }
  const said = (text) => h("span", { class: "untrusted", dir: "auto" }, text);
  const number = (value, digits = 0) =>
    value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const percent = (share) => `${Math.round(100 * share)}%`;
  const tag = (skill) => h("span", { class: `tag ${skill.side}`, title: `${skill.meaning} (${skill.side} side)` }, skill.name);
  const outLink = (url, text) => {
    let target = null;
    try { target = new URL(url); } catch { return null; }
    if (target.protocol !== "https:" && target.protocol !== "http:") return null;
    return h("a", { href: target.href, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
  };
  const jobLink = (job) => h("a", { href: `#/job/${job.id}` }, said(job.title || "(no title)"));
  const fitText = (job) => (job.fit === null ? "–" : number(job.fit, 1));
  const pay = (job) => {
    const ends = [...new Set([job.payLow, job.payHigh].filter((value) => value !== null))];
    return ends.length ? `${ends.map((value) => number(value)).join("–")} ${job.currency}`.trim() : "";
  };

  // ---- theme -------------------------------------------------------------------------------------------------------
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = (value) => {
    try { // a browser may refuse storage to a page of the disk
      if (value !== undefined) localStorage.setItem("rolefit-theme", value);
      return localStorage.getItem("rolefit-theme");
    } catch { return null; }
  };
  function theme(choice) {
    if (choice === "dark" || choice === "light") document.documentElement.dataset.theme = choice;
    const now = document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
    byId("theme").textContent = now === "dark" ? "Light" : "Dark";
    byId("theme").setAttribute("aria-label", now === "dark" ? "Light colours" : "Dark colours");
    return now;
  }
  byId("theme").addEventListener("click", () => {
    const next = theme() === "dark" ? "light" : "dark";
    remembered(next);
    theme(next);
  });
  dark.addEventListener("change", () => theme());
  theme(remembered());

  // ---- table -------------------------------------------------------------------------------------------------------
  const COLUMNS = [["rank", "#", "number"], ["fit", "Fit", "number"], ["title", "Job", ""], ["role", "Role", ""],
    ["place", "Place", ""], ["pay", "Pay a year", "number"], ["gaps", "Gaps", ""]];
  const text = new Intl.Collator("en", { sensitivity: "base" }).compare; // localeCompare: 20 times as slow
  const blankLast = (name) => (a, b) => (a[name] === "") - (b[name] === "") || text(a[name], b[name]);
  const highest = (value) => (a, b) => (value(b) ?? -1) - (value(a) ?? -1);
  const yearly = (job) => job.payHigh ?? job.payLow;
  const ORDER = {
    rank: (a, b) => a.rank - b.rank, fit: highest((job) => job.fit), title: blankLast("title"), company: blankLast("company"),
    place: blankLast("place"), role: blankLast("role"), pay: highest(yearly),
    date: (a, b) => (a.date < b.date) - (a.date > b.date),
    gaps: (a, b) => (a.fit === null) - (b.fit === null) || a.gaps.length - b.gaps.length,
  };
  const sorting = { by: "rank", down: false };
  let found = jobs;
  let page = 0;

  const plainText = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function haystack(job) {
    job.words ??= plainText([job.title, job.company, job.place, job.level, job.workplace, ROLE_NAMES[job.role],
      ...[...job.matched, ...job.gaps].map((at) => skills[at].name)].join(" "));
    return job.words;
  }
  function filter() {
    const words = plainText(byId("q").value).split(/\s+/).filter(Boolean);
    const roles = new Set([...document.querySelectorAll("[name=role]:checked")].map((box) => box.value));
    const least = byId("min").valueAsNumber;
    const [decision, level, workplace, skill] = ["decision", "level", "workplace", "skill"].map((id) => byId(id).value);
    found = jobs.filter((job) => roles.has(job.role) && (Number.isNaN(least) || (job.fit !== null && job.fit >= least)) &&
      (!decision || job.decision === decision) && (!level || job.level === level) &&
      (!workplace || job.workplace === workplace) &&
      (skill === "" || job.matched.includes(Number(skill)) || job.gaps.includes(Number(skill))) &&
      words.every((word) => haystack(job).includes(word)));
    const order = ORDER[sorting.by];
    found.sort((a, b) => (sorting.down ? order(b, a) : order(a, b)) || a.rank - b.rank);
    page = 0;
    draw();
  }
  function row(job) {
    const cells = [
      h("td", { class: "number rank", role: "cell" }, String(job.rank)),
      h("td", { class: "number fit", role: "cell" }, fitText(job)),
      h("td", { class: "job", role: "cell" }, jobLink(job), h("div", { class: "soft" }, said(job.company),
        job.level ? `${job.company ? " · " : ""}${job.level}` : "")),
      h("td", { class: "role", role: "cell" }, ROLE_NAMES[job.role], job.decision === "review" ? h("div", { class: "soft" }, "review") : ""),
      h("td", { role: "cell" }, said(job.place), job.workplace ? h("div", { class: "soft" }, job.workplace) : ""),
      h("td", { class: "number", role: "cell" }, pay(job)),
      h("td", { role: "cell" }, job.gaps.slice(0, 3).map((at) => tag(skills[at])),
        job.gaps.length > 3 ? h("span", { class: "soft" }, `+${job.gaps.length - 3}`) : ""),
    ];
    if (job.gaps.length) cells[6].dataset.label = "Gaps";
    return h("tr", { role: "row" }, cells);
  }
  function draw() {
    const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
    page = Math.min(page, pages - 1);
    byId("rows").replaceChildren(...found.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map(row));
    byId("count").textContent = found.length === jobs.length ? `${number(jobs.length)} jobs`
      : `${number(found.length)} of ${number(jobs.length)} jobs`;
    byId("page").textContent = `Page ${page + 1} of ${pages}`;
    byId("before").disabled = page === 0;
    byId("after").disabled = page >= pages - 1;
    for (const cell of byId("head").children) {
      const mine = cell.dataset.by === sorting.by;
      cell.setAttribute("aria-sort", mine ? (sorting.down ? "descending" : "ascending") : "none");
      cell.querySelector(".arrow").textContent = mine ? (sorting.down ? " ▼" : " ▲") : "";
    }
  }
  function sortBy(by) {
    sorting.down = sorting.by === by && !sorting.down;
    sorting.by = by;
    const options = [...byId("sort").options].map((option) => option.value);
    byId("sort").value = options.includes(by) ? by : "rank";
    filter();
  }
  function turn(step) {
    page += step;
    draw();
    byId("jobs-title").focus();
    scrollTo(0, 0);
  }
  function startTable() {
    for (const [by, name, kind] of COLUMNS) {
      byId("head").append(h("th", { role: "columnheader", scope: "col", class: kind, "data-by": by },
        h("button", { type: "button", onclick: () => sortBy(by) }, name, h("span", { class: "arrow", "aria-hidden": "true" }))));
    }
    const levels = ["intern", "entry", "mid", "senior", "lead", "director", "executive"];
    byId("level").append(...levels.filter((level) => jobs.some((job) => job.level === level)).map((level) => h("option", {}, level)));
    byId("skill").append(...skills.map((skill, at) => h("option", { value: at }, skill.name)));
    byId("sort").addEventListener("change", () => { sorting.by = byId("sort").value; sorting.down = false; filter(); });
    byId("filters").addEventListener("input", (event) => { if (event.target.id !== "sort") filter(); });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", () => setTimeout(() => { sorting.by = "rank"; sorting.down = false; filter(); }));
    byId("before").addEventListener("click", () => turn(-1));
    byId("after").addEventListener("click", () => turn(1));
    byId("more").open = innerWidth > 704;
    const me = data.profile;
    byId("about").textContent = `For ${me.title || me.name} (${me.seniority}, ${me.years} years). ` +
      "The fit, 0 to 100, rests on the duties; open a job to see why.";
    const hasScope = jobs.some((job) => job.role && job.role !== "out-of-scope");
    if (!hasScope) document.querySelectorAll("[name=role]").forEach((box) => { box.checked = true; box.defaultChecked = true; });
  }

  // ---- one job -----------------------------------------------------------------------------------------------------
  function detailOf(job) {
    const part = byId(`part-${Math.floor(job.index / data.counts.part)}`);
    part.parsed ??= JSON.parse(part.textContent);
    return part.parsed[job.index % data.counts.part];
  }
  function bars(rows, most, show) {
    // What is not said, or not in scope, would dwarf the rest: its bar is cut, and fades to say so.
    const aside = ["unknown", "out-of-scope", "no-text"];
    const top = most || Math.max(1, ...rows.filter((one) => !aside.includes(one[2])).map((one) => one[1]));
    return h("ul", { class: "bars" }, rows.map(([name, value, kind, label]) => {
      const fill = h("span", { class: value > top ? `${kind} cut` : kind });
      fill.style.width = `${Math.min(100, (100 * value) / top)}%`;
      return h("li", {}, h("span", { class: "untrusted" }, label || name), h("span", { class: "bar", "aria-hidden": "true" }, fill),
        h("span", { class: "number" }, show(value)));
    }));
  }
  const FACTORS = { base: "every posting starts with", match: "duties your profile covers, times the chance of being in scope",
    above: "levels above yours", below: "levels below yours", years: "years asked beyond yours", trade: "a required trade",
    demands: "what title and requirements demand", remote: "your wish for remote work", place: "your wish for places",
    salary: "your wish for pay" };
  function scoreTable(job, detail) {
    const shown = detail.parts.filter(([name, points]) => name === "base" || name === "match" || Math.abs(points) >= 0.05);
    const sum = detail.parts.reduce((total, one) => total + one[1], 0);
    const cut = sum > 100.3 || sum < -0.3 ? ", cut to 0–100" : "";
    return h("table", {}, h("caption", { class: "soft" }, `Fit ${fitText(job)} of 100 is the sum${cut} of`), h("tbody", {},
      shown.map(([name, points]) => h("tr", {},
        h("td", { class: `number ${points < 0 ? "bad" : "good"}` }, `${points < 0 ? "−" : "+"}${number(Math.abs(points), 1)}`),
        h("td", {}, FACTORS[name] || name)))));
  }
  function skillList(detail, has) {
    const rows = detail.skills.filter((one) => one[1] === has);
    if (!rows.length) return h("p", { class: "soft" }, has ? "None that the duties name." : "None: you have what the duties ask for.");
    return h("ul", { class: "skills" }, rows.map(([at, , sentence]) => h("li", {}, tag(skills[at]),
      h("span", { class: "soft" }, ` your level ${number(data.profile.levels[at], 1)}`),
      sentence ? h("div", {}, h("q", { class: "untrusted", dir: "auto" }, sentence)) : "")));
  }
  function markedText(detail) {
    return h("div", { class: "text", dir: "auto" }, detail.text.map(([kind, pieces]) => {
      if (kind === "gap") return h("div", { class: "gap" });
      const inside = pieces.flatMap(([words, duty]) => {
        if (!duty) return words;
        const [side, named] = detail.duties[duty - 1];
        return [h("mark", { class: side || "none" }, words), named.length ? " " : "", ...named.map((at) => tag(skills[at]))];
      });
      return h("p", { class: kind === "heading" ? "heading" : "" }, inside);
    }));
  }
  function neighbours(job) {
    const at = found.indexOf(job);
    const link = (other, label) => (other ? h("a", { href: `#/job/${other.id}` }, label) : "");
    return h("p", { class: "found" }, h("a", { href: "#/jobs" }, "← All jobs"),
      h("span", {}, at > 0 ? link(found[at - 1], "Previous job") : "", " ", at >= 0 ? link(found[at + 1], "Next job") : ""));
  }
  function showJob(job) {
    const detail = detailOf(job);
    const links = [outLink(job.url, "Open the listing"), ...detail.other_urls.map((url, n) => outLink(url, `copy ${n + 1}`))];
    const about = [job.place, job.level, job.workplace, pay(job), job.date].filter(Boolean);
    const body = [neighbours(job), h("h1", { tabindex: "-1", id: "job-title" }, said(job.title || "(no title)")),
      h("p", {}, said(job.company), job.company && about.length ? " · " : "", said(about.join(" · "))),
      h("p", {}, links.filter(Boolean).flatMap((link) => [link, " "]),
        h("span", { class: "soft" }, `posting ${job.id}${job.copies ? ` · seen ${job.copies + 1} times` : ""}`)),
      h("p", { class: "callout untrusted" }, detail.why)];
    if (job.fit !== null) {
      const chances = [["account-management", job.pAccount], ["hybrid", job.pHybrid], ["creative-pm", job.pCreative], ["out-of-scope", job.pOut]];
      body.push(h("div", { class: "columns" },
        h("div", {}, h("h2", {}, `Role: ${ROLE_NAMES[job.role]} (${job.decision})`),
          bars(chances.map(([role, p]) => [role, p, role, ROLE_NAMES[role]]), 1, percent),
          detail.sides ? h("p", { class: "soft" }, `Duties: client side ${detail.sides[0]}%, operations ${detail.sides[1]}%; shared ones count half to each.`) : ""),
        detail.parts ? h("div", {}, h("h2", {}, "What the score is made of"), scoreTable(job, detail)) : ""));
    }
    if (detail.text) {
      body.push(h("div", { class: "columns" },
        h("div", {}, h("h2", {}, "Skills you bring"), skillList(detail, 1)),
        h("div", {}, h("h2", {}, "Gaps"), skillList(detail, 0))));
      if (detail.stories.length) {
        body.push(h("h2", {}, "What to stress in an interview"), h("ul", { class: "skills" }, detail.stories.map(([at, sentence]) =>
          h("li", {}, h("strong", {}, data.stories[at][0]), h("div", {}, data.stories[at][1]),
            h("div", { class: "soft" }, "Asked for in: ", h("q", { class: "untrusted", dir: "auto" }, sentence))))));
      }
      if (detail.facts.length || detail.tools.length) {
        body.push(h("h2", {}, "Facts"), h("table", { class: "facts" }, h("tbody", {}, detail.facts.map(([name, value, basis]) =>
          h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, said(value)), h("td", { class: "soft" }, said(basis))))),
        ), detail.tools.length ? h("p", {}, "Tools: ", detail.tools.map(([name, known]) =>
          h("span", { class: "tag" }, name, known ? " ✓ yours" : ""))) : "");
      }
      body.push(h("h2", {}, "The text, its duties marked"),
        h("p", { class: "soft" }, h("span", { class: "tag client" }, "client side"), h("span", { class: "tag operations" }, "operations side"),
          h("span", { class: "tag shared" }, "shared")), markedText(detail));
    } else {
      if (detail.top.length) body.push(h("h2", {}, "Top duties"), h("ul", {}, detail.top.map((duty) => h("li", {}, said(duty)))));
      const list = (title, at) => h("div", {}, h("h2", {}, title), at.length ? at.map((one) => tag(skills[one])) : h("p", { class: "soft" }, "none named"));
      if (job.fit !== null) body.push(h("div", { class: "columns" }, list("Skills you bring", job.matched), list("Gaps", job.gaps)));
      body.push(h("p", { class: "soft" }, `This file keeps the full text of the best ${number(data.counts.texts)} jobs. For this one: rolefit explain ${job.id}`));
    }
    byId("job").replaceChildren(...body);
    document.title = `${job.title} – rolefit`;
  }

  // ---- market ------------------------------------------------------------------------------------------------------
  function payTable(market) {
    if (!market.pay.length) return h("p", { class: "soft" }, "Too few jobs in scope state their pay.");
    const head = ["Level", "Jobs", "Pay a year, medians of lowest and highest", "Usual for the level", "Below", "Within", "Above"];
    const span = (low, high, currency) => `${[...new Set([number(low), number(high)])].join("–")} ${currency}`;
    return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Pay by level" }, h("table", {},
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, market.pay.map((one) => h("tr", {}, h("th", { scope: "row" }, one.level || "no level named"),
        h("td", { class: "number" }, number(one.jobs)), h("td", {}, span(one.low, one.high, one.currency)),
        h("td", {}, one.usual ? span(one.usual[0], one.usual[1], one.currency) : "–"),
        ["below", "within", "above"].map((where) => h("td", { class: "number" }, one.usual ? number(one[where]) : "–")))))));
  }
  function showMarket() {
    const market = data.market;
    const named = (rows, unknown) => rows.map(([name, count]) => [name, count, name ? "" : "unknown", name || unknown]);
    const count = (value) => number(value);
    const block = (title, ...content) => h("div", {}, h("h2", {}, title), content);
    const chart = (rows) => (rows.length ? bars(rows, 0, count) : h("p", { class: "soft" }, "Nothing to count."));
    byId("market").replaceChildren(
      h("h1", { id: "market-title", tabindex: "-1" }, "The market in these listings"),
      h("p", { class: "lead" }, `Role mix of all ${number(data.counts.jobs)} jobs; everything else counts the ${number(market.jobs)} in scope.`),
      h("div", { class: "charts" },
        block("Roles", chart(market.roles.map(([role, n]) => [role, n, role, ROLE_NAMES[role]]))),
        block("Levels", chart(named(market.levels, "not named"))),
        block("Places", chart(named(market.places, ""))),
        block("Workplace", chart(named(market.workplaces, "not said"))),
        block("Tools asked for", chart(market.tools.map(([name, n]) =>
          [name, n, "", data.profile.tools.includes(name) ? `${name} ✓ yours` : name]))),
        block("Employers", chart(named(market.employers, "not said").map(([name, n, kind, label]) => [name, n, kind, label.replace("-", " ")])))),
      h("h2", {}, "Pay against the usual range of the level"),
      h("p", { class: "soft" }, `${number(market.paid)} jobs in scope state their pay, as a range that may be wide. Usual ranges are those of account management in the United States, in ${market.usual_currency} a year; large cities pay 15 to 25 % more. A job is within when it touches the range.`),
      payTable(market));
  }

  // ---- career ------------------------------------------------------------------------------------------------------
  const jobsOf = (ids, most) => h("ul", {}, ids.map((id) => jobOf.get(id)).filter(Boolean).slice(0, most).map((job) =>
    h("li", {}, jobLink(job), " ", h("span", { class: "soft" }, said(job.company), job.company ? " · " : "", `fit ${fitText(job)}, operations ${percent(job.operations)} of the duties`))));
  const many = (n) => `${number(n)} ${n === 1 ? "job" : "jobs"}`;
  function gainRow(gain) {
    const cell = (lift) => [h("td", { class: "number" }, `+${number(lift.mean, 2)}`), h("td", { class: "number" }, number(lift.lifted.length))];
    return h("tr", {}, h("th", { scope: "row" }, tag(skillOf[gain.code])), h("td", { class: "number" }, number(gain.level, 1)),
      h("td", { class: "number" }, number(gain.asking)), cell(gain.closed), cell(gain.mastered));
  }
  function showCareer() {
    const { gains, path, jobs: scope } = data.career;
    const body = [h("h1", { id: "career-title", tabindex: "-1" }, "What to learn, where to go")];
    if (!scope) body.push(h("p", {}, "No job of this run is in scope, so there is nothing to learn from it."));
    else if (!gains.length) body.push(h("p", {}, "Your profile has no gap: every competency is a skill of yours."));
    else {
      const best = gains[0];
      const lift = best.closed.lifted.length ? best.closed : best.mastered;
      body.push(h("p", { class: "callout" }, "Learn ", h("strong", {}, skillOf[best.code].name.toLowerCase()),
        ` (${skillOf[best.code].meaning}): of your gaps it raises fit most, by ${number(best.closed.mean, 2)} points a job over all ${many(scope)} in scope`,
        lift.lifted.length ? `, and lifts ${many(lift.lifted.length)} above ${number(data.good)}${lift === best.mastered ? " once mastered" : ""}.` : "."));
      const widest = [...gains].sort((a, b) => b.closed.lifted.length - a.closed.lifted.length)[0];
      if (widest.closed.lifted.length > best.closed.lifted.length) body.push(h("p", {}, "Most jobs are lifted above ",
        `${number(data.good)} by `, h("strong", {}, skillOf[widest.code].name.toLowerCase()), `: ${number(widest.closed.lifted.length)}.`));
      body.push(h("h2", {}, "Gaps, the most worthwhile first"),
        h("p", { class: "soft" }, `A gap is closed at level ${number(best.closed.level, 1)}, where it counts as a skill, and mastered at ${number(best.mastered.level, 1)}. “Lifted” jobs pass a fit of ${number(data.good)}.`),
        h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Gaps" }, h("table", {}, h("thead", {}, h("tr", {},
          ["Gap", "Your level", "Jobs that ask", "Closed: points a job", "Closed: lifted", "Mastered: points a job", "Mastered: lifted"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, gains.map(gainRow)))));
      const lifted = gains.filter((gain) => gain.mastered.lifted.length).slice(0, 3);
      if (lifted.length) body.push(h("h2", {}, "Jobs that would come within reach"), h("div", { class: "columns" }, lifted.map((gain) =>
        h("div", {}, h("h3", {}, `${skillOf[gain.code].name}: ${many(gain.mastered.lifted.length)}`), jobsOf(gain.mastered.lifted, 5)))));
    }
    body.push(h("h2", {}, "The way from account management to creative project management"),
      h("ol", { class: "steps" }, path.map((step) => h("li", {}, h("h3", {}, step.name), h("p", {}, step.advice),
        h("p", { class: "soft" }, `${many(step.jobs)} of this kind (${ROLE_NAMES[step.role]}), ${number(step.good)} with a fit of ${number(data.good)} or more.`,
          step.gaps.length ? " Most often missing: " : "", step.gaps.map(([code, n]) => h("span", { class: `tag ${skillOf[code].side}` }, `${skillOf[code].name} ${number(n)}`))),
        step.examples.length ? jobsOf(step.examples, 6) : h("p", {}, "No job of this run is an example.")))));
    byId("career").replaceChildren(...body);
  }

  // ---- pages -------------------------------------------------------------------------------------------------------
  const drawn = new Set();
  function route(first) {
    const [, name = "jobs", id = ""] = location.hash.split("/");
    const job = name === "job" ? jobOf.get(id) : undefined;
    const open = job ? "job" : ["market", "career"].includes(name) ? name : "jobs";
    document.title = "rolefit report";
    if (job) showJob(job);
    else if (open === "market" && !drawn.has(open)) showMarket();
    else if (open === "career" && !drawn.has(open)) showCareer();
    if (!job) drawn.add(open);
    for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== open;
    for (const link of document.querySelectorAll("[data-page]")) {
      if (link.dataset.page === (job ? "jobs" : open)) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (first !== true) {
      scrollTo(0, 0);
      byId(`${open}-title`).focus({ preventScroll: true });
    }
  }
  addEventListener("hashchange", () => { if (location.hash !== "#main") route(); });
  startTable();
  filter();
  route(true);
})();
