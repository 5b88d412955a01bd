// The records that every client sends: all that a record can be, and the long ones.
'use strict';

const varied = [
  { key: 'plain', value: 'first' },
  { key: null, value: 'without a key' },
  { key: 'tombstone', value: null },
  { key: null, value: null },
  { key: '', value: '' },
  { key: 'ünïcode', value: 'Grüße 😀' },
  { key: Buffer.from([0, 255, 128]), value: Buffer.from([1, 2, 254]) },
  { key: 'text header', value: 'h', headers: { kind: 'a', empty: '' } },
  { key: 'binary header', value: 'h', headers: { bytes: Buffer.from([0, 255, 10, 13]) } },
  { key: 'json', value: JSON.stringify({ card: '4111111111111111', name: 'A. Person', nested: { list: [1, 2, 3] } }) },
  { key: 'timed', value: 'at a time of its own', timestamp: 1700000000123 },
];

/** Bytes that no codec makes much smaller, the same in each run. */
function noise(length) {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = 12345; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

const numbered = count => Array.from({ length: count }, (_, i) => ({ key: `key-${i}`, value: `value-${i}` }));

module.exports = { varied, noise, numbered };
