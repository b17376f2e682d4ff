import { float, floats, int, text, texts } from '../language/attributes.js';

/** The inputs of RNN and GRU. */
export const recurrentInputs = {
  X: 'activation',
  W: 'weight',
  R: 'weight',
  B: 'weight?',
  sequence_lens: 'index?',
  initial_h: 'state?',
} as const;

/** The inputs of LSTM. */
export const lstmInputs = { ...recurrentInputs, initial_c: 'state?', P: 'weight?' } as const;

/** The attributes that all recurrent layers have. */
export const recurrentAttributes = {
  direction: text('forward'),
  hidden_size: int(),
  activations: texts(),
  activation_alpha: floats(),
  activation_beta: floats(),
  clip: float(),
};
