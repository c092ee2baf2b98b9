// A menu under a button: arrow keys, Enter, Escape, a click elsewhere.

import { el } from "./dom.js";

let open = null;

export function closeMenu({ focus = false } = {}) {
  if (!open) return;
  const { node, opener } = open;
  open = null;
  node.remove();
  opener.setAttribute("aria-expanded", "false");
  if (focus) opener.focus();
}

// `items` is asked when the menu opens: [{label, detail, run}].
export function menu(opener, items, { empty = "Nothing here yet" } = {}) {
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => {
    event.stopPropagation();
    const again = open?.opener === opener;
    closeMenu();
    if (!again) show(opener, items(), empty);
  });
}

function show(opener, items, empty) {
  const rows = items.map((item) => el("button", {
    type: "button", role: "menuitem", class: "menu-item", tabindex: "-1",
    onclick: () => (closeMenu({ focus: true }), item.run()),
  }, el("span", {}, item.label), item.detail ? el("small", {}, item.detail) : null));
  const node = el("div", { class: "menu", role: "menu", onkeydown: (event) => move(event, rows) },
    rows.length ? rows : el("div", { class: "menu-empty" }, empty));
  // Inside an open dialog the rest of the page is out of reach, so the menu goes in there.
  (opener.closest("dialog") || document.body).append(node);
  place(node, opener.getBoundingClientRect());
  opener.setAttribute("aria-expanded", "true");
  open = { node, opener };
  rows[0]?.focus();
}

function place(node, anchor) {
  const { width, height } = node.getBoundingClientRect();
  const below = anchor.bottom + 4 + height < innerHeight;
  node.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - width - 8))}px`;
  node.style.top = `${Math.max(8, below ? anchor.bottom + 4 : anchor.top - height - 4)}px`;
}

function move(event, rows) {
  const at = rows.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1 + rows.length, Home: 0, End: rows.length - 1 };
  if (event.key in steps) rows[steps[event.key] % rows.length]?.focus();
  else if (event.key === "Escape" || event.key === "Tab") closeMenu({ focus: true });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

addEventListener("click", () => closeMenu());
addEventListener("resize", () => closeMenu());
