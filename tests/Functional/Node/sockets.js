// Every TCP connection this process opens, so that an action can cut them as a failing network does.
'use strict';

const diagnostics = require('node:diagnostics_channel');

const open = new Set();

diagnostics.subscribe('net.client.socket', ({ socket }) => {
  open.add(socket);
  socket.once('close', () => open.delete(socket));
});

/** Ends all open connections as if the other side had reset them; gives whether there were any. */
function cutAll() {
  const cut = [...open];
  for (const socket of cut)
    socket.destroy(Object.assign(new Error('cut'), { code: 'ECONNRESET' }));
  return cut.length > 0;
}

module.exports = { cutAll };
