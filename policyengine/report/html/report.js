"use strict";
// Filters what stands on the page, and nothing else: without it everything is shown.
(function () {
  const form = document.getElementById("filters");
  const lists = Array.from(form.querySelectorAll("select"));
  const findings = Array.from(document.querySelectorAll(".finding"), function (element) {
    return {
      element: element,
      text: element.textContent.toLowerCase(),
      of: lists.map((list) => JSON.parse(element.dataset[list.dataset.of])),
    };
  });
  const groups = Array.from(document.querySelectorAll(".of-verdict"));
  const registers = Array.from(document.querySelectorAll(".register"));
  const [search, shown] = ["search", "shown"].map((id) => document.getElementById(id));

  function ticked() {
    const by = {};
    for (const box of form.querySelectorAll("input:checked")) (by[box.name] = by[box.name] || []).push(box.value);
    return by;
  }

  function without(element) {
    return !element.querySelector(".finding:not([hidden])");
  }

  function apply() {
    const by = ticked();
    const boxes = Object.entries(by);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    // Whole registers are shown whole; any other choice leaves findings only.
    const narrowed = boxes.some(([name]) => name !== "register") || words.length || lists.some((list) => list.value);
    let count = 0;
    for (const finding of findings) {
      const fits =
        boxes.every(([name, values]) => values.includes(finding.element.dataset[name])) &&
        words.every((word) => finding.text.includes(word)) &&
        lists.every((list, number) => !list.value || finding.of[number].includes(list.value));
      finding.element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) group.hidden = without(group);
    for (const register of registers) {
      const chosen = !by.register || by.register.includes(register.dataset.register);
      register.hidden = !chosen || Boolean(narrowed && without(register));
      register.classList.toggle("narrowed", Boolean(narrowed));
    }
    const told = count === findings.length ? "All " + count : count + " of " + findings.length;
    shown.textContent = told + " " + form.dataset.what;
  }

  function all() {
    form.reset();
    apply();
  }

  // A link to what is filtered out, or folded up, leads there all the same.
  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.closest("[hidden]")) all();
    const drawing = target.closest(".drawing");
    if (drawing) drawing.classList.add("kept");
    target.scrollIntoView({ block: drawing ? "center" : "start" });
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("all").addEventListener("click", all);
  addEventListener("hashchange", reveal);

  // What is unfolded is printed, too.
  const unfold = document.getElementById("unfold");
  if (unfold) {
    unfold.hidden = false;
    unfold.addEventListener("click", function (event) {
      const open = event.target.value;
      if (!open) return;
      for (const details of document.querySelectorAll("details:not(.choices)")) details.open = open === "yes";
    });
  }

  form.hidden = findings.length === 0;
  document.getElementById("choices").open = !matchMedia("(max-width: 64rem)").matches;
  all();
  reveal();
})();
