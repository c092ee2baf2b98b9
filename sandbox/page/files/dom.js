// Building the page. Text always becomes a text node: nothing a bot or a person writes turns into HTML.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

export function button(label, attributes, ...children) {
  return el("button", { type: "button", "aria-label": label, title: label, ...attributes }, ...children);
}

let numbered = 0;
export const newId = () => `n${++numbered}`;

export function toast(text) {
  const note = el("div", { class: "toast" }, text);
  const tray = document.getElementById("toasts");
  tray.append(note);
  [...tray.children].slice(0, -2).forEach((old) => old.remove());
  if (tray.matches(":popover-open")) tray.hidePopover();
  tray.showPopover(); // anew, so that it lies on top of a modal
  setTimeout(() => note.remove(), 6000);
}

const COLOURS = ["#7a5ea8", "#2f7d6b", "#a8553a", "#34709c", "#8a6d1f", "#a14a76", "#4d7a34", "#5a64a8"];

export function avatar(name, id, isApp = false) {
  const letters = name.split(" ").map((word) => word[0]).slice(0, 2).join("");
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const face = el("span", { class: isApp ? "avatar app" : "avatar", "aria-hidden": "true" }, letters);
  if (!isApp) face.style.background = COLOURS[sum % COLOURS.length];
  return face;
}
