// Errors in Node's words.
(function () {
  const described = (value) => {
    if (value === null || value === undefined) return String(value);
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value === 'object') return value.constructor && value.constructor.name ? `an instance of ${value.constructor.name}` : '[Object: null prototype] {}';
    const text = typeof value === 'string' ? `'${value.length > 28 ? `${value.slice(0, 25)}...` : value}'` : typeof value === 'bigint' ? `${value}n` : String(value);
    return `type ${typeof value} (${text})`;
  };
  const coded = (kind, code, message) => {
    const error = new kind(message);
    Object.defineProperty(error, 'code', { value: code, writable: true, configurable: true, enumerable: true });
    return error;
  };

  return {
    described,
    coded,
    argumentType: (name, wanted, value) => coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${name.includes(' ') ? name : `"${name}" argument`} must be ${wanted}. Received ${described(value)}`),
    outOfRange: (name, wanted, value) => coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${wanted}. Received ${typeof value === 'bigint' ? `${value}n` : value}`),
    // What a browser's function throws.
    domException: (name, code, message) => Object.assign(Object.defineProperty(new Error(message), 'name', { value: name, configurable: true, writable: true }), { code }),
  };
})
