// What scripts commonly read of Node's process; nothing in it is the host's.
(function (host) {
  const nanoseconds = () => BigInt(host.elapsedTicks()) * 100n;

  const hrtime = (since) => {
    const now = nanoseconds();
    const [seconds, rest] = [Number(now / 1000000000n), Number(now % 1000000000n)];
    if (!since) return [seconds, rest];
    return rest < since[1] ? [seconds - since[0] - 1, rest - since[1] + 1000000000] : [seconds - since[0], rest - since[1]];
  };
  hrtime.bigint = nanoseconds;

  return (env) => ({
    env,
    title: 'codestep',
    version: 'v20.0.0',
    versions: { node: '20.0.0' },
    platform: 'linux',
    arch: 'x64',
    pid: 1,
    ppid: 0,
    argv: [],
    execArgv: [],
    hrtime,
    nextTick: (callback, ...values) => queueMicrotask(() => callback(...values)),
    cwd: () => '/',
    uptime: () => host.elapsedTicks() / 1e7,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    emitWarning: (warning) => console.warn(String(warning)),
    on() {
      return this;
    },
    once() {
      return this;
    },
    off() {
      return this;
    },
    exit() {
      throw new Error('process.exit is not available to steps; return from the script, or throw an error.');
    },
  });
})
