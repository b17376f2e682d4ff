import { describe, expect, it } from 'vitest';
import format from './profile.js';
import { kernelsOf, readAs } from '../../test/testers/runtime-profile.js';

const text = 'template-name kernel,ms\nstem/conv,0.5\nb/conv,0.25\n';

describe('template-name', () => {
  it('joins kernels to layers by name', () => {
    expect(format.recognises({ path: 'a.csv', bytes: new Uint8Array(), text, json: undefined })).toBe(true);
    expect(kernelsOf(readAs(format, { 'a.csv': text }))).toEqual({
      'stem/conv': [0.5, 'stem/conv'],
      'b/conv': [0.25, 'b/conv'],
    });
  });

  it('says which kernel has no time', () => {
    expect(() => readAs(format, { 'a.csv': text.replace('0.25', 'much') })).toThrow('b/conv has no time');
  });
});

it('is written', () =>
  expect.fail(
    'FILL IN: template-name is the scaffold of a form of profile; write it, test a file of the tool, ' +
      'and delete this test',
  ));
