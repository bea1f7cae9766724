emitter.emit('Data', { body: msg.body }); // TS2769
self.emit('snapshots', {}); // TS2769
messages.newMessage({}); // TS2339
console.tabel([]); // TS2551
window.alert('x'); // TS2304
process.stdin; // TS2339
wait('long'); // TS2345
setTimeout(5); // TS2345
fetch('https://example.com').then((answer) => answer.jsn()); // TS2551
fetch('https://example.com', { timeout: '5s' }); // TS2322
request.pst('https://example.com'); // TS2551
request('https://example.com').then(({ status }) => status); // TS2339
Buffer.from('x', 'base46'); // TS2769
new URL('https://example.com').hostnam; // TS2551
crypto.randomUuid(); // TS2551
_.mapp([1], (n) => n); // TS2551
_.sum([1]).toUpper(); // TS2339
_([1]).mapp((n) => n); // TS2551
axios.gett('https://example.com'); // TS2551
axios.get('https://example.com').then(({ body }) => body); // TS2339
new AbortController().abrt(); // TS2551
