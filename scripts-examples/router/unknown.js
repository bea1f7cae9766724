// What nobody expects is an error, with the whole event on the errors list, rather than silence.

async function run(msg) {
  throw Object.assign(new Error(`nobody knows events of the kind "${msg.body.kind}"`), { code: 'event.unknown' });
}
