/* Runs once when the page has been built. It only moves the reader's eyes, from a number in an answer to its quote in
   the article, and back, and says aloud what Gradio's fields only show. All HTML is made on the server; nothing here
   makes any. */
(() => {
  "use strict";
  const FLASH_MS = 1800;
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = () => (calm() ? "auto" : "smooth");
  const shownArticle = () => document.querySelector("#article .article");
  const lastTurn = () => [...document.querySelectorAll("#conversation .turn")].at(-1);

  /* On a wide screen conversation and article scroll by themselves; on a phone the whole page does. */
  const scrolls = (pane) => pane && /auto|scroll/.test(getComputedStyle(pane).overflowY);

  function flash(parts) {
    for (const part of parts) {
      part.classList.remove("flash");
      void part.offsetWidth; // without a reflow in between, the animation would not start again
      part.classList.add("flash");
      setTimeout(() => part.classList.remove("flash"), FLASH_MS);
    }
  }

  const partsOf = (number) => [...document.querySelectorAll(`#article mark[data-quotes~="${number}"]`)];

  /* Focus goes along, as with a footnote, so that the keyboard reads on at the quote and finds its way back. */
  function showQuote(number) {
    const parts = partsOf(number);
    if (!parts.length) return;
    parts[0].scrollIntoView({ block: "center", behavior: behavior() });
    flash(parts);
    document.querySelector(`#article button[data-back="${number}"]`)?.focus({ preventScroll: true });
  }

  /* Nobody asked for it, so nothing jumps: a quote already in sight stays where it is, and on a phone, where the
     article stands below, the reader is not pulled away from the answer. */
  function bringIntoSight(mark) {
    const pane = document.getElementById("reading");
    if (!scrolls(pane)) return;
    const view = pane.getBoundingClientRect();
    const place = mark.getBoundingClientRect();
    if (place.top >= view.top && place.bottom <= view.bottom) return;
    pane.scrollTo({ top: place.top - view.top + pane.scrollTop - pane.clientHeight / 4, behavior: behavior() });
  }

  function openQuote(marker) {
    const { turn, quote, article } = marker.dataset;
    const shown = shownArticle()?.dataset;
    if (shown?.article === article && shown?.turn === turn) return showQuote(quote);
    const detail = { turn: Number(turn), quote: Number(quote) };
    conversationRoot()?.dispatchEvent(new CustomEvent("verbatim:open-quote", { detail }));
  }

  /* The element that Gradio's bridge listens on: the root of its HTML component. */
  const conversationRoot = () => document.querySelector("#conversation .conversation")?.parentElement;

  function backToAnswer(number) {
    const turn = shownArticle()?.dataset.turn;
    const marker = document.querySelector(`#conversation .claims [data-turn="${turn}"][data-quote="${number}"]`)
      ?? document.querySelector(`#conversation [data-turn="${turn}"][data-quote="${number}"]`);
    if (!marker) return;
    marker.scrollIntoView({ block: "center", behavior: behavior() });
    marker.focus({ preventScroll: true });
    flash([marker]);
  }

  document.addEventListener("click", (event) => {
    const marker = event.target.closest?.("button.marker");
    if (marker?.dataset.back) backToAnswer(marker.dataset.back);
    else if (marker) openQuote(marker);
    // The buttons swap places; whoever works with the keyboard (detail 0) is taken to the question field.
    else if (event.detail === 0 && event.target.closest?.("#ask, #stop, #new, #ask-all, .example")) {
      document.querySelector("#question textarea")?.focus();
    }
  });

  /* A newly shown article, or one with new highlights, says itself what is to be brought into view. */
  let revealed = "";
  function articleChanged() {
    const { article, turn, reveal, flash: asked } = shownArticle()?.dataset ?? {};
    const marks = document.querySelectorAll("#article mark").length;
    const now = [article, turn, reveal, asked, marks].join("/");
    if (now === revealed) return;
    const other = !revealed.startsWith(`${article}/`);
    revealed = now;
    const mark = document.querySelector(`#article mark[data-start="${reveal}"]`);
    if (mark && asked !== undefined) showQuote(mark.dataset.quotes.split(" ")[0]);
    else if (mark) bringIntoSight(mark);
    else if (other) document.getElementById("reading").scrollTop = 0;
  }

  /* While an answer is being made, its question stays at the top, unless the reader has scrolled meanwhile. */
  let followed = null;
  let following = false;
  function conversationChanged() {
    const turn = lastTurn();
    const count = document.querySelectorAll("#conversation .turn").length;
    if (count !== followed) {
      followed = count;
      following = count > 0;
      // On a phone the keyboard would hide the answer.
      if (window.matchMedia("(pointer: coarse)").matches) document.activeElement?.blur();
    }
    if (!turn || !following) return;
    const pane = document.getElementById("talk");
    if (scrolls(pane)) {
      pane.scrollTop += turn.getBoundingClientRect().top - pane.getBoundingClientRect().top - 16;
    } else if (count > 1) {
      window.scrollBy({ top: turn.getBoundingClientRect().top - 16 });
    }
  }
  for (const sign of ["wheel", "touchmove", "pointerdown"]) {
    document.addEventListener(sign, () => { following = false; }, { passive: true });
  }

  /* What Gradio leaves unsaid in the fields that choose articles: whether they are open, which name a cross takes
     away, that another line stands there, and which one tells what is wrong in a field. */
  function scopeChanged() {
    document.getElementById("scope-line")?.setAttribute("aria-live", "polite");
    const fold = document.querySelector("#choosing > .label-wrap");
    fold?.setAttribute("aria-expanded", String(fold.classList.contains("open")));
    for (const token of document.querySelectorAll("#scope .token")) {
      token.querySelector("[role=button]")?.setAttribute("aria-label", `Remove ${token.querySelector("span").textContent}`);
    }
    for (const told of document.querySelectorAll("#scope [data-field]")) {
      const { field } = told.dataset;
      const input = document.querySelector(`#${field} :is(input, textarea)`);
      input?.setAttribute("aria-invalid", String(told.childElementCount > 0));
      if (told.childElementCount > 0) input?.setAttribute("aria-describedby", `${field}-fault`);
      else input?.removeAttribute("aria-describedby");
    }
  }

  const SHOWN = ["data-article", "data-turn", "data-reveal", "data-flash", "data-quotes"];
  function watch(id, changed, attributeFilter) {
    const observer = new MutationObserver(changed);
    observer.observe(document.getElementById(id), { subtree: true, childList: true, characterData: true, attributeFilter });
  }
  watch("article", articleChanged, SHOWN);
  watch("conversation", conversationChanged, SHOWN);
  watch("composer", scopeChanged, ["class"]);
})();
