// node editor.mjs SITE FILE LINE CHARACTER < TEXT
// What an editor with the YAML language server says of a text in a site, by the settings that `init` writes:
// {"complaints": ["line: message"], "offers": [what it completes at LINE:CHARACTER, both from 0]}
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [site, file, line, character] = process.argv.slice(2);
const text = readFileSync(0, "utf8");
const url = (path) => pathToFileURL(`${site}/${path}`).href;
const associations = JSON.parse(readFileSync(`${site}/.vscode/settings.json`, "utf8"))["yaml.schemas"];
const schemas = Object.fromEntries(Object.entries(associations).map(([schema, files]) => [url(schema), files]));
const settings = { schemas, validate: true, completion: true, schemaStore: { enable: false } };

const server = spawn("node", [createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server"), "--stdio"]);
const answers = new Map();
let diagnosed;
const diagnostics = new Promise((resolve) => (diagnosed = resolve));
let buffer = Buffer.alloc(0);
let number = 0;

server.stdout.on("data", (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (let end; (end = buffer.indexOf("\r\n\r\n")) >= 0; ) {
    const length = Number(/Length: (\d+)/.exec(buffer.subarray(0, end))[1]);
    if (buffer.length < end + 4 + length) return;
    received(JSON.parse(buffer.subarray(end + 4, end + 4 + length)));
    buffer = buffer.subarray(end + 4 + length);
  }
});

function received({ id, method, params, result }) {
  if (method === "textDocument/publishDiagnostics") diagnosed(params.diagnostics);
  else if (method === "workspace/configuration")
    send({ id, result: params.items.map(({ section }) => (section === "yaml" ? settings : null)) });
  else if (method && id !== undefined) send({ id, result: null });
  else answers.get(id)?.(result);
}

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
}

function ask(method, params) {
  send({ id: ++number, method, params });
  return new Promise((resolve) => answers.set(number, resolve));
}

const capabilities = { workspace: { configuration: true, workspaceFolders: true } };
const workspaceFolders = [{ uri: url(""), name: "site" }];
await ask("initialize", { processId: process.pid, rootUri: url(""), workspaceFolders, capabilities });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings: { yaml: settings } } });
await ask("workspace/executeCommand", { command: "", arguments: [] }); // answered once the settings are in
send({ method: "textDocument/didOpen", params: { textDocument: { uri: url(file), languageId: "yaml", version: 1, text } } });
const complaints = (await diagnostics).map(({ range, message }) => `${range.start.line + 1}: ${message}`).sort();
const position = { line: Number(line), character: Number(character) };
const found = await ask("textDocument/completion", { textDocument: { uri: url(file) }, position });
console.log(JSON.stringify({ complaints, offers: found.items.map(({ label }) => label) }));
server.kill();
process.exit();
