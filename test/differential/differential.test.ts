import { describe, expect, it } from 'vitest';
import { compareWithRuntime, drawModel } from './compare.js';

// It would report its use to its makers.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const runtime = await import('onnxruntime-node').catch(() => undefined);

// Models of one to three operators with random valid attributes, shapes and opsets; a runtime says what comes out.
describe.skipIf(runtime === undefined)(
  'against onnxruntime (skipped where `npm run test:setup` has not installed it)',
  () => {
    it('200 drawn models: every value has the type and shape that the runtime gives it', async () => {
      let compared = 0;
      for (let seed = 1; seed <= 200; seed++) {
        if (runtime === undefined) break;
        const verdict = await compareWithRuntime(runtime, drawModel(seed));
        expect(verdict.kind === 'different' ? `seed ${seed}: ${verdict.why}\n${verdict.description}` : '').toBe('');
        if (verdict.kind === 'equal') compared++;
      }
      expect(compared, 'models that the runtime accepts').toBeGreaterThan(180);
    });
  },
);
