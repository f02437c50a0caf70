// The page: texts go from its fields to the explainer, and the answer becomes text of the page, never markup. Nothing is
// kept: no storage, no address, no history.
'use strict';

const field = (id) => document.getElementById(id);
const names = ['token', 'configuration', 'keys', 'moment'];
const classes = { passed: 'passed', REFUSED: 'refused', remark: 'remark' };

/** The outcome stands in the second column of a step's line, as on a terminal. */
function paintedLine(line, outcome, isVerdict) {
  if (isVerdict) return [piece(line, `verdict ${outcome}`)];
  const step = /^( {2}[a-z]+ +)(passed|REFUSED|remark)(?= )/.exec(line);
  if (!step) return [line];
  return [step[1], piece(step[2], classes[step[2]]), line.slice(step[0].length)];
}

function piece(text, name) {
  const span = document.createElement('span');
  span.className = name;
  span.textContent = text;
  return span;
}

function show({ outcome, text }) {
  const lines = text.replace(/\n$/, '').split('\n');
  const verdict = lines[0].startsWith('At ') && lines.length > 1 ? 1 : 0; // after the line that tells another time
  field('answer').replaceChildren(
    ...lines.flatMap((line, index) => [...paintedLine(line, outcome, index === verdict), '\n']));
}

async function answerTo(compiled) {
  const pasted = Object.fromEntries(names.map((name) => [name, field(name).value]));
  try {
    show(await explain(await compiled, pasted));
  } catch (failure) {
    show({ outcome: 'unusable', text: `The library failed on this: ${failure.message}` });
  }
}

function clear() {
  for (const name of names) field(name).value = '';
  field('answer').replaceChildren();
}

const compiled = compiledExplainer();
compiled.catch((failure) => {
  show({ outcome: 'unusable', text: `This browser cannot run the library: ${failure.message}` });
});
field('explain').addEventListener('click', () => answerTo(compiled));
field('clear').addEventListener('click', clear);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) answerTo(compiled);
});
window.addEventListener('pagehide', clear);
