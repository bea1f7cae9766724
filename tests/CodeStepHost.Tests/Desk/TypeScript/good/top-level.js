const { EventEmitter } = require('node:events');
const path = require('path');
const bus = new EventEmitter();
bus.on('x', (value) => emitter.emit('data', { body: value }));
bus.emit('x', Buffer.from('text', 'utf8').toString('base64'));
emitter.emit('data', { body: { file: path.basename('/a/b.txt'), at: new URL('https://example.com/?a=1').searchParams.get('a') } });
emitter.emit('updateKeys', { token: crypto.randomUUID(), home: process.env.region });
