const { createHash } = require('crypto');
const moment = require('moment-of-truth'); // TS2307
const util = require('node:util');
const money = require('./lib/money');
const missing = require('./lib/monney'); // TS2307

createHash('sha257'); // TS2345
createHash('sha256').update('x').digest('hexx'); // TS2345
util.formatt('%s', moment, missing); // TS2551
money.rond(5); // TS2551
require('lodash').chunck([1], 1); // TS2551
require('jsonata')('a').evalute({}); // TS2551
require('timers/promises').setTimout(5); // TS2551
