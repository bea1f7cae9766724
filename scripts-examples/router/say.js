async function run(msg, cfg) {
  this.logger.info('%s %s %s', msg.body.kind, msg.body.id, cfg.text);
}
