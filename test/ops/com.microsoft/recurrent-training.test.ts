import { gruTraining, lstmTraining, recurrentGradients } from '../../../src/ops/com.microsoft/recurrent-training.js';
import { operatorNamed } from '../../testers/operator-named.js';
import { f32, testOp } from '../../testers/test-op.js';

const [steps, batch, width, hidden] = [7, 3, 5, 9];
const lstm = { X: f32(steps, batch, width), W: f32(1, 4 * hidden, width), R: f32(1, 4 * hidden, hidden) };
const gru = { X: f32(steps, batch, width), W: f32(1, 3 * hidden, width), R: f32(1, 3 * hidden, hidden) };
const state = f32(1, batch, hidden);
const each = f32(steps, 1, batch, hidden);
const products = (gates: number): number => steps * batch * gates * hidden * (width + hidden);

testOp(lstmTraining, [
  {
    name: 'gives states and gates of each step',
    inputs: { ...lstm, B: f32(1, 8 * hidden) },
    outputs: [each, state, state, each, f32(steps, 1, batch, 4 * hidden)],
    multiplyAdds: products(4),
    pin: 'all',
  },
]);

testOp(gruTraining, [
  {
    name: 'gives states and gates of each step',
    inputs: gru,
    outputs: [each, state, f32(steps, 1, batch, 3 * hidden)],
    multiplyAdds: products(3),
    pin: 'all',
  },
]);

testOp(operatorNamed(recurrentGradients, 'LSTMGrad'), [
  {
    name: 'gradients of input, weights, biases, states and peepholes',
    inputs: { ...lstm, HAll: each, CAll: each, iofc: f32(steps, 1, batch, 4 * hidden), grad_HAll: each },
    outputs: [lstm.X, lstm.W, lstm.R, f32(1, 8 * hidden), state, state, f32(1, 3 * hidden)],
    multiplyAdds: 2 * products(4),
    pin: 'all',
  },
]);

testOp(operatorNamed(recurrentGradients, 'GRUGrad'), [
  {
    name: 'gradients of input, weights, biases and the first state',
    inputs: { ...gru, HAll: each, zrh: f32(steps, 1, batch, 3 * hidden), grad_HAll: each },
    outputs: [gru.X, gru.W, gru.R, f32(1, 6 * hidden), state],
    multiplyAdds: 2 * products(3),
    pin: 'all',
  },
]);
