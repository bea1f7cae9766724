const _ = 5;
const snapshot = { own: true };
function run(msg) {
  const self = this;
  self.emit('data', { body: msg.body + _ + snapshot.own });
}
