// By kafkajs over TLS, with every name at one address: writes lines with keys, reads as many, or asks for the topics; prints what it was told, or the error.
//
//   CA=… node names.js write|read|topics HOST:PORT TOPIC COUNT
'use strict';

const tls = require('node:tls');
const { Kafka, logLevel } = require('kafkajs');

const ADDRESS = '127.0.0.1';
const KEEP_ALIVE_MS = 30_000;

function lookup(name, options, callback) {
  if (options.all)
    callback(null, [{ address: ADDRESS, family: 4 }]);
  else
    callback(null, ADDRESS, 4);
}

function socketFactory({ host, port, ssl, onConnect }) {
  const socket = tls.connect({ host, port, servername: host, lookup, ...ssl }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return socket;
}

const actions = {
  async topics(kafka) {
    const admin = kafka.admin();
    await admin.connect();
    console.log((await admin.listTopics()).join('\n'));
    await admin.disconnect();
  },

  async write(kafka, topic, count) {
    const producer = kafka.producer();
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `v${i}` })) });
    await producer.disconnect();
  },

  async read(kafka, topic, count) {
    const consumer = kafka.consumer({ groupId: `${topic}-kafkajs` });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    let left = count;
    await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      consumer.run({
        eachMessage: async ({ message }) => {
          console.log(message.value.toString());
          left -= 1;
          if (left === 0)
            resolve();
        },
      });
    });
    await consumer.disconnect();
  },
};

async function main([action, address, topic, count]) {
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, ssl: { ca: [process.env.CA] }, socketFactory, retry: { retries: action === 'topics' ? 0 : 10 } });
  await actions[action](kafka, topic, Number(count));
}

main(process.argv.slice(2)).catch(error => {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}).finally(() => process.exit());
