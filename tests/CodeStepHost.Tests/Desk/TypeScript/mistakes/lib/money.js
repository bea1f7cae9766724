exports.round = (amount) => Math.round(amount * 100) / 100;
