// Block Kit as Slack draws it. `where` is the message or view the blocks belong to.

import { el, newId } from "./dom.js";
import { element } from "./elements.js";
import { richText } from "./richtext.js";
import { text } from "./mrkdwn.js";

const DRAW = {
  section: (block, where) =>
    el("div", { class: "section" },
      el("div", { class: "grow" },
        block.text ? el("div", { class: "text" }, text(block.text)) : null,
        block.fields ? el("div", { class: "fields" }, block.fields.map((one) => el("div", { class: "text" }, text(one)))) : null),
      block.accessory ? el("div", { class: "accessory" }, element(block, block.accessory, where)) : null),
  header: (block) => el("h3", { class: "header" }, text(block.text)),
  divider: () => el("hr"),
  context: (block) =>
    el("div", { class: "context" }, block.elements.map((one) =>
      one.type === "image" ? picture(one) : el("span", {}, text(one)))),
  actions: (block, where) => el("div", { class: "actions" }, block.elements.map((one) => element(block, one, where))),
  image: (block) => el("figure", {}, block.title ? el("figcaption", {}, text(block.title)) : null, picture(block)),
  input: (block, where) => input(block, where),
  rich_text: (block) => el("div", { class: "text" }, richText(block.elements)),
};

// Nothing is loaded from elsewhere: a picture is its description.
const picture = (image) => el("span", { class: "picture", role: "img", "aria-label": image.alt_text }, `🖼 ${image.alt_text}`);

function input(block, where) {
  const [id, noteId] = [newId(), newId()];
  const wrong = where.errors?.[block.block_id];
  const control = element(block, block.element, where, { id, describedby: noteId, wrong: Boolean(wrong) });
  const group = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const label = [text(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  return el(group ? "fieldset" : "div", { class: wrong ? "input wrong" : "input" },
    group ? el("legend", {}, label) : el("label", { for: id }, label),
    control,
    el("div", { class: "note", id: noteId, role: wrong ? "alert" : null }, wrong || text(block.hint)));
}

export function blocks(list, where) {
  return list.map((block) => {
    const draw = DRAW[block.type] || (() => el("div", { class: "text" }, `[${block.type}]`));
    return el("div", { class: `block ${block.type}-block`, "data-block-id": block.block_id }, draw(block, where));
  });
}
