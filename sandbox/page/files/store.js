// What the page knows: the server's state for the acting person, and what only this window remembers.

import { toast } from "./dom.js";

export const store = {
  user: sessionStorage.getItem("user") || "alice",
  place: null, // a channel's id, "home" or "messages"
  state: null,
  ephemerals: new Map(), // handle -> Map(ts -> message): gone when the page is loaded anew, as in Slack
  drafts: new Map(), // surface -> {block_id: {action_id: value}}: typed or chosen, not sent yet
};

export async function load() {
  const user = store.user;
  const response = await fetch(`/page/state?user=${encodeURIComponent(user)}`);
  const state = await response.json();
  if (user === store.user) store.state = state; // somebody else may have taken over meanwhile
}

const SAID = {
  operation_timeout: "Tactful did not answer in time.",
  dispatch_failed: "Tactful is not connected.",
  gone: "This is no longer there.",
};

export const trouble = (error) => SAID[error] || `Something went wrong (${error}).`;

// Do something as the acting person. Returns the answer; what went wrong is told once, here.
export async function act(name, body = {}, { quiet = false } = {}) {
  let answer;
  try {
    await uploadFiles(body.values || {});
    const response = await fetch(`/page/do/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user: store.user, ...body }),
    });
    answer = await response.json();
  } catch {
    answer = { error: "The sandbox does not answer" };
  }
  if (answer.error === "told") toast(answer.payload);
  else if (answer.error && !quiet) toast(trouble(answer.error));
  return answer;
}

// Files wait on this side until what they were chosen for is sent; uploaded once, they go by their id.
async function uploadFiles(values) {
  for (const entries of Object.values(values)) {
    for (const [actionId, value] of Object.entries(entries)) {
      if (Array.isArray(value)) entries[actionId] = await Promise.all(value.map(uploaded));
    }
  }
}

async function uploaded(value) {
  if (!(value instanceof File)) return value;
  const response = await fetch(`/page/upload?${new URLSearchParams({ user: store.user, name: value.name })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: value,
  });
  return response.json();
}

export function whisper(message) {
  const mine = store.ephemerals.get(store.user) || new Map();
  store.ephemerals.set(store.user, mine.set(message.ts, message));
}

// Only this window says it, in Slackbot's name: a command that failed, a command that does not exist.
export function slackbot(channel, text) {
  const ts = (Date.parse(store.state.now) / 1000 + performance.now() / 1e6).toFixed(6);
  whisper({ ts, channel, text, user: "USLACKBOT", is_ephemeral: true });
}

export const surfaceKey = (where) => where.ts || where.id;

export function remember(where, blockId, actionId, value) {
  const draft = store.drafts.get(surfaceKey(where)) || {};
  (draft[blockId] ||= {})[actionId] = value;
  store.drafts.set(surfaceKey(where), draft);
}

export const person = (id) => store.state.people.find((one) => one.id === id);
export const appName = () => store.state.app.name;
