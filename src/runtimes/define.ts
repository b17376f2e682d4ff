import type { Analysis } from '../analysis/index.js';
import type { Profile, Runtime } from '../measurement/index.js';

/** A measurement made elsewhere, as its files tell. */
export interface ImportedProfile extends Profile {
  /** The runtime that was measured, and its device; empty where the files do not say. */
  readonly runtime: string;
  readonly device: string;
  /** How long runs took from end to end, in milliseconds, while kernels were timed; none where the files do not say. */
  readonly runsMs: readonly number[];
  /** The latency of runs in which nothing else was timed. */
  readonly endToEndMs?: readonly number[];
  /** Notes on facts that the files lack. */
  readonly notes: readonly string[];
}

/** A form in which other tools write how long kernels took. */
export interface ProfileFormat {
  readonly kind: 'profile';
  readonly name: string;
  /** None: it runs nothing. */
  readonly devices: readonly [];
  readonly summary: string;
  /** The tool that writes such files, for the table of docs/measuring.md; Markdown, as what follows. */
  readonly tool: string;
  /** The command or the setting by which it does. */
  readonly howToMake: string;
  /** The file that helps to join its kernels, and how. */
  readonly beside?: string;
  /** Whether a file is of this form. */
  recognises(content: ProfileContent): boolean;
  /**
   * Reads the files, all of which belong to one measurement and at least one of which is of this form.
   * @throws NetstatError when one is not as the form has it
   */
  read(files: readonly ProfileContent[], analysis: Analysis): ImportedProfile;
}

/** A file that a person hands over: its bytes, its text, and what that says where it is JSON, else undefined. */
export interface ProfileContent {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly json: unknown;
}

/** A runtime or profile format before it is loaded. */
export interface RuntimeEntry {
  readonly kind: 'runtime' | 'profile';
  readonly name: string;
  readonly devices: readonly string[];
  readonly summary: string;
  readonly load: () => Promise<Runtime | ProfileFormat>;
}

/** Declares a runtime. */
export function defineRuntime(runtime: Omit<Runtime, 'kind'>): Runtime {
  return { kind: 'runtime', ...runtime };
}

/** Declares a form of profile. */
export function defineProfileFormat(format: Omit<ProfileFormat, 'kind' | 'devices'>): ProfileFormat {
  return { kind: 'profile', devices: [], ...format };
}
