// lodash/fp, made from the lodash that is loaded already.
import convert from 'lodash/fp/_baseConvert.js';

const lodash = load('lodash.js').runInContext();
export default convert(lodash, lodash);
