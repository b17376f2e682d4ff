import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('what is to be done when the program ends is done from the last to the first, whatever fails', () => {
  const program = `
    import { atExit } from './src/runtimes/at-exit.ts';
    atExit(() => console.log('first'));
    atExit(() => { throw new Error('in use'); });
    atExit(() => console.log('called off'))();
    atExit(() => console.log('last'));
    process.exit(3);`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect([status, stdout, stderr]).toEqual([3, 'last\nfirst\n', '']);
});
