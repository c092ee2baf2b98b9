// The message pane: days, messages, private answers. Only what has changed is drawn anew.

import { blocks } from "./blocks.js";
import { avatar, button, el } from "./dom.js";
import { fileLink } from "./files.js";
import { menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { act, appName, person, store } from "./store.js";
import { clockTime, dayName, exact, fromTs } from "./time.js";

const TOGETHER = 300; // seconds within which one person's messages share a head
const drawn = new Map(); // ts -> {signature, node}

export function drawMessages(pane, channel) {
  const whispers = [...(store.ephemerals.get(store.user)?.values() || [])].filter((one) => one.channel === channel);
  const list = [...store.state.messages[channel], ...whispers].sort((a, b) => a.ts - b.ts);
  const atEnd = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 60;
  const nodes = list.length ? [] : [hint(channel)];
  let before = null;
  for (const message of list) {
    const day = dayName(fromTs(message.ts));
    if (!before || dayName(fromTs(before.ts)) !== day) nodes.push(dayLine(day), kept(message, null, channel));
    else nodes.push(kept(message, before, channel));
    before = message;
  }
  replace(pane, nodes);
  if (atEnd) pane.scrollTop = pane.scrollHeight;
}

// Moving a node takes the focus from what is in it, so nodes that are in place stay untouched.
function replace(pane, nodes) {
  const keep = new Set(nodes);
  [...pane.children].forEach((child) => keep.has(child) || child.remove());
  nodes.forEach((node, index) => {
    if (pane.children[index] !== node) pane.insertBefore(node, pane.children[index] || null);
  });
}

const days = new Map();

function dayLine(day) {
  if (!days.has(day)) days.set(day, el("div", { class: "day" }, el("span", {}, day)));
  return days.get(day);
}

function kept(message, before, channel) {
  const joined = before && !message.is_ephemeral && !before.is_ephemeral && before.user === message.user &&
    message.ts - before.ts < TOGETHER;
  const signature = JSON.stringify([store.user, store.state.tz, joined, message]);
  const old = drawn.get(message.ts);
  if (old?.signature === signature) return old.node;
  const node = draw(message, joined, channel);
  drawn.set(message.ts, { signature, node });
  return node;
}

function draw(message, joined, channel) {
  const who = person(message.user);
  const isApp = Boolean(message.bot_id);
  const name = isApp ? appName() : who?.name || "Slackbot";
  const time = fromTs(message.ts);
  const stamp = el("time", { class: "stamp", title: exact(time) }, clockTime(time));
  return el("article", { class: `message${message.is_ephemeral ? " private" : ""}${joined ? " joined" : ""}`, "aria-label": `${name}, ${exact(time)}` },
    joined ? el("span", { class: "gutter" }, stamp) : avatar(name, message.user, isApp || who?.bot),
    el("div", { class: "grow" },
      joined ? null : el("div", { class: "head" }, el("strong", {}, name), isApp ? el("span", { class: "badge" }, "APP") : null, stamp),
      message.is_ephemeral ? el("div", { class: "only" }, "Only visible to you") : null,
      body(message),
      message.edited && !isApp ? el("span", { class: "edited" }, " (edited)") : null),
    message.is_ephemeral ? null : tools(message, channel));
}

function body(message) {
  const files = (message.files || []).map(fileLink);
  if (message.blocks?.length) return [blocks(message.blocks, message), files];
  return [message.text || !files.length ? el("div", { class: "text" }, mrkdwn(message.text)) : null, files];
}

function tools(message, channel) {
  if (!store.state.shortcuts.some((one) => one.type === "message")) return null;
  const more = button("More actions for this message", { class: "icon" }, "⋯");
  menu(more, () => store.state.shortcuts.filter((one) => one.type === "message").map((one) => ({
    label: one.name, detail: `${one.description || ""} · ${appName()}`,
    run: () => act("shortcut", { callback_id: one.callback_id, channel, ts: message.ts }),
  })));
  return el("div", { class: "message-tools" }, more);
}

function hint(channel) {
  const here = channel === store.state.app.dm;
  const example = `/met @${store.user === "bob" ? "alice" : "bob"} at KubeCon`;
  const tried = () => dispatchEvent(new CustomEvent("try", { detail: example }));
  return el("div", { class: "hint" },
    here ? avatar(appName(), store.state.app.id, true) : null,
    el("p", {}, here ? `This is the very beginning of your messages with ${appName()}.` : "Nothing has been written here yet."),
    el("button", { type: "button", class: "try", onclick: tried }, `Try: ${example}`));
}
