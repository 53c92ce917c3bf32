// Everything here is a courtesy: without JavaScript the page says the same, in the site's own zone.
(() => {
  "use strict";
  const page = document.documentElement;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

  const inZone = (at, zone, fields) =>
    new Intl.DateTimeFormat(page.lang, { ...fields, timeZone: zone, hourCycle: "h23" }).format(at);

  // A time in the reader's zone names that zone; the site's own wording stays as its title.
  const localise = (element) => {
    const at = new Date(element.dateTime);
    const clock = { hour: "2-digit", minute: "2-digit" };
    const date = { day: "numeric", month: "long" };
    const both = [page.dataset.zone, here];
    const [theirs, ours] = both.map((zone) => inZone(at, zone, { ...date, ...clock }));
    if (theirs === ours) return;
    const [theirDay, ourDay] = both.map((zone) => inZone(at, zone, date));
    if (!("bare" in element.dataset) || theirDay !== ourDay) Object.assign(clock, date);
    if (/\d{4}/.test(element.textContent)) clock.year = "numeric";
    element.title = element.textContent;
    element.textContent = inZone(at, here, { ...clock, timeZoneName: "short" });
  };

  // A page that should have been made anew says so, also when it was left open.
  const stale = document.getElementById("stale");
  const look = () => {
    stale.hidden = Date.now() <= Date.parse(stale.dataset.after);
  };

  if (here && page.dataset.zone) {
    for (const element of document.querySelectorAll("time[datetime*=T]")) localise(element);
  }
  if (stale) {
    look();
    setInterval(look, 60000);
  }
})();
