// Node's url module takes queries apart with querystring.
const { parse, stringify } = load('querystring.js');

module.exports = { parse: (text) => parse(text), stringify: (values) => stringify(values) };
