async function run(msg, cfg) {
  const list = msg.body.list.filter((item) => item.price > cfg.least);
  for (const item of list) await this.emit('data', { body: item });
}
