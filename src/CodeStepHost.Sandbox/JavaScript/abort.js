// Event, EventTarget, AbortController and AbortSignal.
(function (host, load) {
  class Event {
    constructor(type, init = {}) {
      this.type = String(type);
      this.cancelable = Boolean(init.cancelable);
      this.defaultPrevented = false;
      this.target = null;
      this.timeStamp = 0;
    }

    preventDefault() {
      if (this.cancelable) this.defaultPrevented = true;
    }

    stopImmediatePropagation() {
      this._stopped = true;
    }
  }

  class EventTarget {
    #listeners = new Map();

    addEventListener(type, listener, options) {
      if (listener === null || listener === undefined) return;
      const all = this.#listeners.get(type) || [];
      if (!all.some((entry) => entry.listener === listener)) all.push({ listener, once: Boolean(options && options.once) });
      this.#listeners.set(type, all);
    }

    removeEventListener(type, listener) {
      this.#listeners.set(type, (this.#listeners.get(type) || []).filter((entry) => entry.listener !== listener));
    }

    dispatchEvent(event) {
      event.target = this;
      if (typeof this[`on${event.type}`] === 'function') this[`on${event.type}`](event);
      for (const { listener, once } of this.#listeners.get(event.type) || []) {
        if (event._stopped) break;
        if (once) this.removeEventListener(event.type, listener);
        if (typeof listener === 'function') listener.call(this, event);
        else listener.handleEvent(event);
      }
      return !event.defaultPrevented;
    }
  }

  const named = (name, message, code) => Object.assign(new Error(message), { name, code });
  const KEY = Symbol('signal');

  class AbortSignal extends EventTarget {
    #reason;

    #aborted = false;

    onabort = null;

    constructor(key) {
      if (key !== KEY) throw Object.assign(new TypeError('Illegal constructor'), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
      super();
    }

    get aborted() {
      return this.#aborted;
    }

    get reason() {
      return this.#reason;
    }

    throwIfAborted() {
      if (this.#aborted) throw this.#reason;
    }

    static _abort(signal, reason = named('AbortError', 'This operation was aborted', 20)) {
      if (signal.#aborted) return;
      signal.#aborted = true;
      signal.#reason = reason;
      signal.dispatchEvent(new Event('abort'));
    }

    static abort(reason) {
      const signal = new AbortSignal(KEY);
      abort(signal, reason);
      return signal;
    }

    static timeout(delay) {
      const signal = new AbortSignal(KEY);
      load('timers.js').setTimeout(() => abort(signal, named('TimeoutError', 'The operation was aborted due to timeout', 23)), delay).unref();
      return signal;
    }

    static any(signals) {
      const signal = new AbortSignal(KEY);
      for (const each of signals) {
        if (each.aborted) abort(signal, each.reason);
        else each.addEventListener('abort', () => abort(signal, each.reason));
      }
      return signal;
    }
  }
  const abort = AbortSignal._abort;
  delete AbortSignal._abort;

  class AbortController {
    signal = new AbortSignal(KEY);

    abort(reason) {
      abort(this.signal, reason);
    }
  }

  return { Event, EventTarget, AbortController, AbortSignal };
})
