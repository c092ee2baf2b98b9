// `rich_text` and `markdown` blocks: what Slack's own composer makes, and what language models write.

import { el } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { channel, link, mention, mrkdwn } from "./mrkdwn.js";
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
    if (element.type === "rich_text_quote") return el("blockquote", {}, parts());
    if (element.type === "rich_text_list") {
      const items = element.elements.map((item) => el("li", {}, item.elements.map(inlinePart)));
      return el(element.style === "ordered" ? "ol" : "ul", {}, items);
    }
    return el("div", { class: "lines" }, parts());
  });
}

// Enough of Markdown to read a draft: headings, lists, bold, links. The rest is shown as written.
export function markdown(source) {
  const escaped = source.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const slack = escaped
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/^[-*] +/gm, "• ")
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
  return mrkdwn(slack);
}
