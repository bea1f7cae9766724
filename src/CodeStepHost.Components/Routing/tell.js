// Gives the body back that the step's `input` has made, for steps that do their work in the host.

async function run(msg) {
  await this.emit('data', { body: msg.body });
}
