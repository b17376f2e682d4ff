import { NetstatError, programCall } from '../ir/index.js';
import { httpSource, refuseFailure, request } from '../onnx/index.js';
import type { AsyncByteSource, HttpOptions } from '../onnx/index.js';
import { bytesText, listText, shellArgument, terminalText } from '../text/index.js';
import type { Written } from '../text/index.js';
import { HUB_PREFIX, isWebAddress } from './paths.js';

/** Where models of a hub are, unless HF_ENDPOINT names another place. */
const HUB = 'https://huggingface.co';

/** The most pages of a repository's list that are asked for; a page has 1,000 files. */
const MOST_PAGES = 20;

/** A name of the hub taken apart: `hf:org/name/file@revision`. */
export interface HubReference {
  readonly repository: string;
  /** The path of the file; empty for the repository itself. */
  readonly file: string;
  readonly revision: string;
}

/** A model in a repository of the hub. */
export interface HubModel {
  readonly path: string;
  readonly bytes: number;
  /** Bytes of the files that hold its weights, where they are apart from it. */
  readonly bytesBeside: number;
}

/**
 * Reads `hf:org/name`, with `/path/of/file` and `@revision` where they are given.
 * @throws NetstatError for anything else
 */
export function readHubReference(text: string): HubReference {
  const [, path = '', revision = 'main'] =
    /^hf:([^@]*)(?:@(.+))?$/u.exec(text.startsWith(HUB_PREFIX) ? text : '') ?? [];
  const [owner = '', name = '', ...rest] = path.replace(/\/$/u, '').split('/');
  if (owner === '' || name === '' || [...rest, owner, name].includes('..')) {
    throw new NetstatError('bad-option', `${text}: should be like hf:org/name or hf:org/name/onnx/model.onnx@revision`);
  }
  return { repository: `${owner}/${name}`, file: rest.join('/'), revision };
}

/**
 * Opens a model on a web server or a hub, to be read by ranges. Nothing that the model names is asked for.
 * @throws NetstatError when it cannot be had
 */
export async function openRemote(reference: string, options: HttpOptions = {}): Promise<AsyncByteSource> {
  if (isWebAddress(reference)) return httpSource(reference, options);
  const hub = readHubReference(reference);
  if (hub.file === '') throw await whichModel(reference, hub);
  const place = `resolve/${encodeURIComponent(hub.revision)}/${encodePath(hub.file)}`;
  const address = `${hubAddress()}/${encodePath(hub.repository)}/${place}`;
  try {
    return await httpSource(address, { ...options, headers: hubHeaders() });
  } catch (error) {
    throw ofHub(error, hub);
  }
}

/**
 * The models of a repository, by path.
 * @throws NetstatError when there is no such repository, or it may not be seen
 */
async function listHubModels(hub: HubReference): Promise<readonly HubModel[]> {
  const files = new Map<string, number>();
  let next: string | undefined =
    `${hubAddress()}/api/models/${encodePath(hub.repository)}/tree/${encodeURIComponent(hub.revision)}?recursive=true`;
  for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
    const { entries, following }: HubPage = await readPage(next, hub);
    for (const { path, size } of entries) files.set(path, size);
    next = following;
  }
  return [...files]
    .filter(([path]) => path.endsWith('.onnx'))
    .map(([path, bytes]) => ({ path, bytes, bytesBeside: externalBytesOf(path, files) }))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** The list of a repository's models, with the commands that look at them. */
export async function describeHub(reference: string): Promise<Written> {
  const hub = readHubReference(reference);
  const models = await listHubModels(hub);
  if (models.length === 0) throw withoutModels(reference);
  const rows = models.map(({ path, bytes, bytesBeside }) => {
    const size = bytesText(bytes) + (bytesBeside > 0 ? ` and ${bytesText(bytesBeside)} of weights beside it` : '');
    return `  ${programCall()} ${shellArgument(nameIn(hub, path))}  ${size}`;
  });
  return terminalText([`${reference} has ${models.length === 1 ? 'one model' : `${models.length} models`}:`, ...rows]);
}

interface HubPage {
  readonly entries: readonly { readonly path: string; readonly size: number }[];
  readonly following: string | undefined;
}

async function readPage(address: string, hub: HubReference): Promise<HubPage> {
  const { response } = await request(address, hubHeaders(), AbortSignal.timeout(60_000));
  try {
    refuseFailure(address, response);
  } catch (error) {
    await response.body?.cancel();
    throw ofHub(error, hub);
  }
  const listed: unknown = await response.json().catch(() => undefined);
  if (!Array.isArray(listed)) {
    throw new NetstatError('unreadable', `${address} answers no list of files: is HF_ENDPOINT a hub?`);
  }
  const [, link] = /<([^>]+)>\s*;\s*rel="next"/u.exec(response.headers.get('link') ?? '') ?? [];
  const following = link === undefined ? undefined : new URL(link, address);
  const entries: readonly unknown[] = listed;
  return {
    entries: entries.filter(isFile),
    following: following?.origin === new URL(address).origin ? following.href : undefined,
  };
}

function isFile(entry: unknown): entry is { readonly path: string; readonly size: number } {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'type' in entry &&
    entry.type === 'file' &&
    'path' in entry &&
    typeof entry.path === 'string' &&
    'size' in entry &&
    typeof entry.size === 'number'
  );
}

/** Bytes of the files that exporters write weights into: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
function externalBytesOf(model: string, files: ReadonlyMap<string, number>): number {
  return [...files]
    .filter(([path]) => path.startsWith(`${model}_data`) || path.startsWith(`${model}.data`))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
}

async function whichModel(reference: string, hub: HubReference): Promise<NetstatError> {
  const models = await listHubModels(hub);
  if (models.length === 0) return withoutModels(reference);
  const names = listText(models.slice(0, 5).map(({ path }) => nameIn(hub, path)));
  return new NetstatError(
    'not-a-file',
    `this is a repository: name one of its ${models.length} models, such as ${names}; ` +
      `${programCall()} ${reference} lists them`,
  );
}

function withoutModels(reference: string): NetstatError {
  return new NetstatError('not-found', `${reference}: there is no .onnx file in this repository`);
}

function nameIn({ repository, revision }: HubReference, path: string): string {
  return `${HUB_PREFIX}${repository}/${path}${revision === 'main' ? '' : `@${revision}`}`;
}

function hubAddress(): string {
  return (process.env.HF_ENDPOINT ?? HUB).replace(/\/+$/u, '');
}

/** The token, for a hub that is asked in secret. Where a redirect leads to another host it is left out. */
function hubHeaders(): Readonly<Record<string, string>> {
  const token = process.env.HF_TOKEN?.trim();
  return token !== undefined && token !== '' && hubAddress().startsWith('https://')
    ? { authorization: `Bearer ${token}` }
    : {};
}

/** The hub answers alike for what does not exist and for what may not be seen. */
function ofHub(error: unknown, { repository, file, revision }: HubReference): unknown {
  if (error instanceof NetstatError && error.code === 'not-found' && file !== '') {
    const listing = `${programCall()} ${nameIn({ repository, file, revision }, '').replace(/\/(?=@|$)/u, '')}`;
    return new NetstatError('not-found', `there is no such file in the repository; ${listing} lists its models`, {
      cause: error,
    });
  }
  if (!(error instanceof NetstatError) || error.code !== 'no-permission') return error;
  const advice =
    process.env.HF_TOKEN === undefined
      ? 'for one that is private or gated, set HF_TOKEN'
      : 'HF_TOKEN may not see one of this name';
  return new NetstatError(
    'no-permission',
    `there is no public repository ${repository} with the revision ${revision}; ${advice}`,
    { cause: error },
  );
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
