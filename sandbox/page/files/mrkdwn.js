// Slack's text: mrkdwn, with the three entities, mentions, links, dates and emoji. Returns DOM nodes.

import { el, toast } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { appName, person, store } from "./store.js";
import { exact, slackDate } from "./time.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const decode = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
const STYLES = { "*": "strong", _: "em", "~": "s" };
const isWord = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

export const emoji = (text) =>
  text.replace(/:([a-z0-9_+\-]+):/g, (whole, name) => EMOJI[name] || whole);

// A text object (or a bare string, which is mrkdwn) as nodes.
export function text(object) {
  if (!object) return [];
  if (object.type !== "plain_text") return mrkdwn(object.text ?? object);
  const shown = decode(object.emoji === false ? object.text : emoji(object.text));
  return lines(shown);
}

export const words = (object) => (object ? decode(emoji(object.text)) : "");

function lines(plain) {
  return plain.split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

export function mrkdwn(source) {
  return source.split(/```\n?([\s\S]+?)\n?```/).flatMap((part, index) =>
    index % 2 ? [el("pre", {}, decode(part))] : quotes(part.replace(/^\n|\n$/g, index ? "" : "$&")));
}

function quotes(source) {
  const out = [];
  let quoted = [];
  let plain = [];
  const flush = () => {
    if (quoted.length) out.push(el("blockquote", {}, inline(quoted.join("\n"))));
    if (plain.length) out.push(...inline(plain.join("\n")));
    [quoted, plain] = [[], []];
  };
  for (const line of source.split("\n")) {
    const isQuote = /^(&gt;|>) ?/.test(line);
    if (isQuote && plain.length) flush();
    if (!isQuote && quoted.length) flush();
    if (isQuote) quoted.push(line.replace(/^(&gt;|>) ?/, ""));
    else plain.push(line);
  }
  flush();
  return out;
}

function inline(source) {
  const out = [];
  let plain = "";
  const push = (node) => {
    out.push(decode(plain), node);
    plain = "";
  };
  let at = 0;
  while (at < source.length) {
    const rest = source.slice(at);
    const found = special(rest, source, at);
    if (found) {
      push(found.node);
      at += found.length;
    } else {
      plain += source[at];
      at += 1;
    }
  }
  return [...out, decode(plain)].filter((node) => node !== "");
}

function special(rest, source, at) {
  if (rest[0] === "\n") return { node: el("br"), length: 1 };
  let match = rest.match(/^<([^<>\n]+)>/);
  if (match) return { node: angled(match[1]), length: match[0].length };
  match = rest.match(/^`([^`\n]+)`/);
  if (match) return { node: el("code", {}, decode(match[1])), length: match[0].length };
  match = rest.match(/^:([a-z0-9_+\-]+):/);
  if (match && EMOJI[match[1]]) {
    return { node: el("span", { class: "emoji", role: "img", "aria-label": match[1] }, EMOJI[match[1]]), length: match[0].length };
  }
  return STYLES[rest[0]] && !isWord(source[at - 1]) ? styled(rest) : null;
}

function styled(rest) {
  const mark = rest[0];
  if (!rest[1] || /\s/.test(rest[1]) || rest[1] === mark) return null;
  for (let end = rest.indexOf(mark, 2); end > 0; end = rest.indexOf(mark, end + 1)) {
    if (rest.slice(0, end).includes("\n")) return null;
    if (!/\s/.test(rest[end - 1]) && !isWord(rest[end + 1])) {
      return { node: el(STYLES[mark], {}, inline(rest.slice(1, end))), length: end + 1 };
    }
  }
  return null;
}

function angled(inside) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return el("span", { class: "mention loud" }, `@${target.slice(1).split("^")[0]}`);
  return link(decode(target), label ? decode(label) : null);
}

export function mention(id) {
  const who = person(id);
  const name = who ? (who.id === store.state.app.id ? appName() : who.handle) : id;
  const own = id === store.state.me.id ? "mention own" : "mention";
  return el("span", { class: own, title: who ? [who.name, who.role].filter(Boolean).join(" · ") : id }, `@${name}`);
}

export function channel(id, label) {
  const found = store.state.channels.find((one) => one.id === id);
  return el("span", { class: "mention" }, `#${found ? found.name : label || id}`);
}

function date(target, fallback) {
  const [, seconds, pattern] = target.split("^");
  const shown = slackDate(seconds, decode(pattern || ""), decode(fallback || target));
  return el("time", { title: exact(new Date(Number(seconds) * 1000)) }, shown);
}

// A web link opens beside the sandbox. What leads into Slack itself is only described.
export function link(url, label) {
  const shown = label || url.replace(/^mailto:/, "");
  if (/^(https?|mailto):/i.test(url)) {
    return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url }, shown);
  }
  if (/^slack:/i.test(url)) {
    return el("button", { type: "button", class: "link", title: url, onclick: () => leads(url) }, shown);
  }
  return document.createTextNode(`<${label ? `${url}|${label}` : url}>`);
}

export function leads(url) {
  const id = /^slack:\/\/user\?.*\bid=(\w+)/.exec(url)?.[1];
  const who = id && person(id);
  toast(who ? `In Slack this opens your chat with ${who.name}: ${url}` : `In Slack this leads to ${url}`);
}
