import { describe, expect, it } from 'vitest';
import { devices } from '../../src/devices/index.js';
import { netstat } from '../testers/run-netstat.js';

describe('a bound on a platform', () => {
  it('lists the devices that it knows, without a model', () => {
    const { status, stdout } = netstat(['--platform', 'list']);
    expect(status).toBe(0);
    for (const { name, source } of devices) {
      expect(stdout).toContain(`${name}  `);
      expect(stdout).toContain(source);
    }
  });

  it('is called a bound, with the side that sets it', () => {
    const { stdout } = netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS', '--bandwidth', '100GB/s']);
    expect(stdout).toMatch(/^bound on 2\.00 TFLOPS, 100 GB\/s: a run takes at least \d+ µs, .*no forecast/mu);
    expect(stdout).toMatch(/^ {2}convolution .* memory binds$/mu);
  });

  it('needs both figures, or a device', () => {
    const missing = netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS']);
    expect(missing.status).toBe(2);
    const hint = /add (--bandwidth \S+),/u.exec(missing.stderr)?.[1]?.split(' ') ?? [];
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--peak', '2TFLOPS', ...hint]).status).toBe(0);
    expect(netstat(['fixtures/mobilenet-v2.onnx', '--platform', 'rtx-409']).stderr).toContain('did you mean rtx-4090?');
  });
});
