/** @type {Step} */
async function run(msg) {
  const { count, readings } = msg.body;
  const mean = readings.reduce((sum, [, celsius]) => sum + celsius, 0) / count;
  this.logger.info('a batch of %d readings, %s degrees on average', count, mean.toFixed(1));
}
