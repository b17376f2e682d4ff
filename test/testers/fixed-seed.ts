import * as fc from 'fast-check';

// Property tests draw the same cases in every run, unless PROPERTY_SEED gives others: a run fails for a change, not by
// chance.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1807) });
