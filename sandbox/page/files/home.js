// The Home tab: the view the app has published for this person.

import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { appName, store } from "./store.js";

export function drawHome(pane) {
  const view = store.state.home;
  const signature = JSON.stringify([store.user, store.state.tz, view?.id, view?.hash]);
  if (pane.dataset.signature === signature) return;
  const focused = document.activeElement?.closest("#pane") ? document.activeElement.dataset.actionId : null;
  const top = pane.scrollTop;
  pane.dataset.signature = signature;
  pane.replaceChildren(view
    ? el("div", { class: "home-view" }, blocks(view.blocks, view))
    : el("div", { class: "hint" }, el("p", {}, `${appName()} has not filled this page yet.`)));
  pane.scrollTop = top;
  if (focused) pane.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)?.focus();
}
