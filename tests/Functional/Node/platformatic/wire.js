// Requests of the client's own making, version by version, on a connection of their own.
'use strict';

const kafka = require('@platformatic/kafka');
const { refusal } = require('../waiting.js');

async function connected({ options }) {
  const connection = new kafka.Connection(options.clientId, { requestTimeout: 30_000 });
  const [host, port] = options.bootstrapBrokers[0].split(':');
  await connection.connect(host, Number(port));
  return connection;
}

const supported = connection => kafka.apiVersionsV3.api.async(connection, 'functional', '1').then(({ apiKeys }) => new Map(apiKeys.map(range => [range.apiKey, range])));

/** The client's forms of a request, of the versions that pass. */
const forms = (name, passes) => Object.entries(kafka)
  .filter(([key, form]) => key.replace(/V\d+$/, '') === name && form.api && passes(form.api))
  .map(([, form]) => form.api)
  .sort((a, b) => a.version - b.version);

/** What the broker says to a request in every version that both know; `argumentsOf` gives the arguments for a version. */
async function inEachVersion(context, name, argumentsOf) {
  const connection = await connected(context);
  const ranges = await supported(connection);
  const answers = new Map();
  for (const api of forms(name, ({ key, version }) => version >= ranges.get(key)?.minVersion && version <= ranges.get(key)?.maxVersion))
    answers.set(`v${api.version}`, await refusal(api.async(connection, ...await argumentsOf(api.version))));
  await connection.close();
  return answers;
}

module.exports = { connected, supported, inEachVersion };
