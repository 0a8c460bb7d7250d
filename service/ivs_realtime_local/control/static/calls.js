// The calls, newest first; each opens to its request and its answer.

import { ask, button, element, plain } from "./text.js";

const SHOWN = 300;

const calls = [];          // newest first
const opened = new Map();  // number → the row below its call

export function take(news) {
  calls.unshift(...news.reverse());
  calls.length = Math.min(calls.length, SHOWN);
  if (news.length) log();
}

export function forget() {
  calls.length = 0;
  opened.clear();
  element("log").replaceChildren();
}

function log() {
  if (element("pause").getAttribute("aria-pressed") === "true") return;
  const wanted = element("errors-only").checked ? calls.filter((call) => call.status !== 200) : calls;
  const shown = new Map([...element("log").children].map((row) => [row.dataset.number, row]));
  const rows = wanted.flatMap((call) => {
    const row = shown.get(String(call.number)) ?? line(call);
    return opened.has(call.number) ? [row, opened.get(call.number)] : [row];
  });
  element("log").replaceChildren(...rows);
}

const outcome = ({ status, error }) =>
  status === 200 ? (error || "ok") : status === 0 ? "no reply" : `${status} ${error.replace(/Exception$/, "")}`;

function line(call) {
  const row = document.createElement("tr");
  row.dataset.number = call.number;
  const time = new Date(call.time * 1000).toTimeString().slice(0, 8);
  const texts = [time, call.operation, call.region, outcome(call), (call.latency * 1000).toFixed(1)];
  for (const text of texts) row.insertCell().append(...breakable(text));
  const open = button("", () => toggle(call, open));
  open.className = "open";
  open.setAttribute("aria-expanded", false);
  open.append(...row.cells[1].childNodes);
  row.cells[1].append(open);
  row.cells[3].className = call.status === 200 && !call.error ? "ok" : "failed";
  row.cells[4].className = "number";
  return row;
}

async function toggle(call, open) {
  const close = opened.has(call.number);
  open.setAttribute("aria-expanded", !close);
  if (close) {
    opened.get(call.number).remove();
    opened.delete(call.number);
    return;
  }
  const row = document.createElement("tr");
  row.className = "detail";
  const cell = row.insertCell();
  cell.colSpan = 5;
  opened.set(call.number, row);
  const told = await ask("GET", `answers?number=${call.number}`);
  cell.append(...part("Request", call.request), ...part("Answer", call.status ? told?.answer : "none"));
  open.closest("tr").after(row);
}

function part(title, value) {
  const head = document.createElement("h4");
  head.textContent = title;
  const text = document.createElement("pre");
  text.tabIndex = 0; // it may scroll
  text.textContent = typeof value === "string" ? plain(value) : readable(value);
  return [head, text];
}

// Lines are ours; what stands in a name or a value is shown as its escape.
const readable = (value) =>
  JSON.stringify(value ?? "not kept", null, 2).split("\n").map(plain).join("\n");

// On a narrow screen a long name breaks where a word of it ends, and nowhere else.
const breakable = (text) =>
  text.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word, n) => (n ? [document.createElement("wbr"), word] : [word]));

element("errors-only").onchange = log;
element("pause").onclick = ({ currentTarget: pause }) => {
  const paused = pause.getAttribute("aria-pressed") !== "true";
  pause.setAttribute("aria-pressed", paused);
  if (!paused) log();
};
