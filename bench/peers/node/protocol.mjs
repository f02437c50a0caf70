// The protocol of bench/peers for libraries of Node: see docs/benchmarks/README.md.
import {readdirSync, readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

const email = 'jane.doe@example.com', rolesClaim = 'https://example.com/roles';

export const expected = {issuer: 'https://example.eu.auth0.com/', audience: 'kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ'};

// Of the whole process: the engine's compiler and collector, and the threads of its cryptography, count.
function processorSeconds() {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1e6;
}

function isJane(claims) {
  return claims.email === email && claims[rolesClaim].length === 2;
}

// `verify` yields the claims, or throws; it may do either in a promise.
async function accepts(verify, token) {
  try {
    return isJane(await verify(token));
  } catch {
    return false;
  }
}

async function shown(folder, verify) {
  const token = readFileSync(`${folder}/token`, 'utf8'), refused = readdirSync(`${folder}/refuse`).sort();
  for (const name of refused) {
    if (await accepts(verify, readFileSync(`${folder}/refuse/${name}`, 'utf8'))) throw new Error(`accepted ${name}`);
  }
  if (!(await accepts(verify, token))) throw new Error(`refused the good token of ${folder}`);
  return {token, verify, refused};
}

// Nothing is awaited of a library that answers at once: a promise would cost it more than its cache does.
async function repeat({token, verify}, times) {
  const first = verify(token);
  if (first instanceof Promise) {
    await first;
    for (let i = 1; i < times; ++i) if (!isJane(await verify(token))) throw new Error('refused while it was timed');
  } else {
    for (let i = 1; i < times; ++i) if (!isJane(verify(token))) throw new Error('refused while it was timed');
  }
}

async function measure(prepared, seconds) {
  const start = processorSeconds();
  let tokens = 0, batch = 1, spent = 0;
  while (spent < seconds) {
    await repeat(prepared, batch);
    tokens += batch;
    spent = processorSeconds() - start;
    if (spent < seconds / 20) batch *= 2;
  }
  return {us: spent / tokens * 1e6, tokens};
}

// `prepare` takes an algorithm and its key, the text of a PEM or the bytes of a secret, and yields `verify`.
export async function serve(version, prepare) {
  const folder = process.argv[2], algorithms = {}, refused = {};
  for (const algorithm of readdirSync(folder).sort()) {
    const key = readFileSync(`${folder}/${algorithm}/${algorithm.startsWith('HS') ? 'secret.txt' : 'public.pem'}`);
    algorithms[algorithm] = await shown(`${folder}/${algorithm}`, prepare(algorithm, key));
    refused[algorithm] = algorithms[algorithm].refused;
  }
  console.log(JSON.stringify({version, refused}));
  for await (const line of createInterface({input: process.stdin})) {
    const [algorithm, milliseconds] = line.split(' ');
    console.log(JSON.stringify(await measure(algorithms[algorithm], milliseconds / 1000)));
  }
}
