// performance.now: milliseconds since the execution began.
(function (host) {
  const performance = {
    now: () => host.elapsedTicks() / 1e4,
    get timeOrigin() {
      return Date.now() - host.elapsedTicks() / 1e4;
    },
    mark: () => {},
    measure: () => {},
  };
  return { performance };
})
