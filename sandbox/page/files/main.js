// The window: clock bar, sidebar, pane. State comes whole from the server; events say when to ask again.

import { drawMessages } from "./conversation.js";
import { composer } from "./composer.js";
import { drawModal } from "./dialogs.js";
import { avatar, button, el, toast } from "./dom.js";
import { drawHome } from "./home.js";
import { act, appName, load, store, whisper } from "./store.js";
import { exact, noteTime, now } from "./time.js";

const $ = (id) => document.getElementById(id);
let framed = null; // which place the pane was built for

async function refresh() {
  await load();
  noteTime();
  store.place ||= "messages";
  draw();
}

let waiting = false;
let again = false;

// Many things change at once: one question at a time, and one more if something changed meanwhile.
async function refreshSoon() {
  if (waiting) return void (again = true);
  waiting = true;
  do {
    again = false;
    await refresh().catch(() => {});
  } while (again);
  waiting = false;
}

function draw() {
  const { color } = store.state.app;
  if (/^#[0-9a-f]{6}$/i.test(color || "")) document.documentElement.style.setProperty("--app", color);
  drawTop();
  drawSide();
  drawPane();
  drawModal();
}

// -- the clock bar and "act as" ---------------------------------------------------------------------

function drawTop() {
  if (!$("clock")) {
    $("top").append(
      el("div", { class: "clock" }, el("span", { "aria-hidden": "true" }, "🕘"),
        el("time", { id: "clock" }), el("span", { id: "zone", class: "zone" })),
      el("div", { class: "skips", id: "skips", role: "group", "aria-label": "Move the clock" }),
      el("label", { class: "act-as" }, el("span", {}, "Act as"), el("select", { id: "act-as", class: "field", "aria-label": "Act as", onchange: actAs })));
  }
  tick();
  $("zone").textContent = store.state.tz.replaceAll("_", " ");
  const { moves, skips } = store.state.clock;
  if (moves && !$("skips").children.length) {
    const skip = (label, by, style = "") => el("button", { type: "button", class: `btn slim ${style}`, onclick: (event) => move(by, event.target) }, label);
    if (skips) $("skips").append(skip("Skip to the next reminder", "next", "primary"));
    $("skips").append(skip("+1 day", "day"), skip("+1 week", "week"), skip("+1 month", "month"));
  }
  const people = store.state.people.filter((who) => who.person && !who.gone);
  const select = $("act-as");
  if (select.options.length !== people.length) {
    select.replaceChildren(...people.map((who) => el("option", { value: who.handle }, who.name)));
  }
  select.value = store.user;
}

function tick() {
  if (store.state && $("clock")) $("clock").textContent = exact(now());
}

async function move(by, pressed) {
  pressed.disabled = true;
  const answer = await act("clock", { by });
  pressed.disabled = false;
  if (answer.error) return;
  await refresh();
  toast(`It is now ${exact(now())}.`);
}

function actAs(event) {
  store.user = event.target.value;
  sessionStorage.setItem("user", store.user);
  framed = null;
  refreshSoon().then(opened);
}

// -- the sidebar --------------------------------------------------------------------------------------

function drawSide() {
  const { channels, unread, me } = store.state;
  const inApp = store.place === "home" || store.place === "messages";
  const row = (place, current, ...label) => el("button", {
    type: "button", class: "row", "aria-current": current ? "page" : null, onclick: () => go(place),
  }, ...label);
  const badge = unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, String(unread)) : null;
  const focused = [...$("side").querySelectorAll("button")].indexOf(document.activeElement);
  $("side").replaceChildren(
    el("div", { class: "workspace" }, "Sandbox", el("small", {}, "A Slack workspace in a box")),
    el("h2", {}, "Channels"),
    ...channels.map((one) => row(one.id, store.place === one.id, el("span", { class: "sign", "aria-hidden": "true" }, "#"), one.name)),
    el("h2", {}, "Apps"),
    row("messages", inApp, avatar(appName(), store.state.app.id, true), appName(), badge),
    el("div", { class: "me" }, avatar(me.name, me.id), el("span", {}, me.name, el("small", {}, me.role || "Member"))));
  if (focused >= 0) $("side").querySelectorAll("button")[focused]?.focus();
}

function go(place) {
  store.place = place;
  draw();
  opened();
  if (place !== "home") $("message")?.focus();
}

// Slack tells the app when somebody looks at it.
function opened() {
  if (store.place === "home" || store.place === "messages") act("home", { tab: store.place }, { quiet: true });
}

// -- the pane -----------------------------------------------------------------------------------------

const channelId = () => (store.place === "messages" || store.place === "home" ? store.state.app.dm : store.place);

function drawPane() {
  const wanted = `${store.user} ${store.place}`;
  if (framed !== wanted) {
    framed = wanted;
    $("main").replaceChildren(...frame());
  }
  if (store.place === "home") return drawHome($("pane"));
  drawMessages($("pane"), channelId());
  if (store.place === "messages" && store.state.unread && !document.hidden) {
    act("read", { ts: store.state.messages[store.state.app.dm].at(-1).ts }, { quiet: true });
  }
  return undefined;
}

function frame() {
  const channel = store.state.channels.find((one) => one.id === store.place);
  const title = channel ? `# ${channel.name}` : appName();
  const head = el("header", { class: "pane-head" },
    channel ? null : avatar(appName(), store.state.app.id, true), el("h1", {}, title), channel ? null : tabs());
  if (store.place === "home") return [head, el("div", { id: "pane", class: "home", role: "tabpanel", "aria-label": "Home" })];
  const placeholder = channel ? `Message #${channel.name}` : `Message ${appName()}`;
  return [head, el("div", { id: "pane", class: "messages", role: channel ? "log" : "tabpanel", "aria-label": "Messages", tabindex: "0" }),
    composer(channelId(), placeholder)];
}

function tabs() {
  const tab = (place, label) => el("button", {
    type: "button", role: "tab", "aria-selected": String(store.place === place), onclick: () => go(place),
  }, label);
  return el("div", { class: "tabs", role: "tablist", "aria-label": appName() },
    store.state.app.home_tab ? tab("home", "Home") : null, tab("messages", "Messages"));
}

// -- live ---------------------------------------------------------------------------------------------

function listen() {
  const stream = new EventSource("/page/events");
  stream.onopen = refreshSoon; // also after the server was gone for a while
  stream.onmessage = ({ data }) => {
    const { what, who, details } = JSON.parse(data);
    const mine = who === "*" || who === store.state?.me.id;
    if (what === "ephemeral" && (mine || store.ephemerals.size)) heard(who, details);
    if (mine) refreshSoon();
  };
}

function heard(who, message) {
  if (who === "*") { // replaced: only where it was seen before
    for (const seen of store.ephemerals.values()) if (seen.has(message.ts)) seen.set(message.ts, message);
  } else if (who === store.state.me.id) whisper(message);
}

addEventListener("whispered", draw);
addEventListener("try", ({ detail }) => {
  $("message").value = detail;
  $("message").dispatchEvent(new Event("input"));
  $("message").focus();
});
document.addEventListener("visibilitychange", () => store.state && draw());
setInterval(tick, 1000);
await refresh();
opened();
listen();
$("message")?.focus();
