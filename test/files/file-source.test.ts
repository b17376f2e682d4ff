import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { model, node } from '../../fixtures/build/model.js';
import { openFile } from '../../src/files/file-source.js';
import { memorySource, readModel } from '../../src/onnx/index.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netstat-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read by place', () => {
  const path = join(folder, 'digits');
  writeFileSync(path, '0123456789');
  const source = openFile(path);
  expect(source.size).toBe(10);
  expect(Buffer.from(source.read(3, 4)).toString()).toBe('3456');
  expect(Buffer.from(source.read(8, 4)).toString()).toBe('89');
  source.close();
});

test('a model is the same from a file as from memory', () => {
  const nodes = Array.from({ length: 60_000 }, (_, index) =>
    node('Relu', [`input of ${index}`], [`output of ${index}`]),
  );
  const bytes = model({ opset: 17, nodes });
  const path = join(folder, 'model.onnx');
  writeFileSync(path, bytes);
  const source = openFile(path);
  expect(readModel(source)).toEqual(readModel(memorySource(bytes)));
  source.close();
});

test('what cannot be read is an error of the user', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const error = (path: string): unknown => {
    try {
      return openFile(path);
    } catch (thrown) {
      return thrown;
    }
  };
  expect(error(join(folder, 'absent.onnx'))).toMatchObject({ name: 'NetstatError', code: 'not-found' });
  expect(error(folder)).toMatchObject({
    name: 'NetstatError',
    code: 'not-a-file',
    message: expect.stringContaining('directory'),
  });
  expect(error(pipe)).toMatchObject({ name: 'NetstatError', code: 'not-a-file' });
});

// Whoever may read everything reads this too.
test.skipIf(process.getuid?.() === 0)('a file without permission says so', () => {
  const path = join(folder, 'secret.onnx');
  writeFileSync(path, '');
  chmodSync(path, 0);
  expect(() => openFile(path)).toThrow(expect.objectContaining({ name: 'NetstatError', code: 'no-permission' }));
});
