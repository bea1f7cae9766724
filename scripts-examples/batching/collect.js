// Collects readings in the snapshot until there are `size` of them, then emits them as one message. The snapshot and the
// batch are stored in one transaction: after a crash no reading is missing, and none is in two batches.
//
// A snapshot holds 64 KiB at most, so what is collected is kept small: only what the batch needs of each message.
/** @type {Step} */
async function run(msg, cfg, snapshot) {
  const readings = snapshot.readings || [];
  if (!msg.body.flush) {
    readings.push([msg.body.sensor, Number(msg.body.celsius)]);
  }

  const isDue = readings.length >= cfg.size || (msg.body.flush && readings.length > 0);
  if (isDue) {
    await this.emit('data', { body: { count: readings.length, readings } });
  }
  await this.emit('snapshot', { readings: isDue ? [] : readings });
}
