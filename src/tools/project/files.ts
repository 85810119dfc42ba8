import { provide } from '../../base/context/index.ts'
import type { Environment, Mode } from '../../base/settings/index.ts'
import { openStorage, SignedUrls, type Storage, storageKind, storagesService } from '../../data/files/index.ts'
import type { Middleware } from '../../web/http/index.ts'
import { mediaFiles } from '../../web/media/index.ts'
import type { Brought } from './brought.ts'
import type { ProjectOptions } from './definition.ts'

/** One place of a project for files. */
export interface StorageSettings {
  /** A folder, relative to the project's ('./media'), 'memory:', or 's3://bucket/prefix?region=…'. */
  readonly location: string
  /**
   * Where its files answer: '/private/', 'https://files.example.org/'. The default storage has '/media/' where it is no S3, others have none, and
   * S3 has its own addresses.
   */
  readonly url?: string
  /** Only signed addresses answer. Default: false. */
  readonly private?: boolean
  /** The project answers at `url` itself. Default: in development and tests, where the storage is a folder or memory. */
  readonly serve?: boolean
  /** Media types that are shown although they can run something: `['image/svg+xml']`. */
  readonly inline?: readonly string[]
  /** Permissions in a folder: 0o640 and 0o750. By default those of the umask. */
  readonly fileMode?: number
  readonly folderMode?: number
  /** Files are written through to the disk. Default: false. */
  readonly sync?: boolean
  /** Bytes that fit into memory. Default: 64 MiB. */
  readonly maxBytes?: number
}

/** Where a place is, or a storage that is there. */
export type StorageChoice = string | StorageSettings | Storage

/** `files` of a project: the default storage, or several by name. */
export type FilesOptions = StorageChoice | Readonly<Record<string, StorageChoice>>

export interface FilesParts {
  readonly options: ProjectOptions
  readonly environment: Environment
  readonly dir: string
  readonly secretKey: string
  readonly secretKeyFallbacks: readonly string[]
  /** Instead of the configured ones: addresses by name, for tests. */
  readonly instead: Readonly<Record<string, string>> | undefined
}

const isStorage = (choice: object): choice is Storage => typeof (choice as Partial<Storage>).save === 'function'
const isSettings = (choice: object): choice is StorageSettings =>
  typeof (choice as Partial<StorageSettings>).location === 'string'

/** The choices of a project by name; a folder 'media' where it makes none. */
export function storageChoices(
  files: FilesOptions | undefined,
  filesUrl: string | undefined,
): Readonly<Record<string, StorageSettings | Storage>> {
  const given: Readonly<Record<string, StorageChoice>> =
    files === undefined
      ? {}
      : typeof files === 'string' || isStorage(files) || isSettings(files)
        ? { default: files }
        : (files as Readonly<Record<string, StorageChoice>>)
  const choices: Record<string, StorageSettings | Storage> = {}
  for (const [name, choice] of Object.entries({ default: './media', ...given }))
    choices[name] = typeof choice === 'string' ? { location: choice } : choice
  if (filesUrl !== undefined) {
    const { default: own } = choices
    choices['default'] = { ...(own !== undefined && !isStorage(own) && own), location: filesUrl }
  }
  return choices
}

/** True for a storage of which only signed addresses answer. */
export function isPrivate({ files }: ProjectOptions, name: string): boolean {
  const choice = storageChoices(files, undefined)[name]
  return choice !== undefined && !isStorage(choice) && choice.private === true
}

/** Where a place answers; undefined where it has addresses of its own, or none. */
function urlOf(name: string, { location, url }: StorageSettings): string | undefined {
  if (url !== undefined) return url
  return name === 'default' && storageKind(location) !== 's3' ? '/media/' : undefined
}

/** The settings that are in force: under test files are kept in memory, so that no test fills or empties a real place. */
function inForce(
  name: string,
  settings: StorageSettings,
  mode: Mode,
  instead: Readonly<Record<string, string>> | undefined,
): StorageSettings {
  const location = instead?.[name] ?? (mode === 'test' ? 'memory:' : undefined)
  if (location === undefined) return settings
  const url = urlOf(name, settings) ?? (storageKind(location) === 's3' ? undefined : `/media-${name}/`)
  return { ...settings, location, ...(url !== undefined && { url }) }
}

/** A project's storages, and middleware that serves those which it serves itself. */
export async function projectFiles(parts: FilesParts): Promise<Brought> {
  const { options, environment, dir, secretKey, secretKeyFallbacks, instead } = parts
  const storages = new Map<string, Storage>()
  const served: { readonly prefix: string; readonly middleware: Middleware }[] = []
  const opened: Storage[] = []
  for (const [name, choice] of Object.entries(storageChoices(options.files, environment.filesUrl))) {
    if (isStorage(choice)) {
      storages.set(name, choice)
      continue
    }
    const settings = inForce(name, choice, environment.mode, instead)
    const { location, private: signedOnly = false, inline } = settings
    const url = urlOf(name, settings)
    const signed =
      url === undefined ? undefined : new SignedUrls({ url, secretKey, secretKeyFallbacks, storage: name, signedOnly })
    const storage = await openStorage(location, { ...settings, dir, ...(signed !== undefined && { urls: signed }) })
    opened.push(storage)
    storages.set(name, storage)
    const local = storageKind(location) !== 's3'
    const serve = settings.serve ?? (local && environment.mode !== 'production' && url?.startsWith('/') === true)
    if (serve && url !== undefined) {
      const asked = { ...(signedOnly && signed !== undefined && { signed }), ...(inline !== undefined && { inline }) }
      served.push({ prefix: pathOf(url), middleware: mediaFiles(pathOf(url), storage, asked) })
    }
  }
  return {
    services: [provide(storagesService, storages)],
    // A place below another's is asked first.
    middleware: served.toSorted((a, b) => b.prefix.length - a.prefix.length).map(({ middleware }) => middleware),
    close: async () => {
      for (const storage of opened) await storage.close()
    },
  }
}

/** The path of an address. */
function pathOf(url: string): string {
  const path = url.startsWith('/') ? url : (URL.parse(url)?.pathname ?? url)
  return path.endsWith('/') ? path : `${path}/`
}
