/** @type {Step} */
module.exports.process = async function (msg) {
  const answer = await fetch('https://example.com', { method: 'POST', body: JSON.stringify(msg.body), timeout: 5000 });
  const { statusCode, body } = await request.post('https://example.com', { json: { a: 1 }, auth: { user: 'a', pass: 'b' } });
  if (!answer.ok) throw Object.assign(new Error(`status ${answer.status}`), { code: statusCode });
  return { body: { page: await answer.json(), body } };
};
