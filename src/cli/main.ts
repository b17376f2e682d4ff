import { run } from './run.js';
import { processTerminal } from './terminal.js';

// The reader has gone (`| head`): there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

// Nothing is left to do: to end here spares the engine from taking its heap apart, as it does where the work just runs out.
process.on('beforeExit', () => process.exit());

void run(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
