// Opens documents in frames and tells of each what it consists of. Arguments: what to open (addresses, or HTML if it
// begins with "<"), the elements that Markdown may make with their attributes, and the function to call in the end.
const [sources, markdown, done] = arguments;

const opened = (source) => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.addEventListener("load", () => resolve(frame), { once: true });
  if (source.startsWith("<")) frame.srcdoc = source;
  else frame.src = source;
  document.body.append(frame);
});

// Every element outside of Markdown by name and attributes, in order.
const shape = (document) => {
  const parts = [];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE || node.parentElement?.closest(".prose")) continue;
    if (node.nodeType !== Node.ELEMENT_NODE) parts.push(node.nodeName);
    else if (node.localName === "a" && node.closest("dd .links")) continue; // of the web: a link; else only a word
    else parts.push(`${node.localName} ${node.getAttributeNames().sort()}${node.shadowRoot ? " shadow" : ""}`);
  }
  return parts;
};

// Where it leads is of the web, or nowhere at all.
const leadsAstray = (element, name) => {
  if (!["href", "src", "xlink:href", "action", "formaction", "data", "poster"].includes(name)) return false;
  const url = element.getAttribute(name);
  return URL.canParse(url, location) && !/^(https?|mailto|webcal):$/.test(new URL(url, location).protocol);
};

const faults = (document) => {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const name of element.getAttributeNames()) {
      if (leadsAstray(element, name)) found.push(`${element.localName} ${name}=${element.getAttribute(name)}`);
    }
  }
  for (const element of document.querySelectorAll("dd .links a:not([href^='#update-'])")) {
    if (element.getAttributeNames().sort().join() !== "href,rel") found.push(element.outerHTML);
  }
  for (const element of document.querySelectorAll(".prose *")) {
    const allowed = markdown[element.localName];
    const others = element.getAttributeNames().filter((name) => !allowed?.includes(name));
    if (!allowed || others.length || element.shadowRoot) found.push(element.outerHTML.slice(0, 300));
    if (element.localName === "input" && (element.type !== "checkbox" || !element.disabled)) found.push("input");
  }
  return found;
};

const seen = (frame) => {
  const document = frame.contentDocument;
  const found = faults(document);
  const parts = shape(document);
  // Programs read text once more, and again: it may not turn into something else.
  for (let turn = 0; turn < 2; turn += 1) {
    for (const element of document.querySelectorAll(".prose")) element.innerHTML = element.innerHTML;
  }
  found.push(...faults(document).map((fault) => `read again: ${fault}`));
  if (shape(document).join() !== parts.join()) found.push("another shape when read again");
  return { shape: parts, faults: found, heading: document.querySelector("h1")?.textContent ?? "" };
};

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

Promise.all(sources.map(opened)).then(async (frames) => {
  await pause(100);
  const answers = frames.map(seen);
  await pause(50);
  for (const frame of frames) frame.remove();
  done(answers);
}).catch((error) => done(String(error)));
