// process.nextTick(callback, ...values)
(function () {
  return function nextTick(callback, ...values) {
    queueMicrotask(() => callback(...values));
  };
})
