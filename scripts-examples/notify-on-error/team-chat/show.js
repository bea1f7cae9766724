/** @type {Step} */
async function run(msg, cfg, snapshot) {
  if (!snapshot.open) {
    await this.emit('snapshot', { open: true });
    await this.emit('httpReply', { statusCode: 503, body: { error: 'starting' } });
    return;
  }

  this.logger.info('#%s %s (order %s)', msg.body.channel, msg.body.text, msg.body.order);
  await this.emit('httpReply', { statusCode: 200, body: { ok: true } });
}
