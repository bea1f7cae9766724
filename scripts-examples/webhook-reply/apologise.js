// The Error-Handling step may answer the caller of the message that failed. The error stays open for a person.
/** @type {Step} */
async function run(msg) {
  await this.emit('httpReply', { statusCode: 500, body: { error: 'something went wrong; we look into it' } });
}
