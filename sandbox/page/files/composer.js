// The line one types into: `/` offers commands, `@` people, `#` channels; Enter sends.

import { avatar, button, el } from "./dom.js";
import { menu } from "./menu.js";
import { act, appName, slackbot, store } from "./store.js";

const unsent = new Map(); // channel and person -> what was typed and not sent

export function composer(channel, placeholder) {
  const key = `${store.user} ${channel}`;
  const list = el("div", { class: "options", role: "listbox", id: "suggestions", hidden: true, "aria-label": "Suggestions" });
  const box = el("textarea", {
    id: "message", rows: 1, "aria-label": "Message", placeholder, role: "combobox", autocomplete: "off",
    "aria-expanded": "false", "aria-controls": "suggestions", value: unsent.get(key) || "",
    oninput: () => (grow(), (at = 0), offer()), onclick: () => offer(), onkeydown: keyed, onblur: () => setTimeout(hide, 150),
  });
  let rows = [];
  let at = 0;

  function grow() {
    unsent.set(key, box.value);
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
    send.disabled = !box.value.trim();
  }

  function offer() {
    const before = box.value.slice(0, box.selectionStart);
    rows = suggestions(before);
    list.replaceChildren(...rows.map((row, index) => el("div", {
      role: "option", class: "option", id: `suggestion-${index}`, "aria-selected": String(index === at),
      onmousedown: (event) => (event.preventDefault(), pick(row)),
    }, row.face, el("strong", {}, row.label), row.detail ? el("small", {}, row.detail) : null)));
    list.hidden = !rows.length;
    box.setAttribute("aria-expanded", String(rows.length > 0));
    box.setAttribute("aria-activedescendant", rows.length ? `suggestion-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    rows = [];
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
  }

  function pick(row) {
    const caret = box.selectionStart;
    const start = caret - row.replaces;
    box.setRangeText(`${row.insert} `, start, caret, "end");
    hide();
    grow();
    box.focus();
  }

  function insert(sign) {
    const before = box.value.slice(0, box.selectionStart);
    box.setRangeText(before && !/\s$/.test(before) ? ` ${sign}` : sign, box.selectionStart, box.selectionEnd, "end");
    box.focus();
    grow();
    offer();
  }

  function keyed(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (rows.length && step) at = (at + step + rows.length) % rows.length;
    else if (rows.length && (event.key === "Enter" || event.key === "Tab")) pick(rows[at]);
    else if (rows.length && event.key === "Escape") hide();
    else if (event.key === "Enter" && !event.shiftKey) submit();
    else return;
    event.preventDefault();
    if (rows.length) offer();
  }

  async function submit() {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    hide();
    grow();
    const answer = await act("type", { text, channel }, { quiet: text.startsWith("/") });
    if (answer.error && text.startsWith("/")) {
      slackbot(channel, refusal(text.split(" ")[0], answer.error));
      dispatchEvent(new Event("whispered"));
    }
  }

  const send = button("Send", { class: "icon send", onclick: submit, disabled: true }, "➤");
  const bolt = button("Shortcuts", { class: "icon" }, "⚡");
  menu(bolt, () => store.state.shortcuts.filter((one) => one.type === "global").map((one) => ({
    label: one.name, detail: one.description, run: () => act("shortcut", { callback_id: one.callback_id }),
  })));
  const node = el("div", { class: "composer" }, list, box,
    el("div", { class: "tools" }, bolt, button("Mention somebody", { class: "icon", onclick: () => insert("@") }, "@"),
      el("span", { class: "grow" }), send));
  queueMicrotask(grow);
  return node;
}

function refusal(command, error) {
  if (error === "invalid_command") return `\`${command}\` is not a command here. Type \`/\` to see which there are.`;
  return `${command} failed with the error "${error}"`;
}

function suggestions(before) {
  const command = before.match(/^\/([\w-]*)$/);
  if (command) return commands(command[1]);
  const at = before.match(/(?:^|\s)@([\w.\-]*)$/);
  if (at) return people(at[1]);
  const hash = before.match(/(?:^|\s)#([\w\-]*)$/);
  return hash ? channels(hash[1]) : [];
}

const commands = (typed) => store.state.commands
  .filter((one) => one.command.startsWith(`/${typed}`) && one.command !== `/${typed}`)
  .map((one) => ({
    label: one.command, detail: [one.usage_hint, one.description].filter(Boolean).join(" · "),
    insert: one.command, replaces: typed.length + 1, face: avatar(appName(), store.state.app.id, true),
  }));

function people(typed) {
  const wanted = typed.toLowerCase();
  const fits = (who) => [who.handle, ...who.name.toLowerCase().split(" ")].some((part) => part.startsWith(wanted));
  return store.state.people.filter((who) => !who.gone && fits(who))
    .sort((a, b) => (a.id === store.state.me.id) - (b.id === store.state.me.id)).slice(0, 12).map((who) => ({
    label: who.name, detail: [`@${who.handle}`, who.role, who.id === store.state.me.id ? "you" : ""].filter(Boolean).join(" · "),
    insert: `@${who.handle}`, replaces: typed.length + 1, face: avatar(who.name, who.id, who.bot),
  }));
}

const channels = (typed) => store.state.channels
  .filter((one) => one.name.startsWith(typed.toLowerCase()))
  .map((one) => ({ label: `#${one.name}`, insert: `#${one.name}`, replaces: typed.length + 1, face: null }));

