// The confirm dialog, and the modal: the top view of up to three.

import { blocks } from "./blocks.js";
import { button, el } from "./dom.js";
import { text, words } from "./mrkdwn.js";
import { act, store, trouble } from "./store.js";

export function confirmed(confirm) {
  return new Promise((resolve) => {
    const done = (answer) => (dialog.close(), dialog.remove(), resolve(answer));
    const yes = confirm.style === "danger" ? "btn danger solid" : "btn primary";
    const dialog = el("dialog", {
      class: "modal small", "aria-label": words(confirm.title), oncancel: (event) => (event.preventDefault(), done(false)),
    },
      el("header", {}, el("h2", {}, text(confirm.title))),
      el("div", { class: "body" }, text(confirm.text)),
      el("footer", {},
        el("button", { type: "button", class: "btn", onclick: () => done(false) }, text(confirm.deny)),
        el("button", { type: "button", class: yes, onclick: () => done(true) }, text(confirm.confirm))));
    document.body.append(dialog);
    dialog.showModal();
  });
}

let shown = null; // {dialog, signature, id}

export function drawModal() {
  const view = store.state.modals.at(-1);
  const signature = view && JSON.stringify([store.user, view.id, view.hash, view.errors]);
  if (signature === (shown?.signature ?? undefined)) return;
  const kept = shown && shown.id === view?.id ? place(shown.dialog) : null;
  shown?.dialog.close();
  shown?.dialog.remove();
  shown = view ? { dialog: modal(view), signature, id: view.id } : null;
  if (!shown) return store.drafts.forEach((_, key) => key.startsWith("V") && key !== store.state.home?.id && store.drafts.delete(key));
  document.body.append(shown.dialog);
  shown.dialog.showModal();
  settle(shown.dialog, kept);
  return undefined;
}

// The same view drawn anew keeps its scroll and the field one was in; the first error has the focus.
const place = (dialog) => ({
  top: dialog.querySelector(".body").scrollTop,
  action: document.activeElement?.dataset?.actionId,
});

function settle(dialog, kept) {
  const find = (selector) => dialog.querySelector(selector);
  if (kept) find(".body").scrollTop = kept.top;
  const target = find("[aria-invalid]") || (kept?.action && find(`[data-action-id="${CSS.escape(kept.action)}"]`)) ||
    find("[autofocus]") || find(".body input, .body textarea, .body select, .body button") || find("footer button");
  target?.focus();
}

function modal(view) {
  const close = (all) => act("close", { where: { id: view.id }, all });
  const failed = el("div", { class: "failed", role: "alert" });
  const cross = button("Close", { class: "icon", onclick: () => close(true) }, "×");
  const back = view.previous_view_id ? button("Back", { class: "icon", onclick: () => close(false) }, "‹") : null;
  const cancel = view.close || view.submit
    ? el("button", { type: "button", class: "btn", onclick: () => close(false) }, view.close ? text(view.close) : "Cancel")
    : null;
  const save = view.submit ? el("button", { type: "submit", class: "btn primary" }, text(view.submit)) : null;
  const form = el("form", { novalidate: true, onsubmit: (event) => (event.preventDefault(), send(view, save, failed)) },
    el("header", {}, back, el("h2", {}, text(view.title)), cross),
    el("div", { class: "body" }, blocks(view.blocks, view)),
    failed,
    cancel || save ? el("footer", {}, cancel, save) : null);
  return el("dialog", { class: "modal", "aria-label": words(view.title), oncancel: (event) => (event.preventDefault(), close(false)) }, form);
}

async function send(view, save, failed) {
  if (!save || save.disabled) return;
  save.disabled = true;
  save.classList.add("busy");
  failed.textContent = "";
  const values = store.drafts.get(view.id) || {};
  const answer = await act("submit", { where: { id: view.id }, values }, { quiet: true });
  save.disabled = false;
  save.classList.remove("busy");
  if (answer.error) failed.textContent = `${trouble(answer.error)} You can try again.`;
}
