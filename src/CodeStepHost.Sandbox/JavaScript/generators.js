// How generator functions serve as entry points.
(function () {
  // Promises, arrays and plain objects of promises may be yielded, and generators of the same kind.
  const settle = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.then === 'function') return value;
    if (typeof value.next === 'function' && typeof value.throw === 'function') return drive(value);
    if (Array.isArray(value)) return Promise.all(value.map(settle));
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const keys = Object.keys(value);
    return Promise.all(keys.map((key) => settle(value[key]))).then((values) =>
      Object.fromEntries(keys.map((key, index) => [key, values[index]])));
  };

  // As `co` does: what a generator yields is awaited and given back to it.
  async function drive(generator) {
    let step = generator.next();
    while (!step.done) {
      let value;
      try {
        value = await settle(step.value);
      } catch (error) {
        step = generator.throw(error);
        continue;
      }
      step = generator.next(value);
    }
    return step.value;
  }

  // An async generator runs to its end; what it yields is of no interest, what it returns is.
  async function drain(generator) {
    let step = await generator.next();
    while (!step.done) step = await generator.next();
    return step.value;
  }

  return { drive, drain };
})
