// structuredClone: a deep copy that keeps dates, maps, sets, bytes, errors and circles.
(function (host, load) {
  return function structuredClone(value) {
    const copies = new Map();

    const refuse = (item) => {
      throw load('errors.js').domException('DataCloneError', 25, `${typeof item === 'object' ? `#<${item.constructor.name}>` : String(item)} could not be cloned.`);
    };
    const remember = (item, copy) => {
      copies.set(item, copy);
      return copy;
    };
    const fill = (item, copy) => {
      for (const key of Object.keys(item)) copy[key] = clone(item[key]);
      return copy;
    };

    function clone(item) {
      if (typeof item === 'function' || typeof item === 'symbol') refuse(item);
      if (item === null || typeof item !== 'object') return item;
      if (copies.has(item)) return copies.get(item);
      if (item instanceof Promise || item instanceof WeakMap || item instanceof WeakSet) refuse(item);
      if (item instanceof Date) return remember(item, new Date(item.getTime()));
      if (item instanceof RegExp) return remember(item, new RegExp(item.source, item.flags));
      if (item instanceof Boolean || item instanceof Number || item instanceof String) return remember(item, Object(item.valueOf()));
      if (item instanceof ArrayBuffer) return remember(item, item.slice(0));
      if (ArrayBuffer.isView(item)) {
        const buffer = clone(item.buffer);
        return remember(item, item instanceof DataView ? new DataView(buffer, item.byteOffset, item.byteLength) : new (plainKind(item))(buffer, item.byteOffset, item.length));
      }
      if (item instanceof Map) {
        const copy = remember(item, new Map());
        for (const [key, inner] of item) copy.set(clone(key), clone(inner));
        return copy;
      }
      if (item instanceof Set) {
        const copy = remember(item, new Set());
        for (const inner of item) copy.add(clone(inner));
        return copy;
      }
      if (item instanceof Error) {
        const copy = remember(item, new ({ EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }[item.name] || Error)(item.message));
        copy.stack = item.stack;
        if ('cause' in item) copy.cause = clone(item.cause);
        return copy;
      }
      if (Array.isArray(item)) return fill(item, remember(item, new Array(item.length)));
      return fill(item, remember(item, {}));
    }

    const plainKind = (item) => [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array].find((kind) => item instanceof kind);

    return clone(value);
  };
})
