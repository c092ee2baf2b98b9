// Files: chosen in a form, and shown under a message as a link that downloads them.

import { button, el } from "./dom.js";

export function fileChooser({ item, attributes, chosen, changed }) {
  let files = [...chosen];
  const most = item.max_files ?? 10;
  const kinds = item.filetypes || [];
  const list = el("ul", { class: "chosen" });
  const input = el("input", {
    ...attributes, type: "file", multiple: most > 1, accept: kinds.map((kind) => `.${kind}`).join(",") || null,
    onchange: () => {
      set(most > 1 ? [...files, ...input.files] : [...input.files]);
      input.value = ""; // so that the same file can be chosen again
    },
  });
  const told = `${kinds.length ? kinds.join(", ").toUpperCase() : "Any file"}, up to 10 MB`;
  const box = el("div", { class: "file-field field" }, input, el("small", {}, told), list);

  function set(next) {
    files = next;
    draw();
    changed(files, box);
  }

  function draw() {
    list.replaceChildren(...files.map((file) => el("li", {}, face(file.name, size(file.size)),
      button(`Remove ${file.name}`, { class: "icon", onclick: () => set(files.filter((one) => one !== file)) }, "×"))));
    list.hidden = !files.length;
  }

  draw();
  return box;
}

export function fileLink(file) {
  if (file.mode === "tombstone") return el("div", { class: "file gone" }, "This file was deleted.");
  return el("a", { class: "file", href: `/page/file/${file.id}`, download: file.name, title: `Download ${file.name}` },
    face(file.title || file.name, `${file.pretty_type} · ${size(file.size)}`),
    el("span", { class: "away", "aria-hidden": "true" }, "↓"));
}

const face = (name, detail) => [
  el("span", { class: "emoji", "aria-hidden": "true" }, "📄"),
  el("span", { class: "file-name" }, name, el("small", {}, detail)),
];

function size(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  const [unit, many] = bytes < 1e6 ? ["kB", bytes / 1e3] : ["MB", bytes / 1e6];
  return `${many < 10 ? many.toFixed(1) : Math.round(many)} ${unit}`;
}
