// The supplier's CSV has texts only: this makes a sku and a number of them.
/** @type {Step} */
exports.process = async function (msg) {
  const { sku, price, currency } = msg.body;
  const amount = Number(price);
  if (!Number.isFinite(amount) || amount < 0) {
    await this.emit('error', new Error(`"${price}" of ${sku} is not a price`));
    return;
  }

  await this.emit('data', messages.newMessageWithBody({
    sku: sku.trim().toUpperCase(),
    currency: currency || this.getFlowVariables().currency,
    amount: Math.round(amount * 100) / 100,
  }));
};
