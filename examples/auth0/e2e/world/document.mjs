// A Markdown file goes in, its commands come out: each code block is marked with the name under which a test runs it, or
// with what runs it elsewhere. Refused: a command that nobody runs.
import fs from 'node:fs';

const block = /(?:^ *<!-- (?<mark>run[^>]*) -->\n)?^ *```(?<kind>\w+)\n(?<text>[^]*?)^ *```$(?:\n\n```\n(?<shown>[^]*?)^```$)?/gm;

/** From name to {text, shown}: `shown` are the lines that the document says will be printed. */
export function commandsOf(file) {
  const commands = new Map();
  for (const { groups: { mark, kind, text, shown } } of fs.readFileSync(file, 'utf8').matchAll(block)) {
    if (!mark) throw new Error(`${file}: nobody runs this ${kind} block:\n${text}`);
    const name = /^run: (.+)$/.exec(mark)?.[1];
    if (name) commands.set(name, { text, shown: shown?.trim().split('\n') ?? [] });
  }
  return commands;
}
