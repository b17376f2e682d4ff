import { writeFileSync } from 'node:fs';
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
    try {
      writeFileSync(file, json ? '{\n  "rules": {\n    "G1": "warning"\n  }\n}\n' : configurationText(), {
        flag: force ? 'w' : 'wx',
      });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
        throw new NetstatError('cannot-write', `${file} is there already: edit it, or replace it with --force`, {
          cause,
        });
      }
      throw new NetstatError(
        'cannot-write',
        `${file}: cannot be written (${cause instanceof Error ? cause.message : String(cause)}); check the folder and its permissions`,
        { cause },
      );
    }
    terminal.print(`wrote ${file}: netstat reads it from here and from all folders below\n`);
    return exitCode.fine;
  },
});
