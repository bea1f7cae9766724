// Node's util, as far as integrations use it.
(function (host, load) {
  const { format, inspect, formatWithOptions } = load('format.js');
  const { isDeepStrictEqual } = load('deep-equal.js');
  const { argumentType } = load('errors.js');

  const custom = Symbol.for('nodejs.util.promisify.custom');
  const checked = (name, value) => {
    if (typeof value !== 'function') throw argumentType(name, 'of type function', value);
    return value;
  };
  const promisify = (original) => {
    const own = checked('original', original)[custom];
    if (own !== undefined) return checked('util.promisify.custom', own);
    const promised = function (...values) {
      return new Promise((resolve, reject) => {
        original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
      });
    };
    return Object.defineProperties(Object.setPrototypeOf(promised, Object.getPrototypeOf(original)), Object.getOwnPropertyDescriptors(original));
  };
  promisify.custom = custom;
  const callbackify = (original) => {
    checked('original', original);
    return function (...values) {
      const callback = checked('last argument', values.pop());
      Promise.resolve(original.apply(this, values)).then(
        (value) => process.nextTick(callback, null, value),
        (error) => process.nextTick(callback, error || Object.assign(new Error('Promise was rejected with falsy value'), { reason: error, code: 'ERR_FALSY_VALUE_REJECTION' })),
      );
    };
  };
  const inherits = (child, parent) => {
    Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  };
  const deprecate = (callee) => callee;
  const debuglog = () => Object.assign(() => {}, { enabled: false });

  const tagged = (...tags) => (value) => value !== null && typeof value === 'object' && tags.includes(Object.prototype.toString.call(value).slice(8, -1));
  const made = (...classes) => (value) => classes.some((each) => value instanceof each);
  const functionOf = (...kinds) => (value) => typeof value === 'function' && kinds.includes(Object.prototype.toString.call(value).slice(8, -1));
  const types = {
    isAnyArrayBuffer: tagged('ArrayBuffer', 'SharedArrayBuffer'),
    isArgumentsObject: tagged('Arguments'),
    isArrayBuffer: tagged('ArrayBuffer'),
    isArrayBufferView: (value) => ArrayBuffer.isView(value),
    isAsyncFunction: functionOf('AsyncFunction', 'AsyncGeneratorFunction'),
    isBigInt64Array: made(BigInt64Array),
    isBigUint64Array: made(BigUint64Array),
    isBooleanObject: tagged('Boolean'),
    isBoxedPrimitive: tagged('Boolean', 'Number', 'String', 'Symbol', 'BigInt'),
    isDataView: made(DataView),
    isDate: tagged('Date'),
    isFloat32Array: made(Float32Array),
    isFloat64Array: made(Float64Array),
    isGeneratorFunction: functionOf('GeneratorFunction', 'AsyncGeneratorFunction'),
    isGeneratorObject: tagged('Generator', 'AsyncGenerator'),
    isInt8Array: made(Int8Array),
    isInt16Array: made(Int16Array),
    isInt32Array: made(Int32Array),
    isMap: made(Map),
    isMapIterator: tagged('Map Iterator'),
    isNativeError: made(Error),
    isNumberObject: tagged('Number'),
    isPromise: made(Promise),
    isProxy: () => false,
    isRegExp: tagged('RegExp'),
    isSet: made(Set),
    isSetIterator: tagged('Set Iterator'),
    isStringObject: tagged('String'),
    isSymbolObject: tagged('Symbol'),
    isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
    isUint8Array: made(Uint8Array),
    isUint8ClampedArray: made(Uint8ClampedArray),
    isUint16Array: made(Uint16Array),
    isUint32Array: made(Uint32Array),
    isWeakMap: made(WeakMap),
    isWeakSet: made(WeakSet),
  };

  return {
    format,
    formatWithOptions,
    inspect,
    promisify,
    callbackify,
    inherits,
    deprecate,
    debuglog,
    debug: debuglog,
    isDeepStrictEqual,
    types,
    isArray: Array.isArray,
    // eslint-disable-next-line no-control-regex
    stripVTControlCharacters: (text) => text.replace(/[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g, ''),
    toUSVString: (text) => String(text).toWellFormed(),
    get TextEncoder() {
      return load('text-encoding.js').TextEncoder;
    },
    get TextDecoder() {
      return load('text-encoding.js').TextDecoder;
    },
  };
})
