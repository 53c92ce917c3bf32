// Search without a server: the index is fetched once someone types, newest first, and no more of it than is needed.
(() => {
  "use strict";
  if (!/^https?:$/.test(location.protocol)) return; // in a folder the browser may not read the index: the months remain
  const box = document.getElementById("search");
  const field = document.getElementById("query");
  const found = document.getElementById("found");
  const list = document.getElementById("results");
  const words = box.dataset;
  const site = document.documentElement.dataset;
  const MOST = 50;

  // As statusgen/publish/search.py does it: neither case nor accents count.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const terms = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) || [];
  const filled = (pattern, parts) => pattern.replace(/\{(\w+)\}/g, (_, name) => parts[name]);

  const documents = [];
  let next = "search.json";
  let fetching = null;
  const fetchMore = () => {
    fetching ??= fetch(words.root + next)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((pack) => {
        for (const one of pack.documents) {
          one.heading = folded([one.title, ...one.services].join(" "));
          one.all = `${one.heading} ${one.words}`;
          documents.push(one);
        }
        next = pack.older;
      })
      .finally(() => {
        fetching = null;
      });
    return fetching;
  };

  // Those with more of the words in their heading come first; else newest first, as they are in the index.
  const matches = (wanted) => {
    const hits = documents.filter((one) => wanted.every((term) => one.all.includes(term)));
    const weight = (one) => wanted.filter((term) => one.heading.includes(term)).length;
    return hits.sort((a, b) => weight(b) - weight(a));
  };

  const day = (at) => {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone: site.zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "long", day: "numeric",
    });
    const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
    return filled(site.dayYear, parts);
  };
  const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const line = (one) => {
    const item = document.createElement("li");
    const heading = document.createElement("h2");
    const facts = document.createElement("p");
    heading.append(Object.assign(made("a", one.title), { href: words.root + one.path }));
    facts.className = "soft";
    facts.append(made("span", words[one.kind]));
    if (one.at) facts.append(" ", Object.assign(made("time", day(one.at)), { dateTime: one.at }));
    if (one.services.length) facts.append(" ", made("span", one.services.join(", ")));
    item.className = "item";
    item.append(heading, facts);
    return item;
  };

  const show = (hits, query, more) => {
    list.replaceChildren(...hits.slice(0, MOST).map(line));
    if (hits.length) found.textContent = filled(words.found, { count: hits.length + (more ? "+" : "") });
    else found.textContent = filled(more ? words.looking : words.nothing, { query });
  };

  let asked = 0;
  const search = async () => {
    const turn = ++asked;
    const query = field.value.trim();
    const wanted = terms(query);
    history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    if (!wanted.length) {
      found.textContent = "";
      list.replaceChildren();
      return;
    }
    try {
      let hits = matches(wanted);
      if (documents.length) show(hits, query, next);
      while (next && hits.length < MOST) {
        await fetchMore();
        if (turn !== asked) return; // something else is asked for by now
        hits = matches(wanted);
        show(hits, query, next);
      }
    } catch {
      found.textContent = words.failed;
    }
  };

  // Down and up walk through the results, and from the first one back into the field.
  const walk = (event) => {
    const stops = [field, ...list.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (event.key === "Enter" && place === 0 ? 1 : 0);
    if (!step || place < 0 || !stops[place + step]) return;
    event.preventDefault();
    stops[place + step].focus();
  };

  box.hidden = false;
  document.getElementById("no-search").hidden = true;
  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(search, 120);
  });
  box.addEventListener("keydown", walk);
  field.value = new URLSearchParams(location.search).get("q") || "";
  if (field.value) search();
})();
