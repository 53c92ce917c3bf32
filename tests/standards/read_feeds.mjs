// What rss-parser makes of feeds: of each file named, as one JSON object by name.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [tools, ...files] = process.argv.slice(2);
const Parser = createRequire(`${tools}/`)("rss-parser");
const parser = new Parser();
const found = {};
for (const file of files) {
  const { title, items } = await parser.parseString(readFileSync(file, "utf8"));
  found[file] = {
    title,
    entries: items.map((item) => ({
      id: item.id ?? item.guid,
      link: item.link,
      title: item.title,
      html: item.content,
      at: item.isoDate,
    })),
  };
}
process.stdout.write(JSON.stringify(found));
