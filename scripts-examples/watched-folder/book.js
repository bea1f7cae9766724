// Books an order. Which file it comes from is known: msg.file.
/** @type {Step} */
function run(msg) {
  const branch = msg.file.name.replace(/\.\w+$/, '');
  const { sku, quantity } = msg.body;
  console.log('%s orders %d of %s', branch, Number(quantity), sku);
}
