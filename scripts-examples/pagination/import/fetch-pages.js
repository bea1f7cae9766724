// Fetches the next pages of the catalogue and emits each product. The snapshot holds the last id that was read; it is
// stored in the same transaction as the products, so neither can be ahead of the other.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  let after = snapshot.after || 0;

  // A few pages for each message: a message that runs for an hour would hold everything back until its end.
  for (let page = 0; page < cfg.pagesPerLook; page++) {
    const answer = await fetch(`${cfg.catalogue}?after=${after}`, { method: 'POST' });
    if (answer.status === 503) {
      // What was read so far is kept, and so is the place: the message goes on from there when it comes back.
      await this.emit('rebound', 'the catalogue is being maintained');
      return;
    }
    if (!answer.ok) throw new Error(`the catalogue answered ${answer.status}`);

    const { products, more } = await answer.json();
    for (const product of products) {
      await this.emit('data', { body: product });
      after = product.id;
    }
    await this.emit('snapshot', { after });
    if (!more) {
      this.logger.info('look %d: the catalogue is read up to %d', msg.body.look, after);
      return;
    }
  }
}
