// Node's assert.
(function (host, load) {
  const { inspect } = load('format.js');
  const { isDeepStrictEqual } = load('deep-equal.js');

  class AssertionError extends Error {
    constructor({ message, actual, expected, operator }) {
      super(message);
      this.name = 'AssertionError';
      this.code = 'ERR_ASSERTION';
      Object.assign(this, { actual, expected, operator });
    }
  }

  const check = (holds, message, text, actual, expected, operator) => {
    if (holds) return;
    if (message instanceof Error) throw message;
    throw new AssertionError({ message: message === undefined ? text() : String(message), actual, expected, operator });
  };
  const compare = (operator, holds) => (actual, expected, message) =>
    check(holds(actual, expected), message, () => (sentences[operator] ? sentences[operator](actual, expected) : `${inspect(actual)} ${operator} ${inspect(expected)}`), actual, expected, operator);
  const matches = (error, expected) => {
    if (expected === undefined) return true;
    if (expected instanceof RegExp) return expected.test(String(error));
    if (typeof expected === 'function') return expected.prototype !== undefined && error instanceof expected ? true : !(expected.prototype instanceof Error) && expected !== Error && expected(error) === true;
    return Object.keys(expected).every((key) => (expected[key] instanceof RegExp ? expected[key].test(error[key]) : isDeepStrictEqual(error[key], expected[key])));
  };

  const sentences = {
    strictEqual: (a, b) => `Expected values to be strictly equal:\n\n${inspect(a)} !== ${inspect(b)}\n`,
    notStrictEqual: (a) => `Expected "actual" to be strictly unequal to: ${inspect(a)}`,
    deepStrictEqual: (a, b) => `Expected values to be strictly deep-equal:\n${inspect(a)}\n\nshould equal\n\n${inspect(b)}`,
    deepEqual: (a, b) => `Expected values to be loosely deep-equal:\n\n${inspect(a)}\n\nshould loosely deep-equal\n\n${inspect(b)}`,
    match: (text, pattern) => `The input did not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
    doesNotMatch: (text, pattern) => `The input was expected to not match the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`,
  };
  const assert = (value, message) => check(value, message, () => `The expression evaluated to a falsy value: ${inspect(value)}`, value, true, '==');
  assert.ok = (value, message) => assert(value, message);
  assert.equal = compare('==', (a, b) => a == b || (a !== a && b !== b));
  assert.notEqual = compare('!=', (a, b) => a != b);
  assert.strictEqual = compare('strictEqual', Object.is);
  assert.notStrictEqual = compare('notStrictEqual', (a, b) => !Object.is(a, b));
  assert.deepEqual = compare('deepEqual', (a, b) => isDeepStrictEqual(a, b));
  assert.deepStrictEqual = compare('deepStrictEqual', (a, b) => isDeepStrictEqual(a, b));
  assert.notDeepStrictEqual = compare('notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b));
  assert.notDeepEqual = assert.notDeepStrictEqual;
  assert.match = compare('match', (text, pattern) => pattern.test(text));
  assert.doesNotMatch = compare('doesNotMatch', (text, pattern) => !pattern.test(text));
  assert.fail = (message) => check(false, message, () => 'Failed', undefined, undefined, 'fail');
  assert.ifError = (value) => {
    if (value !== null && value !== undefined) throw value;
  };
  assert.throws = (work, expected, message) => {
    try {
      work();
    } catch (error) {
      if (!matches(error, typeof expected === 'string' ? undefined : expected)) throw error;
      return;
    }
    check(false, typeof expected === 'string' ? expected : message, () => 'Missing expected exception.', undefined, expected, 'throws');
  };
  assert.rejects = async (work, expected, message) => {
    try {
      await (typeof work === 'function' ? work() : work);
    } catch (error) {
      if (!matches(error, typeof expected === 'string' ? undefined : expected)) throw error;
      return;
    }
    check(false, typeof expected === 'string' ? expected : message, () => 'Missing expected rejection.', undefined, expected, 'rejects');
  };
  assert.AssertionError = AssertionError;
  assert.strict = assert;
  return assert;
})
