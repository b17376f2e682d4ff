import { writeSync } from 'node:fs';
import { describeBug } from './bug.js';
import { setProgramCall } from '../ir/index.js';
import { exitCode } from './exit-code.js';
import { describeCall } from './program-call.js';
import { run } from './run.js';
import { processTerminal } from './terminal.js';

setProgramCall(() => describeCall(process.argv[1] ?? '', process.env));
const terminal = processTerminal();
let ended = false;

// A run that did not end fails, whatever ended the process: an `await` for what never comes, or a configuration that
// exits.
process.on('exit', (code) => {
  if (ended || code !== 0) return;
  process.exitCode = exitCode.userError;
  writeSync(
    2,
    'netstat: the run ended before it was complete: code of the configuration ended it, or waits for ever\n',
  );
});
process.on('uncaughtException', (error) => {
  terminal.noteBug(describeBug(error));
  process.exit(exitCode.bug);
});

// The reader has gone (`| head`): there is nobody left to tell, and nothing has failed.
terminal.whenReaderLeaves(() => {
  ended = true;
  process.exit();
});

void run(process.argv.slice(2), terminal).then((code) => {
  process.exitCode = code;
  // To end as soon as all is written spares the engine from finishing what it began of its housekeeping, and from
  // taking its heap apart.
  terminal.whenWritten((failure) => {
    ended = true;
    if (failure !== undefined) terminal.note(failure);
    process.exit(failure === undefined ? code : Math.max(code, exitCode.userError));
  });
});
