const { toASCII } = require('./tr46.js');

module.exports = { toASCII: (domain) => toASCII(domain) ?? domain };
