// setTimeout and its kin, wait, and what Node's timers modules offer.
(function (host, load) {
  const promisified = Symbol.for('nodejs.util.promisify.custom');

  class Timeout {
    #number;

    constructor(number) {
      this.#number = number;
    }

    ref() {
      host.keepTimer(this.#number, true);
      return this;
    }

    unref() {
      host.keepTimer(this.#number, false);
      return this;
    }

    hasRef() {
      return host.isTimerKept(this.#number);
    }

    refresh() {
      host.refreshTimer(this.#number);
      return this;
    }

    close() {
      host.cancelTimer(this.#number);
      return this;
    }

    [Symbol.toPrimitive]() {
      return this.#number;
    }
  }

  const start = (callback, delay, values, repeats) => {
    if (typeof callback !== 'function') throw load('errors.js').argumentType('callback', 'of type function', callback);
    return new Timeout(host.addTimer(callback, delay, values, repeats));
  };
  const milliseconds = (delay) => (delay >= 1 && delay <= 2147483647 ? Math.trunc(delay) : 0);

  const setTimeout = (callback, delay, ...values) => start(callback, milliseconds(Number(delay)), values, false);
  const setInterval = (callback, delay, ...values) => start(callback, milliseconds(Number(delay)), values, true);
  const setImmediate = (callback, ...values) => start(callback, 0, values, false);
  const clear = (timer) => {
    if (timer instanceof Timeout || typeof timer === 'number' || typeof timer === 'string') host.cancelTimer(Number(timer));
  };
  const clearTimeout = (timer) => clear(timer);
  const clearInterval = (timer) => clear(timer);
  const clearImmediate = (timer) => clear(timer);
  const wait = (delay) => new Promise((resolve) => host.addTimer(resolve, delay > 0 ? Number(delay) : 0, [], false));

  // A promise of a timer, which a signal can end.
  const promised = (begin) => (options = {}) => new Promise((resolve, reject) => {
    const { signal } = options;
    const refuse = () => reject(Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' }));
    if (signal && signal.aborted) return refuse();
    const timer = begin(resolve);
    if (options.ref === false) timer.unref();
    if (signal) signal.addEventListener('abort', () => {
      timer.close();
      refuse();
    });
  });
  const promises = {
    setTimeout: (delay, value, options) => promised((resolve) => setTimeout(resolve, delay, value))(options),
    setImmediate: (value, options) => promised((resolve) => setImmediate(resolve, value))(options),
    async *setInterval(delay, value, options) {
      for (;;) yield await promises.setTimeout(delay, value, options);
    },
    scheduler: { wait: (delay, options) => promises.setTimeout(delay, undefined, options), yield: () => promises.setImmediate() },
  };
  Object.defineProperty(setTimeout, promisified, { value: promises.setTimeout });
  Object.defineProperty(setImmediate, promisified, { value: promises.setImmediate });

  return { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises, wait };
})
