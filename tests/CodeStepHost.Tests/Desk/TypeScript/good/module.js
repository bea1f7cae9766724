async function work(msg) {
  return msg;
}

module.exports = { process: work };
