import { run } from './run.js';
import { processTerminal } from './terminal.js';

// The reader has gone (`| head`): there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const terminal = processTerminal();
void run(process.argv.slice(2), terminal).then((code) => {
  process.exitCode = code;
  // To end as soon as all is written spares the engine from finishing what it began of its housekeeping, and from taking its heap apart.
  terminal.whenWritten(() => process.exit());
});
