// Reads requests as JSON lines {query, type, headers?, update?}; writes one JSON line an answer. The first argument is the endpoint.
import { createInterface } from 'node:readline';
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint] = process.argv.slice(2);
const engine = new QueryEngine();

const term = ({ termType, value, language, datatype }) => ({ termType, value, language, datatype: datatype?.value });

async function answer({ query, type, token }) {
  const context = { sources: [{ type: 'sparql', value: endpoint }] };
  if (token) {
    context.destination = { type: 'sparql', value: `${endpoint}/update` };
    context.fetch = (url, options = {}) => {
      const headers = new Headers(options.headers);
      headers.set('Authorization', `Bearer ${token}`);
      return fetch(url, { ...options, headers });
    };
  }
  if (type === 'ask') return engine.queryBoolean(query, context);
  if (type === 'update') {
    await engine.queryVoid(query, context);
    return true;
  }
  if (type === 'quads') {
    const quads = await (await engine.queryQuads(query, context)).toArray();
    return quads.map(({ subject, predicate, object }) => [subject, predicate, object].map(term));
  }
  const rows = await (await engine.queryBindings(query, context)).toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([variable, value]) => [variable.value, term(value)])));
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify({ answer: await answer(JSON.parse(line)) }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
}
