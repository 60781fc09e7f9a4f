// Improves a page that also works without it: saves as one goes, says so, reads formulas as they
// are typed, and knows a few keys. What cannot be sent stays on the page and is sent again.
"use strict";

(() => {
  const form = document.getElementById("page");
  if (!form) return;
  document.documentElement.classList.add("js");
  const said = form.dataset;
  const saved = document.getElementById("saved");
  const feedback = document.getElementById("feedback");
  const entry = document.getElementById("answer");
  const isQuestion = form.getAttribute("action").startsWith("/questions/");
  const TYPING_MS = 350;
  const LONGEST_WAIT_MS = 15000;

  // --- what is said of saving ------------------------------------------------------------------

  function say(state, sentence) {
    saved.className = state;
    // A screen reader hears changes: what is said already is not said again. While something
    // waits to be sent, the style sheet shows an ellipsis in place of the words.
    if (saved.textContent !== sentence) saved.textContent = sentence;
  }

  // --- sending ---------------------------------------------------------------------------------

  let last = isQuestion ? content() : ""; // what the server has
  let busy = null; // the request under way
  let wait = 1000;
  let timer = 0;

  function content() {
    return new URLSearchParams(new FormData(form)).toString();
  }

  async function send(go) {
    const body = content();
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: body + "&go=" + encodeURIComponent(go),
    });
    const found = await response.json();
    if (found.problem) throw new Refusal(found.problem);
    last = body;
    wait = 1000;
    return found;
  }

  class Refusal extends Error {}

  // One request at a time, so that an older answer never overwrites a newer one.
  async function ask(go) {
    if (!saved.classList.contains("lost")) saved.className = "waiting";
    while (busy) await busy;
    clearTimeout(timer);
    let done;
    busy = new Promise((resolve) => { done = resolve; });
    try {
      const found = await send(go);
      show(found);
    } catch (error) {
      failed(error, go);
    } finally {
      busy = null;
      done();
    }
  }

  function failed(error, go) {
    if (error instanceof Refusal) {
      say("lost", error.message);
      return;
    }
    say("lost", said.unreachable);
    if (!isQuestion) return;
    timer = setTimeout(() => ask(""), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function save() {
    if (isQuestion && content() !== last) ask("");
  }

  function saveSoon() {
    if (content() === last) return;
    if (!saved.classList.contains("lost")) saved.className = "waiting";
    clearTimeout(timer);
    timer = setTimeout(save, TYPING_MS);
  }

  // --- showing what came back ------------------------------------------------------------------

  function show(found) {
    if (found.location) {
      leaving = true;
      if (found.location === location.pathname) location.reload();
      else location.assign(found.location);
      return;
    }
    const kept = content() === last;
    say(kept ? "" : "waiting", found.answered ? said.saved : "");
    if (!kept) timer = setTimeout(save, TYPING_MS);
    progressed(found);
    noted(found);
    judged(found);
  }

  function progressed(found) {
    document.getElementById("progress").value = found.count;
    document.getElementById("progress-text").textContent = found.progress;
    const chip = form.querySelector('.chip[aria-current="step"]');
    chip.classList.toggle("answered", found.answered);
    chip.setAttribute("aria-label", found.label);
    document.getElementById("clear").hidden = !found.answered;
  }

  function noted(found) {
    const note = document.getElementById("note");
    const words = document.getElementById("words");
    if (words && found.words) words.textContent = found.words;
    if (!note) return;
    note.classList.toggle("bad", found.bad);
    if (note.dataset.html !== found.note) note.innerHTML = found.note; // our server's, escaped
    note.dataset.html = found.note;
    if (found.bad) entry.setAttribute("aria-invalid", "true");
    else entry.removeAttribute("aria-invalid");
  }

  function judged(found) {
    for (const option of form.querySelectorAll(".option")) {
      const mark = found.marks[option.querySelector("input").value] || "";
      option.dataset.mark = mark;
      const words = option.querySelector(".mark");
      if (words) words.textContent = mark ? said[mark] : "";
    }
    if (feedback.dataset.html === found.feedback) return;
    feedback.dataset.html = found.feedback;
    feedback.innerHTML = found.feedback;
    if (found.feedback) feedback.scrollIntoView({ block: "nearest" });
  }

  // --- what people do --------------------------------------------------------------------------

  let leaving = false;

  form.addEventListener("submit", (event) => {
    const go = event.submitter ? event.submitter.value : "enter";
    if (go === "finish") {
      leaving = true;
      return; // the last page comes as it is
    }
    event.preventDefault();
    if (go === "submit") say("waiting", event.submitter.dataset.busy || "");
    if (go === "clear") emptied();
    ask(go);
  });

  function emptied() {
    for (const field of form.querySelectorAll("[name=answer], [name=dont_know]")) {
      field.checked = false;
      if (field.type === "text" || field.tagName === "TEXTAREA") field.value = "";
    }
  }

  form.addEventListener("change", (event) => {
    if (!isQuestion || !["answer", "dont_know"].includes(event.target.name)) return;
    exclude(event.target);
    save();
  });

  form.addEventListener("input", (event) => {
    if (event.target !== entry) return;
    const unknown = form.querySelector("[name=dont_know]");
    if (unknown && entry.value) unknown.checked = false;
    if (document.getElementById("words")) counted();
    saveSoon();
  });

  function counted() {
    const words = document.getElementById("words");
    const count = entry.value.split(/\s+/).filter(Boolean).length;
    words.textContent = words.textContent.replace(/^\d+/, String(count));
  }

  // "I don't know" and an answer exclude each other; what was typed comes back when it is unticked.
  let typed = "";
  function exclude(field) {
    if (field.name === "dont_know") {
      if (field.checked) typed = entry.value;
      entry.value = field.checked ? "" : typed;
      return;
    }
    if (field.type !== "checkbox" || !field.checked) return;
    for (const other of form.querySelectorAll("[name=answer]")) {
      if ((other.value === "?") !== (field.value === "?")) other.checked = false;
    }
  }

  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (!leaving && isQuestion && content() !== last) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // an old state of the page out of the browser's memory
  });

  // --- keys ------------------------------------------------------------------------------------

  const single = document.getElementById("single-keys");
  single.checked = sessionStorage.getItem("single-keys") !== "off";
  single.addEventListener("change", () => {
    sessionStorage.setItem("single-keys", single.checked ? "on" : "off");
  });

  function wanted(event) {
    const typing = event.target.matches("textarea, input[type=text]");
    if (event.ctrlKey || event.metaKey) return null;
    if (event.altKey) {
      // On a Mac, these keys move by words in a text.
      if (typing && navigator.platform.startsWith("Mac")) return null;
      return { ArrowRight: "next", ArrowLeft: "previous" }[event.key];
    }
    if (typing || !single.checked) return null;
    return { n: "next", p: "previous" }[event.key];
  }

  addEventListener("keydown", (event) => {
    const step = wanted(event);
    if (!step) return;
    const button = form.querySelector(`.buttons [value="${step}"], .buttons [data-step="${step}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    if (!event.repeat) form.requestSubmit(button);
  });
})();
