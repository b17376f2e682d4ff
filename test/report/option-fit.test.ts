import { describe, expect, it } from 'vitest';
import { node, value } from '../../fixtures/build/model.js';
import { watchOptions } from '../../src/report/index.js';
import { analyseModel } from '../testers/analyse-model.js';

const spec = (dimension: string) => ({
  opset: 17,
  inputs: [value('x', 'float32', [dimension, 4])],
  outputs: ['y'],
  nodes: [node('Relu', ['x'], ['y'])],
});

describe('watchOptions', () => {
  it('is complete when each option has fitted some model', () => {
    const options = {
      dims: new Map([
        ['N', 1],
        ['M', 2],
      ]),
    };
    const fit = watchOptions(options);
    expect(fit.complete).toBe(false);
    fit.see(analyseModel(spec('N'), options));
    expect(fit.complete).toBe(false);
    fit.see(analyseModel(spec('M'), options));
    expect(fit.complete).toBe(true);
    expect(() => fit.check()).not.toThrow();
  });

  it('takes a shape that binds the symbol another way', () => {
    const options = { shapes: new Map([['x', [3, 4]]]) };
    const fit = watchOptions(options);
    fit.see(analyseModel(spec('N'), options));
    expect(fit.complete).toBe(true);
  });

  const long = 'an input whose name says all '.repeat(60);
  it.each([
    ['the whole name, of which the file is read up to 1,024 characters', long, long],
    ['its beginning', 'encoder_hidden_states', 'enc…'],
    ['the beginning of a name that long', long, `${long.slice(0, 40)}…`],
  ])('takes an input by %s', (_, name, given) => {
    const model = {
      opset: 17,
      inputs: [value('x', 'float32', [2, 4]), value(name, 'float32', ['N', 4])],
      outputs: ['y'],
      nodes: [node('Relu', [name], ['y'])],
    };
    const options = { shapes: new Map([[given, [3, 4]]]) };
    const fit = watchOptions(options);
    const analysis = analyseModel(model, options);
    fit.see(analysis);
    expect(() => fit.check()).not.toThrow();
    expect(analysis.outputs[0]?.elements).toBe(3 * 4);
  });

  it.each([
    ['two inputs begin so', 'in…'],
    ['nothing is left of it', '…'],
    ['none begins so', 'out…'],
  ])('takes no input where %s', (_, given) => {
    const inputs = [value('in_a', 'float32', [2, 4]), value('in_b', 'float32', [2, 4])];
    const options = { shapes: new Map([[given, [3, 4]]]) };
    const fit = watchOptions(options);
    fit.see(analyseModel({ opset: 17, inputs, outputs: ['y'], nodes: [node('Relu', ['in_a'], ['y'])] }, options));
    expect(() => fit.check()).toThrow(`the model has no input ${given}`);
  });

  it.each([
    [
      'dims',
      { dims: new Map([['batch_sise', 1]]) },
      '--dim batch_sise: the model has no open dimension batch_sise; did you mean batch_size?',
    ],
    ['shapes', { shapes: new Map([['image', [1]]]) }, '--shape image: the model has no input image; there is x'],
    ['values', { values: new Map([['image', [1]]]) }, '--value image: the model has no input image; there is x'],
  ])('names what there is: %s', (_, options, message) => {
    const fit = watchOptions(options);
    fit.see(analyseModel(spec('batch_size'), options));
    expect(() => fit.check()).toThrow(message);
  });

  it('says nothing when no model could be read', () => {
    expect(() => watchOptions({ dims: new Map([['N', 1]]) }).check()).not.toThrow();
  });
});
