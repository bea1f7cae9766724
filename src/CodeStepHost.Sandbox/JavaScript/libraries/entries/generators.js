// How generator functions serve as entry points.
import co from 'co';

// An async generator runs to its end; what it yields is of no interest, what it returns is.
async function drain(generator) {
  let step = await generator.next();
  while (!step.done) step = await generator.next();
  return step.value;
}

// Any other is driven as the original does it: what it yields is awaited and given back to it.
export default {
  drive(generator) {
    return co.call(this, generator);
  },
  drain,
};
