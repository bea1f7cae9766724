// wait(ms): a promise that resolves after that many milliseconds.
(function () {
  return function wait(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  };
})
