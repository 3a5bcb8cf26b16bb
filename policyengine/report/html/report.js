"use strict";
// Filters what stands on the page, and nothing else: without it everything is shown.
(function () {
  const form = document.getElementById("filters");
  const findings = Array.from(document.querySelectorAll(".finding"), function (element) {
    return {
      element: element,
      text: element.textContent.toLowerCase(),
      articles: JSON.parse(element.dataset.articles),
      records: JSON.parse(element.dataset.records),
    };
  });
  const groups = Array.from(document.querySelectorAll(".of-verdict"));
  const [search, article, record, shown] = ["search", "article", "record", "shown"].map(function (id) {
    return document.getElementById(id);
  });

  function ticked() {
    const by = {};
    for (const box of form.querySelectorAll("input:checked")) (by[box.name] = by[box.name] || []).push(box.value);
    return Object.entries(by);
  }

  function apply() {
    const boxes = ticked();
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const finding of findings) {
      const fits =
        boxes.every(([name, values]) => values.includes(finding.element.dataset[name])) &&
        words.every((word) => finding.text.includes(word)) &&
        (!article.value || finding.articles.includes(article.value)) &&
        (!record.value || finding.records.includes(record.value));
      finding.element.hidden = !fits;
      if (fits) count += 1;
    }
    for (const group of groups) group.hidden = !group.querySelector(".finding:not([hidden])");
    shown.textContent =
      count === findings.length ? "All " + count + " findings" : count + " of " + findings.length + " findings";
  }

  // A link to what is filtered out, or folded up, leads there all the same.
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.closest("[hidden]")) form.reset();
    if (target.closest(".in-words") || target.matches(".rule, .finding")) target.scrollIntoView();
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", reveal);

  let folded = [];
  addEventListener("beforeprint", function () {
    folded = Array.from(document.querySelectorAll("details:not([open])"));
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", function () {
    for (const details of folded) details.open = false;
  });

  form.hidden = findings.length === 0;
  form.reset();
  apply();
  reveal();
})();
