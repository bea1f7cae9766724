// What console has besides plain lines; one for each message, since it counts and keeps times.
(function (host, load) {
  return (console) => {
    const counts = new Map();
    const started = new Map();
    const milliseconds = (label) => {
      const taken = (host.elapsedTicks() - started.get(label)) / 1e4;
      return taken >= 1000 ? `${(taken / 1000).toFixed(3)}s` : `${taken.toFixed(3)}ms`;
    };
    const known = (label) => {
      if (started.has(label)) return true;
      console.warn(`No such label '${label}' for console.time()`);
      return false;
    };

    return Object.assign(console, {
      assert: (holds, ...values) => {
        if (holds) return;
        if (typeof values[0] === 'string') console.error(`Assertion failed: ${values[0]}`, ...values.slice(1));
        else console.error(values.length === 0 ? 'Assertion failed' : 'Assertion failed:', ...values);
      },
      count: (label = 'default') => {
        counts.set(label, (counts.get(label) || 0) + 1);
        console.log(`${label}: ${counts.get(label)}`);
      },
      countReset: (label = 'default') => counts.delete(label),
      time: (label = 'default') => started.set(label, host.elapsedTicks()) && undefined,
      timeLog: (label = 'default', ...values) => known(label) && console.log(`${label}: ${milliseconds(label)}`, ...values),
      timeEnd: (label = 'default') => {
        if (!known(label)) return;
        console.log(`${label}: ${milliseconds(label)}`);
        started.delete(label);
      },
      table: (value) => console.log(load('format.js').inspect(value)),
      group: (...values) => values.length > 0 && console.log(...values),
      groupCollapsed: (...values) => values.length > 0 && console.log(...values),
      groupEnd: () => {},
    });
  };
})
