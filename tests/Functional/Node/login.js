// Logs in by kafkajs and asks for the topics; prints `in`, or the error. The password, or the token, comes from the environment, and so does
// what it trusts, where it comes by TLS.
//
//   PASSWORD=… [CA=…] node login.js HOST:PORT MECHANISM USER
'use strict';

const { Kafka, logLevel } = require('kafkajs');

async function main([address, mechanism, username]) {
  const kafka = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    ssl: process.env.CA ? { ca: [process.env.CA] } : undefined,
    sasl: mechanism === 'OAUTHBEARER'
      ? { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: process.env.PASSWORD }) }
      : { mechanism: mechanism.toLowerCase(), username, password: process.env.PASSWORD },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.listTopics();
    console.log('in');
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  } finally {
    await admin.disconnect();
  }
}

main(process.argv.slice(2));
