import path from 'node:path';

/** Where a build writes. It takes the place of dist/ when it is complete, so that there is a program at all times. */
export const output = path.join('.tmp', `dist-${process.pid}`);
