// Each line that ends in a code must be underlined with it, and no other line.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  await this.emit('dat', { body: {} }); // TS2769
  await this.emit('updateSnapshot', 5); // TS2769
  await this.emit('updateSnapshot', { $set: { a: 1 } }); // TS2769
  await this.emit('data', 'text'); // TS2769
  await this.emit('data', { boddy: {} }); // TS2769
  await this.emit('data'); // TS2769
  await this.emit('updateKeys', 'secret'); // TS2769
  await this.emit('httpReply', { status: 200 }); // TS2769
  await this.emit('error', { code: 'E1' }); // TS2769
  await this.emit('end', 'now'); // TS2769
  await this.emmit('data', { body: {} }); // TS2551
  this.logger.inform('x'); // TS2551
  this.getFlowVariable(); // TS2551
  msg.boddy; // TS2551
  msg.headers.anything;
  cfg.anything.at.all;
  snapshot.anything;
}
