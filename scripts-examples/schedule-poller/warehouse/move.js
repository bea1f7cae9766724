/** @type {Step} */
async function run(msg) {
  const skus = ['CUP', 'BOWL', 'TEAPOT'];
  return {
    sku: skus[Math.floor(Math.random() * skus.length)],
    quantity: 1 + Math.floor(Math.random() * 5),
    at: msg.body.fireTime,
  };
}
