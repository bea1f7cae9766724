// Node's EventEmitter.
(function () {
  class EventEmitter {
    _of(name) {
      this._listeners = this._listeners || new Map();
      if (!this._listeners.has(name)) this._listeners.set(name, []);
      return this._listeners.get(name);
    }

    on(name, listener) {
      this._of(name).push({ listener, once: false });
      return this;
    }

    once(name, listener) {
      this._of(name).push({ listener, once: true });
      return this;
    }

    prependListener(name, listener) {
      this._of(name).unshift({ listener, once: false });
      return this;
    }

    off(name, listener) {
      const at = this._of(name).findIndex((entry) => entry.listener === listener);
      if (at >= 0) this._of(name).splice(at, 1);
      return this;
    }

    removeAllListeners(name) {
      if (name === undefined) this._listeners = new Map();
      else this._of(name).length = 0;
      return this;
    }

    emit(name, ...values) {
      const entries = [...this._of(name)];
      if (entries.length === 0 && name === 'error') throw values[0] instanceof Error ? values[0] : new Error(`Unhandled error. (${values[0]})`);
      for (const entry of entries) {
        if (entry.once) this.off(name, entry.listener);
        entry.listener.apply(this, values);
      }
      return entries.length > 0;
    }

    listenerCount(name) {
      return this._of(name).length;
    }

    listeners(name) {
      return this._of(name).map((entry) => entry.listener);
    }

    setMaxListeners() {
      return this;
    }
  }

  EventEmitter.prototype.addListener = EventEmitter.prototype.on;
  EventEmitter.prototype.removeListener = EventEmitter.prototype.off;
  EventEmitter.EventEmitter = EventEmitter;
  EventEmitter.once = (emitter, name) => new Promise((resolve, reject) => {
    emitter.once(name, (...values) => resolve(values));
    if (name !== 'error') emitter.once('error', reject);
  });
  return EventEmitter;
})
