// Choosing several: what is chosen stands as chips, typing narrows a list down.

import { button, el, newId } from "./dom.js";
import { words } from "./mrkdwn.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export function chooser({ item, options, attributes, chosen, changed }) {
  let values = [...chosen];
  let at = 0;
  const listId = newId();
  const list = el("div", { class: "options", role: "listbox", id: listId, hidden: true });
  const chips = el("span", { class: "chips" });
  const field = el("input", {
    ...attributes, type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": listId,
    oninput: () => ((at = 0), offer()), onclick: () => offer(),
    onblur: () => setTimeout(hide, 150), onkeydown: key,
  });
  const box = el("div", { class: "chooser field", onclick: () => field.focus() }, chips, field, list);

  const full = () => values.length >= (item.max_selected_items ?? Infinity);
  const left = () => options.filter((option) =>
    !values.some((value) => same(value, option.value)) &&
    `${option.label} ${option.detail || ""}`.toLowerCase().includes(field.value.trim().toLowerCase()));

  function set(next) {
    values = next;
    field.value = "";
    draw();
    hide();
    changed(values, box);
  }

  function draw() {
    chips.replaceChildren(...values.map((value) => {
      const option = options.find((one) => same(one.value, value)) || { label: String(value) };
      return el("span", { class: "chip" }, option.label,
        button(`Remove ${option.label}`, { onclick: () => set(values.filter((one) => one !== value)) }, "×"));
    }));
    field.placeholder = values.length ? "" : words(item.placeholder) || "Choose";
  }

  function offer() {
    const rows = full() ? [] : left().slice(0, 50);
    list.replaceChildren(...rows.map((option, index) => el("div", {
      role: "option", class: "option", id: `${listId}-${index}`, "aria-selected": String(index === at),
      onmousedown: (event) => (event.preventDefault(), set([...values, option.value])),
    }, el("span", {}, option.label), option.detail ? el("small", {}, option.detail) : null)));
    if (!rows.length) list.append(el("div", { class: "menu-empty" }, full() ? "That is the most you can choose." : "Nobody by that name."));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-activedescendant", rows.length ? `${listId}-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function key(event) {
    const rows = full() ? [] : left();
    if (event.key === "Backspace" && !field.value && values.length) return set(values.slice(0, -1));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % Math.max(rows.length, 1);
      offer();
    } else if (event.key === "Enter" && !list.hidden && rows[at]) set([...values, rows[at].value]);
    else if (event.key === "Escape" && !list.hidden) hide();
    else return undefined;
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  }

  draw();
  return box;
}
