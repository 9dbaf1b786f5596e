
"use strict";
(() => {
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (name, css, text) => {
  const node = document.createElement(name);
  if (css) node.className = css;
  if (text !== undefined) node.textContent = text;
  return node;
};
const root = document.documentElement;
const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* from disk some browsers refuse */ } };
const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };

// Dark or light
const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
const toggleTheme = () => { root.dataset.theme = dark() ? "light" : "dark"; remember("dedup-theme", root.dataset.theme); };
const chosen = recall("dedup-theme");
if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

// A story is laid out when it comes near the window, or is linked to: until then its body is the text of a noscript
// element, which a browser without script shows as it is. A small report is laid out at once.
const EAGER = 4e6;  // characters of all bodies
const index = JSON.parse($("#index").textContent);  // of each story: its questions as [severity, kinds, outlets], outlets of its articles
const bodyOf = story => $(":scope > noscript", story);
function build(story) {
  const body = bodyOf(story);
  if (!body) return;
  const range = document.createRange();
  range.selectNodeContents(story);
  body.replaceWith(range.createContextualFragment(body.textContent));
  for (const claim of $$(".claim[data-q]", story)) {
    claim.tabIndex = claim.id ? 0 : -1;
    if (claim.id) claim.setAttribute("role", "button");
  }
  offer(story);
  show(story);
}
function storyOf(id) {  // the story that an element is in, built or not: its numbers begin in the story's data
  const [, letter, n] = /^([qcds])(\d+)$/.exec(id) || [];
  if (!letter) return null;
  if (letter === "s") return document.getElementById(id);
  let low = 0, high = stories.length - 1, place = "qcd".indexOf(letter);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (+stories[middle].dataset.from.split(" ")[place] <= +n) low = middle; else high = middle - 1;
  }
  return stories[low] || null;
}

// Filters: a story stays while one of its questions does, or, without a filter of questions, while its words match
const stories = $$(".story");
const rowOf = new Map($$("tr[data-story]").map(row => [row.dataset.story, row]));
const fields = ["search", "severity", "kind", "outlet", "from", "to"].map(id => document.getElementById(id));
const [search, severity, kind, outlet, from, to] = fields;
const words = new Map();
const plain = html => html.replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n))
  .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const wordsOf = story => {
  if (!words.has(story)) {
    const body = bodyOf(story);
    words.set(story, (body ? $("h2", story).textContent + plain(body.textContent) : story.textContent).toLocaleLowerCase());
  }
  return words.get(story);
};
const asks = ([grave, kinds, outlets]) =>
  (!severity.value || grave === severity.value) && (!kind.value || kinds.includes(kind.value)) &&
  (!outlet.value || outlets.includes(index.outlets.indexOf(outlet.value)));
const numberOf = new Map(stories.map((story, i) => [story, i]));
const questionsOf = story => index.stories[numberOf.get(story)][0];
function show(story) {  // of a story that is laid out, the questions that are asked for
  const questions = questionsOf(story);
  $$(".question", story).forEach((question, i) => { question.hidden = !asks(questions[i]); });
}
function filter() {
  const wanted = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const byQuestion = severity.value || kind.value || outlet.value;
  let shownStories = 0, shownQuestions = 0;
  for (const story of stories) {
    const day = story.dataset.day;
    let stays = wanted.every(word => wordsOf(story).includes(word)) &&
      (!from.value || day >= from.value) && (!to.value || (day && day <= to.value));
    if (stays) {
      const left = questionsOf(story).filter(asks).length;
      show(story);
      const printed = outlet.value && !severity.value && !kind.value &&
        index.stories[numberOf.get(story)][1].includes(index.outlets.indexOf(outlet.value));
      stays = !byQuestion || left > 0 || printed;
      if (stays) shownQuestions += left;
    }
    story.hidden = !stays;
    const row = rowOf.get(story.id);
    if (row) row.hidden = !stays;
    shownStories += stays;
  }
  const active = fields.some(field => field.value);
  document.getElementById("found").textContent = active
    ? `${shownStories} of ${stories.length} stories, ${shownQuestions} questions` : "";
}
let waiting;
for (const field of fields) field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
$("#reset").addEventListener("click", () => { for (const field of fields) field.value = ""; filter(); });
$("#theme").addEventListener("click", toggleTheme);
$("#help-button").addEventListener("click", () => $("#keys").showModal());
$("#more").addEventListener("click", () => {
  const open = $(".tools").classList.toggle("open");
  $("#more").setAttribute("aria-expanded", open);
});

// A claim shows what the others say
const panel = $("#panel"), panelBody = $("#panel-body");
function ask(claim) {
  panelBody.replaceChildren();
  for (const anchor of claim.dataset.q.split(" ")) {
    const question = document.getElementById(anchor);
    if (!question) continue;
    const title = make("h2", "", $("th[scope=row]", question).firstChild.parentNode.querySelector("bdi").textContent);
    if (!panelBody.childElementCount) title.id = "panel-title";
    panelBody.append(title, make("p", `state ${question.className}`, $(".state", question).textContent));
    for (const node of $("details", question).children) if (node.tagName !== "SUMMARY") panelBody.append(node.cloneNode(true));
    const link = make("a", "", "In the table of questions");
    link.href = `#${anchor}`;
    panelBody.append(make("p"));
    panelBody.lastChild.append(link);
  }
  panel.showModal();
}
document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (link) {
    for (const dialog of $$("dialog[open]")) dialog.close();
    reveal(link.getAttribute("href").slice(1));
    return;
  }
  const claim = event.target.closest(".claim[data-q]");
  if (claim && !claim.closest("dialog")) ask(claim);
});
document.addEventListener("keydown", event => {
  if (event.key !== "Enter" || !event.target.matches || !event.target.matches(".claim[data-q]")) return;
  event.preventDefault();  // or the same key would close the panel again
  ask(event.target);
});

// A link into a closed article opens it
function reveal(id) {
  const story = id && storyOf(id);
  if (story) build(story);
  const target = id && document.getElementById(id);
  if (!target) return;
  for (let node = target; node; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
    if (node.hidden) node.hidden = false;
  }
  for (const lit of $$(".lit")) lit.classList.remove("lit");
  const claim = target.closest(".claim");
  if (claim) claim.classList.add("lit");
}
const linked = () => location.hash.slice(1);
addEventListener("hashchange", () => reveal(linked()));

// Two articles side by side
const passages = JSON.parse($("#passages").textContent);
const textOf = article => Array.from($$("p.t", article).map(p => p.textContent).join(""));  // by code point, as spans count
const between = (a, b) => passages.flatMap(p => p[0] === a && p[1] === b ? [p.slice(2)] : p[0] === b && p[1] === a ? [[p[4], p[5], p[2], p[3]]] : []);
const tokens = text => text.match(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu) || [];
const folded = token => token.normalize("NFKC").toLocaleLowerCase();
function runs(left, right) {  // where no passages are given: runs of five equal words and more, by character
  const words = text => { const found = []; for (const m of text.join("").matchAll(/[\p{L}\p{M}\p{N}]+/gu)) found.push(m); return found; };
  const place = text => { const at = new Map(); let units = 0; text.forEach((c, i) => { at.set(units, i); units += c.length; }); at.set(units, text.length); return at; };
  const a = words(left), b = words(right), x = a.map(m => folded(m[0])), y = b.map(m => folded(m[0]));
  const left_at = place(left), right_at = place(right), seen = new Map(), found = [];
  const gram = (list, i) => list.slice(i, i + 5).join(" ");
  for (let j = 0; j + 5 <= y.length; j++) { const g = gram(y, j); if (!seen.has(g)) seen.set(g, []); if (seen.get(g).length < 20) seen.get(g).push(j); }
  for (let i = 0; i + 5 <= x.length;) {
    let best = 0, from = 0;
    for (const j of seen.get(gram(x, i)) || []) {
      let n = 5;
      while (i + n < x.length && j + n < y.length && x[i + n] === y[j + n]) n++;
      if (n > best) { best = n; from = j; }
    }
    if (best) {
      const end = (list, k) => list[k].index + list[k][0].length;
      found.push([left_at.get(a[i].index), left_at.get(end(a, i + best - 1)), right_at.get(b[from].index), right_at.get(end(b, from + best - 1))]);
    }
    i += best || 1;
  }
  return found;
}
function chain(list) {  // the longest passages set the order; one that crosses a longer one is left out
  const kept = [];
  for (const p of [...list].sort((x, y) => (y[1] - y[0]) - (x[1] - x[0]) || x[0] - y[0])) {
    if (kept.every(k => (p[1] <= k[0] && p[3] <= k[2]) || (p[0] >= k[1] && p[2] >= k[3]))) kept.push(p);
  }
  return kept.sort((x, y) => x[0] - y[0]);
}
function marked(left, right) {  // word differences inside a passage, by longest common subsequence
  const a = tokens(left), b = tokens(right);
  const cells = [make("div", "same"), make("div", "same")];
  if (a.length * b.length > 4e6) { cells[0].textContent = left; cells[1].textContent = right; return cells; }
  const x = a.map(folded), y = b.map(folded), wide = b.length + 1, table = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--)
    table[i * wide + j] = x[i] === y[j] ? table[(i + 1) * wide + j + 1] + 1 : Math.max(table[(i + 1) * wide + j], table[i * wide + j + 1]);
  const put = (cell, token, same) => cell.append(same || !/[\p{L}\p{N}]/u.test(token) ? token : make(cell === cells[0] ? "del" : "ins", "", token));
  let i = 0, j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && x[i] === y[j]) { put(cells[0], a[i++], true); put(cells[1], b[j++], true); }
    else if (j >= b.length || (i < a.length && table[(i + 1) * wide + j] >= table[i * wide + j + 1])) put(cells[0], a[i++], false);
    else put(cells[1], b[j++], false);
  }
  return cells;
}
function heading(article) {  // without the tag that says where its text is from
  const summary = $("summary", article).cloneNode(true);
  for (const tag of $$(".tag", summary)) tag.remove();
  return summary.textContent.trim();
}
function compare(one, other) {
  const left = textOf(one), right = textOf(other), rows = make("div", "pair");
  const cut = (text, from, to) => text.slice(from, to).join("");
  const row = (cells, sign) => rows.append(cells[0], make("div", "mark", sign), cells[1]);
  const different = (a, b) => {
    if (/[\p{L}\p{N}]/u.test(a + b)) row([make("div", "different", a.trim() || "–"), make("div", "different", b.trim() || "–")], "≠");
  };
  row([make("div", "pair-head", heading(one)), make("div", "pair-head", heading(other))], "");
  let a = 0, b = 0;
  const given = between(one.id, other.id), shared = chain(given.length ? given : runs(left, right));
  for (const [ls, le, rs, re] of shared) {
    different(cut(left, a, ls), cut(right, b, rs));
    row(marked(cut(left, ls, le), cut(right, rs, re)), "=");
    a = le; b = re;
  }
  different(cut(left, a), cut(right, b));
  const body = $("#pair-body");
  body.replaceChildren(make("p", "caution", shared.length
    ? `${shared.length} shared passage${shared.length > 1 ? "s" : ""} (=); underlined words differ inside them, ≠ stands between them.`
    : "They share no passage."), rows);
  $("#pair").showModal();
}
function offer(story) {
  const articles = $$(".article", story);
  if (articles.length < 2) return;
  for (const article of articles) article.addEventListener("toggle", () => {
    const box = $(".compare", article), select = $(".other", box);
    if (!article.open || select.options.length) return;
    box.hidden = false;
    select.append(new Option("choose an article", ""));
    for (const other of articles) if (other !== article) {
      const n = between(article.id, other.id).length;
      select.append(new Option(`${heading(other).slice(0, 60)}${n ? ` (${n} shared)` : ""}`, other.id));
    }
    select.addEventListener("change", () => {
      if (select.value) compare(article, document.getElementById(select.value));
      select.value = "";
    });
  });
}

// Keys
const typing = node => node.matches && node.matches("input,select,textarea,[contenteditable]");
function step(nodes, by) {
  nodes = nodes.filter(node => !node.hidden && !node.closest("[hidden]"));
  if (!nodes.length) return;
  const tops = nodes.map(node => node.getBoundingClientRect().top);
  const place = by > 0 ? tops.findIndex(top => top > 120) : tops.findLastIndex(top => top < 40);
  const node = nodes[place < 0 ? (by > 0 ? nodes.length - 1 : 0) : place];
  node.scrollIntoView({ block: "start" });
  if (node.tabIndex >= -1) node.focus({ preventScroll: true });
}
function stepQuestion(by) {  // the next or previous question on whose facts the outlets differ
  for (const story of by > 0 ? stories : [...stories].reverse()) {
    const box = story.getBoundingClientRect();
    if (story.hidden || (by > 0 ? box.bottom < 120 : box.top > 40) || !questionsOf(story).some(q => q[0] === "hard" && asks(q))) continue;
    build(story);
    const places = $$(".question.hard", story).filter(question => !question.hidden).map(q => [q, q.getBoundingClientRect().top]);
    const found = by > 0 ? places.find(([, top]) => top > 120) : places.findLast(([, top]) => top < 40);
    if (found) return found[0].scrollIntoView({ block: "start" });
  }
}
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  const act = {
    "/": () => search.focus(), j: () => step(stories, 1), k: () => step(stories, -1),
    n: () => stepQuestion(1), p: () => stepQuestion(-1),
    d: toggleTheme, "?": () => $("#keys").showModal(),
  }[event.key];
  if (act) { event.preventDefault(); act(); }
});
addEventListener("beforeprint", () => { stories.forEach(build); for (const d of $$(".story details")) { d.dataset.was = d.open; d.open = true; } });
addEventListener("afterprint", () => { for (const d of $$(".story details[data-was]")) { d.open = d.dataset.was === "true"; delete d.dataset.was; } });

// Begin
if (stories.reduce((sum, story) => sum + bodyOf(story).textContent.length, 0) <= EAGER) stories.forEach(build);
else {
  const near = new IntersectionObserver(seen => {
    for (const one of seen) if (one.isIntersecting) { near.unobserve(one.target); build(one.target); }
  }, { rootMargin: "1200px" });
  for (const story of stories) near.observe(story);
  const idle = self.requestIdleCallback || (act => setTimeout(() => act({ timeRemaining: () => 10 }), 50));
  let read = 0;  // so that the first search does not wait
  const readOn = left => { do if (read < stories.length) wordsOf(stories[read++]); while (read < stories.length && left.timeRemaining() > 4); if (read < stories.length) idle(readOn); };
  idle(readOn);
}
if (linked()) { reveal(linked()); document.getElementById(linked())?.scrollIntoView(); }
$(".tools").hidden = false;
})();
