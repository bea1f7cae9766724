// Node's url module takes queries apart with querystring.
module.exports = load('querystring.js');
