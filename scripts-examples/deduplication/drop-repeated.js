// Lets an order pass when its id is not among the last `remember` ones. The list is bounded: a snapshot that only grows
// meets its limit (64 KiB) one day. An id that comes back later than that passes again, so choose the bound by how late
// the sender repeats itself.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const { id } = msg.body;
  const seen = snapshot.seen || [];
  if (seen.includes(id)) {
    this.logger.info('%s came before: dropped', id);
    return;
  }

  // Both are stored in one transaction: an order is never marked as seen without having gone on.
  await this.emit('snapshot', { seen: [...seen, id].slice(-cfg.remember) });
  await this.emit('data', msg);
}
