import { existsSync } from 'node:fs';
import { writeWholeFile } from '../../files/index.js';
import { NetstatError } from '../../ir/index.js';
import { defineCommand } from '../command.js';
import { configurationText } from '../configuration-text.js';
import { exitCode } from '../exit-code.js';

/** Writes a configuration with comments. */
export default defineCommand({
  declare: (parser) =>
    parser
      .option('json', {
        describe: 'JSON, without comments, in place of TypeScript',
        type: 'boolean',
        default: false,
        group: 'Configuration:',
      })
      .option('force', {
        describe: 'Replace the file that is there',
        type: 'boolean',
        default: false,
        group: 'Configuration:',
      }),
  async run({ json, force }, terminal) {
    const file = json ? 'netstat.config.json' : 'netstat.config.ts';
    if (!force && existsSync(file)) {
      throw new NetstatError('cannot-write', `${file} is there already: edit it, or replace it with --force`);
    }
    writeWholeFile(file, json ? '{\n  "rules": {\n    "G1": "warning"\n  }\n}\n' : configurationText());
    terminal.print(`wrote ${file}: netstat reads it from here and from all folders below\n`);
    return exitCode.fine;
  },
});
