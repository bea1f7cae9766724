// Asks for what came after the last known id. The new position is stored in one transaction with what was found, so after a
// crash, or when the warehouse cannot be reached, the next poll asks for the same again and nothing is missed.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const after = snapshot.after || 0;
  const answer = await fetch(cfg.warehouse, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ after }),
  });
  if (!answer.ok) {
    // No rebound: the next poll comes soon, and asks the same.
    this.logger.warn('the warehouse answered %d at %s', answer.status, msg.body.fireTime);
    return;
  }

  const { results } = await answer.json();
  for (const movement of results) {
    await this.emit('data', { body: movement });
  }
  if (results.length > 0) {
    await this.emit('snapshot', { after: results.at(-1).id });
    this.logger.info('%d new, up to %d', results.length, results.at(-1).id);
  }
}
