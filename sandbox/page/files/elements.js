// Everything in a block that can be pressed, chosen or typed into.

import { confirmed } from "./dialogs.js";
import { button, el, newId, toast } from "./dom.js";
import { chooser } from "./chooser.js";
import { fileChooser } from "./files.js";
import { menu } from "./menu.js";
import { leads, text, words } from "./mrkdwn.js";
import { act, remember, store, surfaceKey, trouble } from "./store.js";

// The same table as the server's: where an element keeps its value, and what it starts with.
const KEYS = {
  plain_text_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"], radio_buttons: ["selected_option", "initial_option"],
  multi_static_select: ["selected_options", "initial_options"], checkboxes: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"], multi_users_select: ["selected_users", "initial_users"],
  datepicker: ["selected_date", "initial_date"],
  overflow: ["selected_option", ""], file_input: ["files", ""],
};

export function element(block, item, where, input = {}) {
  const draw = DRAW[item.type];
  if (!draw) return el("span", { class: "unknown" }, `[${item.type}]`);
  return draw({ block, item, where, input, value: current(block, item, where) });
}

function current(block, item, where) {
  if (!KEYS[item.type]) return null;
  const [key, initial] = KEYS[item.type];
  const typed = store.drafts.get(surfaceKey(where))?.[block.block_id]?.[item.action_id];
  if (typed !== undefined) return typed;
  const kept = where.state?.values?.[block.block_id]?.[item.action_id];
  return kept ? kept[key] : item[initial];
}

// A value was set. Inputs of a form keep it until the form is sent; anything else acts at once.
async function changed(one, value, control) {
  const { block, item, where } = one;
  remember(where, block.block_id, item.action_id, value);
  if (block.type === "input" && !block.dispatch_action) return;
  await press(one, control, { [KEYS[item.type][0]]: value });
}

async function press({ block, item, where }, control, chosen = {}) {
  if (item.confirm && !(await confirmed(item.confirm))) return;
  if (item.url) leads(item.url);
  const at = where.ts ? { ts: where.ts } : { id: where.id };
  const values = store.drafts.get(surfaceKey(where)) || {};
  control.classList.add("busy");
  control.disabled = true;
  const request = { where: at, action_id: item.action_id, block_id: block.block_id, chosen, values };
  const answer = await act("click", request, { quiet: true });
  control.classList.remove("busy");
  control.disabled = false;
  if (answer.error) warn(control, trouble(answer.error));
}

function warn(control, words) {
  const sign = el("span", { class: "warning-sign", role: "img", "aria-label": words, title: words }, "⚠️");
  if (!control.nextElementSibling?.classList.contains("warning-sign")) control.after(sign);
  toast(words);
}

const common = ({ item, input }) => ({
  id: input.id,
  "aria-describedby": input.describedby,
  "aria-invalid": input.wrong ? "true" : null,
  "aria-label": input.id ? null : words(item.placeholder) || item.action_id,
  "data-action-id": item.action_id,
  autofocus: item.focus_on_load,
});

function pressable(one) {
  const { item } = one;
  const label = item.accessibility_label || null;
  const node = el("button", {
    type: "button", class: `btn ${item.style || ""}`, "aria-label": label, "data-action-id": item.action_id,
    title: item.url || null, onclick: () => press(one, node),
  }, text(item.text), item.url ? el("span", { class: "away", "aria-hidden": "true" }, "↗") : null);
  return node;
}

function overflow(one) {
  const { item } = one;
  const node = button("More actions", { class: "btn more", "data-action-id": item.action_id }, "⋯");
  menu(node, () => item.options.map((option) => ({
    label: words(option.text), detail: words(option.description),
    run: () => (option.url && leads(option.url), press(one, node, { selected_option: option })),
  })));
  return node;
}

function select(one, options, toValue) {
  const { item, block, value } = one;
  const empty = el("option", { value: "" }, words(item.placeholder) || "Choose");
  const chosen = value ? JSON.stringify(toValue(value)) : "";
  if (!block.optional) empty.disabled = empty.hidden = true;
  const node = el("select", {
    ...common(one), class: "field",
    onchange: () => changed(one, node.value ? JSON.parse(node.value) : null, node),
  }, empty, options());
  node.value = chosen;
  return node;
}

const optionNode = (option) => el("option", { value: JSON.stringify(option) }, words(option.text));

function staticSelect(one) {
  const { item } = one;
  const all = [...(item.options || []), ...(item.option_groups || []).flatMap((group) => group.options)];
  const same = (value) => all.find((option) => option.value === value.value) || value;
  return select(one, () => item.options
    ? item.options.map(optionNode)
    : item.option_groups.map((group) => el("optgroup", { label: words(group.label) }, group.options.map(optionNode))), same);
}

const members = () => store.state.people.filter((who) => !who.gone);
const peopleOptions = () => members().map((who) => el("option", { value: JSON.stringify(who.id) }, who.name));

function several(one, options) {
  return chooser({
    ...one, options, attributes: common(one), chosen: one.value || [],
    changed: (values, node) => changed(one, values, node),
  });
}

function files(one) {
  return fileChooser({
    item: one.item, attributes: common(one), chosen: one.value || [],
    changed: (values, node) => changed(one, values, node),
  });
}

function day(one) {
  const node = el("input", {
    ...common(one), class: "field", type: "date", value: one.value || "", onchange: () => changed(one, node.value || null, node),
  });
  return node;
}

function typed(one) {
  const { item, value } = one;
  const many = item.multiline;
  const left = el("span", { class: "left", "aria-hidden": "true" });
  const count = () => {
    const rest = (item.max_length ?? Infinity) - [...node.value].length;
    left.textContent = rest < 60 ? String(rest) : "";
    left.classList.toggle("over", rest < 0);
  };
  const node = el(many ? "textarea" : "input", {
    ...common(one), class: "field", type: many ? null : "text", rows: many ? 4 : null,
    placeholder: words(item.placeholder) || null, value: value || "", autocomplete: "off",
    oninput: () => (count(), remember(one.where, one.block.block_id, item.action_id, node.value)),
    onkeydown: (event) => {
      if (event.key === "Enter" && one.block.dispatch_action && !many) changed(one, node.value, node);
    },
  });
  count();
  return item.max_length ? el("div", { class: "counted" }, node, left) : node;
}

function choices(kind) {
  return (one) => {
    const { item, value } = one;
    const name = newId();
    const isOn = (option) => (kind === "radio" ? value?.value === option.value : (value || []).some((on) => on.value === option.value));
    const list = el("div", { class: "choices", role: kind === "radio" ? "radiogroup" : "group", "data-action-id": item.action_id });
    const report = () => {
      const on = item.options.filter((_, index) => list.querySelectorAll("input")[index].checked);
      changed(one, kind === "radio" ? on[0] || null : on, list);
    };
    list.append(...item.options.map((option) => el("label", {},
      el("input", { type: kind, name, checked: isOn(option), onchange: report }),
      el("span", {}, text(option.text), option.description ? el("small", {}, text(option.description)) : null))));
    return list;
  };
}

const DRAW = {
  button: pressable,
  overflow,
  static_select: staticSelect,
  users_select: (one) => select(one, peopleOptions, (id) => id),
  multi_users_select: (one) => several(one, members().map((who) => ({ label: who.name, detail: who.role, value: who.id }))),
  multi_static_select: (one) => several(one, (one.item.options || one.item.option_groups.flatMap((group) => group.options))
    .map((option) => ({ label: words(option.text), value: option }))),
  datepicker: day,
  plain_text_input: typed,
  file_input: files,
  checkboxes: choices("checkbox"),
  radio_buttons: choices("radio"),
};
