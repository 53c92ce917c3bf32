// Everything here is a courtesy: without JavaScript the page says the same, in the site's own zone.
(() => {
  "use strict";
  const page = document.documentElement;
  const words = page.dataset; // the language's patterns: "{day} {month} {year}", "{hour}:{minute} {zone}" and so on
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

  const partsIn = (zone, element) => {
    const format = new Intl.DateTimeFormat(page.lang, {
      timeZone: zone, calendar: "gregory", numberingSystem: "latn", year: "numeric", month: "long", day: "numeric",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
    });
    const parts = format.formatToParts(new Date(element.dateTime)).map(({ type, value }) => [type === "timeZoneName" ? "zone" : type, value]);
    return Object.fromEntries(parts);
  };
  const filled = (pattern, parts) => pattern.replace(/\{(\w+)\}/g, (_, name) => parts[name]);

  // What a phone's home screen needs. In a folder there is nothing to install, and browsers complain when they look.
  if (location.protocol !== "file:") {
    const href = new URL("../site.webmanifest", document.currentScript.src).href;
    document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", crossOrigin: "use-credentials", href }));
  }

  // A time in the reader's zone names that zone, unless the next one names it for both; the site's own wording stays as
  // its title.
  const localise = (element, before, next) => {
    const [theirs, ours] = [words.zone, here].map((zone) => partsIn(zone, element));
    const sameDay = theirs.day === ours.day;
    const apart = "zoneless" in element.dataset && ours.zone !== partsIn(here, next).zone;
    if (sameDay && theirs.hour === ours.hour && theirs.minute === ours.minute && !apart) return;
    const clock = filled("zoneless" in element.dataset && !apart ? words.clockBare : words.clock, ours);
    const day = filled(/\d{4}/.test(element.textContent) ? words.dayYear : words.day, ours);
    element.title = element.textContent;
    // The end of a span goes without its day where the start has the same.
    const known = before && "zoneless" in before.dataset ? partsIn(here, before).day === ours.day : sameDay;
    element.textContent = "bare" in element.dataset && known ? clock : filled(words.moment, { day, clock });
  };

  // A page that should have been made anew says so, also when it was left open.
  const stale = document.getElementById("stale");
  const look = () => {
    stale.hidden = Date.now() < Date.parse(stale.dataset.after);
  };

  if (stale) {
    look();
    setInterval(look, 60000);
    document.addEventListener("visibilitychange", look); // a phone that wakes up has slept through the minutes
  }
  if (here && words.zone) {
    const times = [...document.querySelectorAll("time[datetime*=T]")];
    times.forEach((element, place) => localise(element, times[place - 1], times[place + 1]));
  }
})();
