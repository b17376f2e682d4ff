import type { BindingArguments } from './model-options.js';
import type { PlatformArguments } from './platform-option.js';
import type { ReportArguments } from './report-options.js';
import type { RuleArguments } from './rule-options.js';

/** The arguments of the default command that say what is done with each model. */
export type AnalyseArguments = BindingArguments &
  RuleArguments &
  PlatformArguments &
  Pick<ReportArguments, 'context' | 'format' | 'output' | 'open'> & { readonly convention: string | undefined };

/** The arguments of `lint` that say what is done with each model. */
export type LintArguments = BindingArguments &
  RuleArguments &
  PlatformArguments &
  Pick<ReportArguments, 'context'> & {
    readonly quiet: boolean;
    readonly baseline: string | undefined;
    readonly 'update-baseline': boolean;
  };

/**
 * The work of a thread on each model: a command's arguments, from which it makes the same examination as the program's
 * own thread.
 */
export type Work =
  | { readonly command: 'analyse'; readonly given: AnalyseArguments }
  | { readonly command: 'lint'; readonly given: LintArguments };
