// Makes any value of a client plain JSON that two runs can share: bytes as text or as a digest, and whatever differs from run to run as a word.
'use strict';

const { createHash } = require('node:crypto');

const LONGEST_TEXT = 200;

// The road's own, the disk's, and the count of all changes to the cluster.
const VARYING = new Set(['port', 'totalBytes', 'usableBytes', 'finalizedFeaturesEpoch']);

function ofBytes(bytes) {
  const text = bytes.toString('utf8');
  if (bytes.length <= LONGEST_TEXT)
    return Buffer.from(text, 'utf8').equals(bytes) ? text : `hex ${bytes.toString('hex')}`;
  return `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

function ofText(text, prefix) {
  return text
    .replaceAll(prefix, 'PREFIX')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, 'ADDRESS')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    // Times of the run; the actions' own explicit times begin with 1700000.
    .replace(/\b(?!1700000)1\d{12}\b/g, 'TIME');
}

// An error's name, codes and message, and those of what it wraps: a stack would only tell the client's own lines.
function ofError(error, prefix) {
  const { name, message, code, type, apiId, apiCode, retriable, fatal, cause, errors, groups, partitions } = error;
  return plain({ name, message, code, type, apiId, apiCode, retriable, fatal, cause, errors, groups, partitions }, prefix);
}

function plain(value, prefix) {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint')
    return ofText(String(value), prefix);
  if (typeof value === 'string')
    return ofText(value, prefix);
  if (Buffer.isBuffer(value))
    return ofText(ofBytes(value), prefix);
  if (value instanceof Error)
    return ofError(value, prefix);
  if (Array.isArray(value))
    return value.map(item => plain(item, prefix));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const told = (key, item) => (VARYING.has(key) ? 'VARYING' : plain(item, prefix));
  return Object.fromEntries(entries.filter(([, item]) => typeof item !== 'function').map(([key, item]) => [plain(key, prefix), told(key, item)]));
}

module.exports = { plain };
