// Words of the page, and what every part of it needs.

export const element = (id) => document.getElementById(id);

export const number = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

// Names and tag values may hold characters that turn or hide the text around them: their escapes are shown.
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
export const plain = (value) => typeof value !== "string" ? value
  : value.replace(OBEYED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

export function button(text, onclick, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.onclick = onclick;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

// Asks the service's control; what it refuses is shown in its own words.
export async function ask(method, path, body) {
  const answer = await fetch(`/_local/${path}`, { method, body: body && JSON.stringify(body) });
  const told = await answer.json();
  element("problem").hidden = answer.ok;
  element("problem").textContent = answer.ok ? "" : plain(told.error);
  return answer.ok ? told : undefined;
}
