import type { Analysis } from '../analysis/index.js';
import type { Profile, Runtime } from '../measurement/index.js';

/** A file that a person hands over: its name and text. */
export interface ProfileFile {
  readonly path: string;
  readonly text: string;
}

/** A measurement made elsewhere, as its files tell. */
export interface ImportedProfile extends Profile {
  /** What measured, where the files say. */
  readonly runtime: string;
  readonly device: string;
  /** Runs in milliseconds from end to end, where the files say. */
  readonly runsMs: readonly number[];
  /** What the files do not tell. */
  readonly notes: readonly string[];
}

/** A form in which other tools write how long kernels took. */
export interface ProfileFormat {
  readonly kind: 'profile';
  readonly name: string;
  /** None: it runs nothing. */
  readonly devices: readonly [];
  readonly summary: string;
  /** Whether a file is of this form; `content` is its text, parsed where it is JSON. */
  recognises(content: ProfileContent): boolean;
  /**
   * Reads the files, all of which belong to one measurement and at least one of which is of this form.
   * @throws NetstatError when one is not as the form has it
   */
  read(files: readonly ProfileContent[], analysis: Analysis): ImportedProfile;
}

/** A profile's file with its text parsed where it is JSON, else undefined. */
export interface ProfileContent extends ProfileFile {
  readonly json: unknown;
}

/** What is said of a runtime or profile format before it is loaded. */
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
