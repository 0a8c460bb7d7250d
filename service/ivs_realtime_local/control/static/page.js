// The page of the local service: everything it shows comes from one stream of changes.

import * as calls from "./calls.js";
import * as faults from "./faults.js";
import * as stages from "./stages.js";
import { element, number, plain } from "./text.js";

const SHOWN_EVENTS = 50;

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

function forget() {
  stages.forget();
  calls.forget();
  element("events").replaceChildren();
}

function take(change) {
  if (change.known) faults.know(change.known);
  change.gone.forEach(stages.remove);
  change.stages.forEach(stages.show);
  stages.showOthers(change.others);
  last = change.last;
  summarize(change);
  calls.take(change.calls);
  faults.show(change.disturbances);
  for (const event of change.events) tell(event);
}

// An event in EventBridge's shape.
function tell({ time, resources, detail }) {
  const item = document.createElement("li");
  const who = detail.user_id || detail.participant_id;
  const at = new Date(time).toTimeString().slice(0, 8);
  item.textContent = `${at} ${detail.event_name}: ${who} on ${stages.nameOf(resources[0]) || resources[0]}`;
  element("events").prepend(item);
  while (element("events").children.length > SHOWN_EVENTS) element("events").lastChild.remove();
}

function summarize({ last: count, stages: changed, gone }) {
  const all = stages.all();
  const live = all.filter((stage) => stage.activeSessionId).length;
  const people = all.reduce((sum, stage) => sum + stage.participants.length, 0);
  const unfinished = stages.unfinished();
  element("summary").textContent = [
    number(all.length, "stage"),
    `${live} live`,
    number(people, "participant"),
    ...(unfinished ? [`${unfinished} unfinished`] : []),
    number(count, "call"),
  ].join(" · ");
  element("summary").dataset.last = count;
  element("none").hidden = all.length > 0;
  if (changed.length || gone.length) stages.filter();
}

document.onkeydown = (event) => {
  if (event.key === "/" && !["INPUT", "SELECT"].includes(event.target.tagName)) {
    event.preventDefault();
    element("filter").focus();
  }
};

connect();
