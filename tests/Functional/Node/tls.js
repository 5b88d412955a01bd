// Shows a certificate by kafkajs and asks for the topics; prints them, or the error. Without CERTIFICATE it shows none.
//
//   CA=… CERTIFICATE=… KEY=… node tls.js HOST:PORT
'use strict';

const { Kafka, logLevel } = require('kafkajs');

async function main([address]) {
  const { CA, CERTIFICATE, KEY } = process.env;
  const kafka = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    ssl: { ca: [CA], cert: CERTIFICATE || undefined, key: KEY || undefined },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    console.log(`in: ${(await admin.listTopics()).join(' ')}`);
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  } finally {
    await admin.disconnect();
  }
}

main(process.argv.slice(2));
