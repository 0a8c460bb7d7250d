// Faults, holds and waits, switched by hand.

import { ask, element, number, plain } from "./text.js";

const MEANINGS = {
  reset: "reset: the connection ends before the effect",
  drop: "drop: the reply is lost after the effect",
  html: "html: a page answers instead",
  redirect: "redirect: to a page",
  empty: "empty: 200 and {}",
  "no-request-id": "no-request-id: without that header",
  endless: "endless: a listing never ends",
  429: "429 TooManyRequests",
  500: "500 InternalServer",
  503: "503 ServiceUnavailable",
};

// What may be chosen comes from the service.
export function know({ kinds, operations }) {
  const option = (value, text) => new Option(text ?? value, value);
  element("fault-kind").replaceChildren(...kinds.map((kind) => option(kind, MEANINGS[kind])));
  for (const id of ["fault-operation", "hold-operation", "wait-operation"]) {
    element(id).replaceChildren(option("*", "every operation"), ...operations.map((name) => option(name)));
  }
}

export function show({ faults, latencies, holds, held }) {
  const on = (operation) => (operation === "*" ? "every operation" : operation);
  const texts = [
    ...faults.map(({ kind, operation, count, rate }) => `${kind} strikes ${on(operation)}, `
      + (count === null ? "always" : number(count, "more time")) + (rate < 1 ? `, ${rate * 100} % of calls` : "")),
    ...latencies.map(({ operation, before, after }) =>
      `${on(operation)} waits ${before} s before and ${after} s after its effect`),
    ...holds.map(({ operation, when }) => `${on(operation)} is held ${when} its effect`),
    ...held.map(({ operation, when, request }) => `${operation} stands there now, ${when} its effect: ${JSON.stringify(request)}`),
  ];
  element("set").replaceChildren(...texts.map((text) => {
    const item = document.createElement("li");
    item.textContent = plain(text);
    return item;
  }));
  const waiting = held.length ? `, ${number(held.length, "call")} held now` : "";
  const active = faults.length + latencies.length + holds.length;
  element("faults-state").textContent = active ? `${active} set${waiting}` : "none set";
  element("faults").classList.toggle("active", active > 0);
  element("clear").disabled = !active;
}

function submit(form, send) {
  element(form).onsubmit = (event) => {
    event.preventDefault();
    send();
  };
}

const value = (id) => element(id).value;

submit("fault-form", () => ask("POST", "faults", {
  kind: value("fault-kind"),
  operation: value("fault-operation"),
  ...(value("fault-count") && { count: Number(value("fault-count")) }),
}));
submit("hold-form", () => ask("POST", "holds", { operation: value("hold-operation"), when: value("hold-when") }));
submit("wait-form", () => ask("PUT", "latency", { operation: value("wait-operation"), before: Number(value("wait-seconds")) }));
element("clear").onclick = () => ask("DELETE", "faults");
