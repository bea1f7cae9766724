async function run(msg) {
  await this.emit('data', { body: msg.body });
}
