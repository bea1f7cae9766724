function run(msg) {
  const { number, to, pieces, skus } = msg.body;
  const text = `${number}: ${pieces} pieces (${[].concat(skus).join(', ')}) for ${to.name} in ${to.city}`;
  this.logger.info(text);
  return { text };
}
