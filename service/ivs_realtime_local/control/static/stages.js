// The stages: who is in, who publishes, and tags that filter.

import { ask, button, element, number, plain } from "./text.js";

const MARK = "pulumi:creating";
const NAMED = 4; // participants in the line of a stage

const stages = new Map();  // ARN → { stage, row }
const chosen = new Set();  // tags that a stage must bear, as their chips say them

let others = [];           // what is no stage, with its row

export const all = () => [...stages.values()].map(({ stage }) => stage);
export const unfinished = () =>
  [...all(), ...others.map(({ one }) => one)].filter((each) => MARK in each.tags).length;
export const nameOf = (arn) => stages.get(arn)?.stage.name;

export function show(stage) {
  const known = stages.get(stage.arn);
  const row = known ? known.row : add(stage);
  stages.set(stage.arn, { stage, row });
  row.classList.toggle("live", Boolean(stage.activeSessionId));
  row.querySelector(".name").textContent = stage.name || "(no name)";
  row.querySelector(".state").textContent =
    stage.activeSessionId ? `live, ${number(stage.participants.length, "participant")}` : "idle";
  row.querySelector(".people").textContent = people(stage.participants);
  chips(row.querySelector(".tags"), stage.tags);
  row.querySelector(".session").textContent = stage.activeSessionId ? `Session ${stage.activeSessionId}` : "";
  row.querySelector(".unfinished").hidden = !(MARK in stage.tags);
  row.querySelector("[data-action=leave]").hidden = !stage.activeSessionId;
  list(row.querySelector(".participants"), stage);
}

const who = (one, joined = ", ") => `${one.userId || one.participantId}${one.publishing ? `${joined}publishing` : ""}`;

function people(present) {
  const named = present.slice(0, NAMED).map((one) => who(one, " is "));
  const more = present.length - named.length;
  return named.join(" · ") + (more > 0 ? ` · ${more} more` : "");
}

function add(stage) {
  const row = element("stage-row").content.firstElementChild.cloneNode(true);
  row.querySelector(".arn code").textContent = stage.arn;
  row.querySelector(".copy").onclick = () => navigator.clipboard.writeText(stage.arn);
  for (const one of row.querySelectorAll("[data-action]")) {
    one.onclick = () => act(one.dataset.action, stage.arn);
  }
  region(stage.arn).append(row);
  return row;
}

export function remove(arn) {
  const { row } = stages.get(arn) ?? {};
  const section = row?.closest("section");
  row?.remove();
  stages.delete(arn);
  if (section && !section.querySelector("li")) section.remove();
}

export const forget = () => [...stages.keys()].forEach(remove);

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

// Other resources: few, so that they are drawn as a whole when one of them changes.
let drawn = "";
export function showOthers(found) {
  const now = JSON.stringify(found);
  if (now === drawn) return;
  drawn = now;
  others = found.map((one) => ({ one, row: other(one) }));
  element("others").replaceChildren(...others.map(({ row }) => row));
  element("others-title").hidden = !others.length;
  filter();
}

function other(one) {
  const row = document.createElement("li");
  const part = (name, text) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  };
  const tags = part("tags", "");
  chips(tags, one.tags);
  row.append(part("name", one.name || one.arn.split("/")[1]), part("state", one.kind.replace("-", " ")), tags);
  row.title = one.arn;
  return row;
}

// Tags --------------------------------------------------------------------------------------------

const label = ([name, value]) => (name === MARK ? "unfinished" : plain(value ? `${name}=${value}` : name));

function chips(place, tags) {
  const wanted = Object.entries(tags);
  const same = wanted.map(label).join("\n") === [...place.children].map((chip) => chip.textContent).join("\n");
  if (!same) place.replaceChildren(...wanted.map(chip)); // else a chip that has the focus would lose it
}

function chip(tag) {
  const text = label(tag);
  const made = button(text, (event) => { event.preventDefault(); choose(text); });
  made.className = tag[0] === MARK ? "tag mark" : "tag";
  made.title = `Only stages with ${plain(tag[0])}=${plain(tag[1])}`;
  made.setAttribute("aria-pressed", chosen.has(text));
  return made;
}

function choose(text) {
  if (!chosen.delete(text)) chosen.add(text);
  const drop = (one) => button(`${one} ×`, () => choose(one), `No longer only stages with ${one}`);
  element("chosen").replaceChildren(...[...chosen].map(drop));
  for (const one of document.querySelectorAll(".tag")) one.setAttribute("aria-pressed", chosen.has(one.textContent));
  filter();
}

export function filter() {
  const words = element("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const hide = (row, { name, arn, tags }, state) => {
    const labels = Object.entries(tags).map(label);
    const text = [name, arn, state, ...labels].join(" ").toLowerCase();
    row.hidden = !words.every((word) => text.includes(word)) || ![...chosen].every((one) => labels.includes(one));
  };
  for (const { stage, row } of stages.values()) hide(row, stage, stage.activeSessionId ? "live" : "idle");
  for (const { one, row } of others) hide(row, one, one.kind);
  for (const section of document.querySelectorAll(".region")) {
    section.hidden = !section.querySelector("li.stage:not([hidden])");
  }
  element("nothing").hidden = !stages.size || Boolean(document.querySelector("li.stage:not([hidden])"));
}

// Participants ------------------------------------------------------------------------------------

function list(place, stage) {
  // A button that has the focus stays: only who came or went is touched.
  const present = new Map([...place.children].map((item) => [item.dataset.id, item]));
  for (const one of stage.participants) {
    const item = present.get(one.participantId) ?? participant(place, stage.arn, one.participantId);
    item.firstChild.textContent = who(one);
    item.dataset.publishing = one.publishing;
    item.children[1].textContent = one.publishing ? "Stop publishing" : "Publish";
    present.delete(one.participantId);
  }
  present.forEach((item) => item.remove());
}

function participant(place, arn, id) {
  const item = document.createElement("li");
  item.dataset.id = id;
  const publish = button("", () =>
    ask("PATCH", "participants", { stageArn: arn, participantId: id, publish: item.dataset.publishing !== "true" }));
  const leave = button("Leave", () => act("leave", arn, id), `Participant ${id} leaves`);
  leave.className = "leave";
  item.append(document.createElement("span"), publish, leave);
  place.append(item);
  return item;
}

function act(action, arn, participantId) {
  const query = new URLSearchParams({ stageArn: arn, ...(participantId && { participantId }) });
  return action === "leave"
    ? ask("DELETE", `participants?${query}`)
    : ask("POST", "participants", { stageArn: arn, publish: action === "publish" });
}

element("filter").oninput = filter;
