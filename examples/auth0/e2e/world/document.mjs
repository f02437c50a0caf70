// Reads the commands of a Markdown file: each code block is marked with the name under which a test runs it, or with
// what runs it elsewhere. A command that nothing runs is refused.
import fs from 'node:fs';

const block = /(?:^ *<!-- (?<mark>run[^>]*) -->\n)?^ *```(?<kind>\w+)\n(?<text>[^]*?)^ *```$(?:\n\n```\n(?<shown>[^]*?)^```$)?/gm;

/** From name to {text, shown}: `shown` are the lines that the document says will be printed. */
export function commandsOf(file) {
  const commands = new Map();
  for (const { groups: { mark, kind, text, shown } } of fs.readFileSync(file, 'utf8').matchAll(block)) {
    if (!mark) throw new Error(`${file}: nothing runs this ${kind} block:\n${text}`);
    const name = /^run: (.+)$/.exec(mark)?.[1];
    if (name) commands.set(name, { text, shown: shown?.trim().split('\n') ?? [] });
  }
  return commands;
}
