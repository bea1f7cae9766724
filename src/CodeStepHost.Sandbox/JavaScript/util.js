// Node's util, as far as integrations use it.
(function (host, load) {
  const { format, inspect } = load('format.js');
  const { isDeepStrictEqual } = load('deep-equal.js');

  const promisify = (callee) => function (...values) {
    return new Promise((resolve, reject) => {
      callee.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
  const callbackify = (callee) => function (...values) {
    const callback = values.pop();
    Promise.resolve(callee.apply(this, values)).then((value) => callback(null, value), (error) => callback(error));
  };
  const inherits = (child, parent) => {
    child.super_ = parent;
    Object.setPrototypeOf(child.prototype, parent.prototype);
  };
  const deprecate = (callee) => callee;
  const types = {
    isDate: (value) => value instanceof Date,
    isRegExp: (value) => value instanceof RegExp,
    isPromise: (value) => value instanceof Promise,
    isMap: (value) => value instanceof Map,
    isSet: (value) => value instanceof Set,
    isNativeError: (value) => value instanceof Error,
  };

  return { format, inspect, promisify, callbackify, inherits, deprecate, isDeepStrictEqual, types, isArray: Array.isArray, get TextEncoder() { return load('text-encoding.js').TextEncoder; }, get TextDecoder() { return load('text-encoding.js').TextDecoder; } };
})
