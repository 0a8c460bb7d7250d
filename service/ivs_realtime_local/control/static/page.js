// The page of the local service: everything it shows comes from one stream of changes.

const SHOWN_CALLS = 300;
const SHOWN_EVENTS = 50;
const MARK = "pulumi:creating";

const element = (id) => document.getElementById(id);
const stages = new Map(); // ARN → { stage, row }
const calls = [];         // newest first
let last = 0;

function connect() {
  const stream = new EventSource(`/_local/stream?since=${last}`);
  stream.onmessage = (message) => take(JSON.parse(message.data, (_, value) => plain(value)));
  stream.onerror = () => {
    // A service that was restarted counts anew, and may hold other stages.
    stream.close();
    element("summary").textContent = "The local service does not answer; trying again …";
    setTimeout(() => { last = 0; forget(); connect(); }, 1000);
  };
}

// Names and tag values may hold characters that turn or hide the text around them: their escapes are shown.
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const plain = (value) => typeof value !== "string" ? value
  : value.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

function forget() {
  for (const arn of [...stages.keys()]) remove(arn);
  calls.length = 0;
  element("events").replaceChildren();
}

function take(change) {
  change.gone.forEach(remove);
  change.stages.forEach(show);
  calls.unshift(...change.calls.reverse());
  calls.length = Math.min(calls.length, SHOWN_CALLS);
  last = change.last;
  summarize(change);
  if (change.calls.length) log();
  for (const event of change.events) tell(event);
}

// An event in EventBridge's shape.
function tell({ time, resources, detail }) {
  const item = document.createElement("li");
  const stage = stages.get(resources[0])?.stage;
  const who = detail.user_id || detail.participant_id;
  const at = new Date(time).toTimeString().slice(0, 8);
  item.textContent = `${at} ${detail.event_name}: ${who} on ${stage?.name || resources[0]}`;
  element("events").prepend(item);
  while (element("events").children.length > SHOWN_EVENTS) element("events").lastChild.remove();
}

function summarize({ last: count, stages: changed, gone }) {
  const all = [...stages.values()].map(({ stage }) => stage);
  const live = all.filter((stage) => stage.activeSessionId).length;
  const people = all.reduce((sum, stage) => sum + stage.participants.length, 0);
  element("summary").textContent =
    `${number(all.length, "stage")} · ${live} live · ${number(people, "participant")} · ${number(count, "call")}`;
  element("summary").dataset.last = count;
  element("none").hidden = all.length > 0;
  if (changed.length || gone.length) filter();
}

const number = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

// Stages ------------------------------------------------------------------------------------------

function show(stage) {
  const known = stages.get(stage.arn);
  const row = known ? known.row : add(stage);
  stages.set(stage.arn, { stage, row });
  row.classList.toggle("live", Boolean(stage.activeSessionId));
  row.querySelector(".name").textContent = stage.name || "(no name)";
  row.querySelector(".state").textContent =
    stage.activeSessionId ? `live, ${number(stage.participants.length, "participant")}` : "idle";
  row.querySelector(".tags").replaceChildren(...Object.entries(stage.tags).map(tag));
  row.querySelector(".session").textContent = stage.activeSessionId ? `Session ${stage.activeSessionId}` : "";
  row.querySelector("[data-action=leave]").hidden = !stage.activeSessionId;
  list(row.querySelector(".participants"), stage);
}

function add(stage) {
  const row = element("stage-row").content.firstElementChild.cloneNode(true);
  row.querySelector(".arn code").textContent = stage.arn;
  row.querySelector(".copy").onclick = () => navigator.clipboard.writeText(stage.arn);
  for (const button of row.querySelectorAll("[data-action]")) {
    button.onclick = () => act(button.dataset.action, stage.arn);
  }
  region(stage.arn).append(row);
  return row;
}

function remove(arn) {
  const { row } = stages.get(arn) ?? {};
  const section = row?.closest("section");
  row?.remove();
  stages.delete(arn);
  if (section && !section.querySelector("li")) section.remove();
}

function region(arn) {
  const [, , , name, account] = arn.split(":");
  const id = `region-${name}-${account}`;
  if (!element(id)) {
    const section = document.createElement("section");
    section.className = "region";
    const title = document.createElement("h3");
    title.textContent = `${name} · account ${account}`;
    const rows = document.createElement("ul");
    rows.id = id;
    section.append(title, rows);
    const later = [...element("regions").children].find((one) => one.firstChild.textContent > title.textContent);
    element("regions").insertBefore(section, later ?? null);
  }
  return element(id);
}

function tag([name, value]) {
  const key = plain(name);
  const chip = document.createElement("span");
  chip.className = key === MARK ? "tag mark" : "tag";
  chip.textContent = key === MARK ? "unfinished" : value ? `${key}=${value}` : key;
  chip.title = `${key}=${value}`;
  return chip;
}

function list(place, stage) {
  // A button that has the focus stays: only who came or went is touched.
  const present = new Map([...place.children].map((item) => [item.dataset.id, item]));
  for (const one of stage.participants) {
    const item = present.get(one.participantId) ?? participant(place, stage.arn, one.participantId);
    item.firstChild.textContent =
      `${one.userId || one.participantId}${one.publishing ? ", publishing" : ""}`;
    present.delete(one.participantId);
  }
  present.forEach((item) => item.remove());
}

function participant(place, arn, id) {
  const item = document.createElement("li");
  item.dataset.id = id;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Leave";
  button.setAttribute("aria-label", `Participant ${id} leaves`);
  button.onclick = () => act("leave", arn, id);
  item.append(document.createElement("span"), button);
  place.append(item);
  return item;
}

async function act(action, arn, participantId) {
  const query = new URLSearchParams({ stageArn: arn, ...(participantId && { participantId }) });
  const request = action === "leave"
    ? fetch(`/_local/participants?${query}`, { method: "DELETE" })
    : fetch("/_local/participants", {
        method: "POST",
        body: JSON.stringify({ stageArn: arn, publish: action === "publish" }),
      });
  const answer = await request;
  element("problem").hidden = answer.ok;
  element("problem").textContent = answer.ok ? "" : plain((await answer.json()).error);
}

function filter() {
  const words = element("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const { stage, row } of stages.values()) {
    const tags = Object.entries(stage.tags).map(([key, value]) => `${key}=${value}`);
    const text = [stage.name, stage.arn, stage.activeSessionId ? "live" : "idle", ...tags].join(" ").toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  for (const section of document.querySelectorAll(".region")) {
    section.hidden = !section.querySelector("li.stage:not([hidden])");
  }
}

// Calls -------------------------------------------------------------------------------------------

function log() {
  if (element("pause").getAttribute("aria-pressed") === "true") return;
  const wanted = element("errors-only").checked ? calls.filter((call) => call.status !== 200) : calls;
  const shown = new Map([...element("log").children].map((row) => [row.dataset.number, row]));
  element("log").replaceChildren(...wanted.map((call) => shown.get(String(call.number)) ?? line(call)));
}

function line(call) {
  const row = document.createElement("tr");
  row.dataset.number = call.number;
  const outcome = call.status === 200 ? "ok" : call.status === 0 ? "no reply" : `${call.status} ${call.error.replace(/Exception$/, "")}`;
  const time = new Date(call.time * 1000).toTimeString().slice(0, 8);
  const texts = [time, call.operation, call.region, outcome, (call.latency * 1000).toFixed(1)];
  for (const text of texts) row.insertCell().append(...breakable(text));
  row.cells[3].className = call.status === 200 ? "ok" : "failed";
  row.cells[4].className = "number";
  row.title = plain(JSON.stringify(call.request));
  return row;
}

// On a narrow screen a long name breaks where a word of it ends, and nowhere else.
const breakable = (text) =>
  text.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word, n) => (n ? [document.createElement("wbr"), word] : [word]));

// Controls ----------------------------------------------------------------------------------------

element("filter").oninput = filter;
element("errors-only").onchange = log;
element("pause").onclick = ({ currentTarget: button }) => {
  const paused = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", paused);
  if (!paused) log();
};
document.onkeydown = (event) => {
  if (event.key === "/" && event.target.tagName !== "INPUT") {
    event.preventDefault();
    element("filter").focus();
  }
};

connect();
