// `rich_text` blocks: what Slack's own composer makes.

import { el } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { channel, link, mention } from "./mrkdwn.js";
import { slackDate } from "./time.js";

const INLINE = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text),
  user: (part) => mention(part.user_id),
  channel: (part) => channel(part.channel_id),
  emoji: (part) => EMOJI[part.name] || `:${part.name}:`,
  broadcast: (part) => el("span", { class: "mention loud" }, `@${part.range}`),
  date: (part) => el("time", {}, slackDate(part.timestamp, part.format, part.fallback || "")),
};
const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code" };

function inlinePart(part) {
  let node = INLINE[part.type] ? INLINE[part.type](part) : "";
  for (const [style, tag] of Object.entries(TAGS)) if (part.style?.[style]) node = el(tag, {}, node);
  return node;
}

export function richText(elements) {
  return elements.map((element) => {
    const parts = () => element.elements.map(inlinePart);
    if (element.type === "rich_text_preformatted") return el("pre", {}, parts());
    return el("div", { class: "lines" }, parts());
  });
}
