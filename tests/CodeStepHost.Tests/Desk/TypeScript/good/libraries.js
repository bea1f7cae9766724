const jsonata = require('jsonata');
const fp = require('lodash/fp');
const get = require('lodash/get');
const { setTimeout: later } = require('node:timers/promises');

/** @type {Step} */
async function run(msg) {
  const rows = _.orderBy(_.filter(msg.body.rows, { active: true }), ['name'], ['desc']);
  const names = _(rows).map('name').uniq().value();
  const sums = _.mapValues(_.groupBy(rows, (row) => row.kind), (list) => _.sumBy(list, 'amount'));
  const { data, status } = await axios.post('https://example.com', { names }, { timeout: 5000, validateStatus: null });
  const client = axios.create({ baseURL: 'https://example.com' });
  client.interceptors.request.use((config) => config);
  try {
    await client({ url: '/a', signal: AbortSignal.timeout(100) });
  } catch (error) {
    if (axios.isAxiosError(error) && error.response) this.logger.warn(error.response.status, error.code);
  }
  await later(5);
  setTimeout(() => {}, 5).unref();
  console.time('x');
  const total = await jsonata('$sum(rows.amount)').evaluate(msg.body);
  return { sums, status, total, data, first: _.get(data, 'a.b[0]', 1), fp: fp.map('a')(rows), got: get(data, 'a'), n: Buffer.alloc(4).readUInt32BE(0) };
}
