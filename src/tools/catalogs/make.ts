import { readFile } from 'node:fs/promises'
import { extname, join, relative, resolve, sep } from 'node:path'
import { fileReason } from '../../base/errors/index.ts'
import type { Engine } from '../../web/templates/index.ts'
import { TypeStripper } from '../sources/index.ts'
import { type Collected, Collection, type Locations } from './collect.ts'
import { catalogsErrors } from './errors.ts'
import type { Complaint, Extraction } from './extract/found.ts'
import { extractJavaScript } from './extract/javascript.ts'

import { extractTemplate } from './extract/template.ts'
import { catalogFile, catalogsIn, languageNamed, type MessageRoot, readIfThere, replaceFile } from './files.ts'
import { dated, mergeMessages } from './merge.ts'
import { isFuzzy, isTranslated, type PoFile } from './po/entry.ts'
import { readPo } from './po/read.ts'
import { writePo } from './po/write.ts'
import { defaultExtensions, defaultIgnore, findSources, type Source } from './sources.ts'

export interface MakeMessagesOptions {
  /**
   * Folders with catalogs of their own. A message goes to the innermost that holds its file, others to the first. Folders of catalogs
   * are made when there is something to put there.
   */
  readonly roots: readonly MessageRoot[]
  /** Folders to look through; those of the roots by default. */
  readonly dirs?: readonly string[]
  /** Reads the templates: the project's, which knows its tags. */
  readonly engine: Engine
  /** Codes of languages ('de', 'pt-br'), or 'all' for those that have catalogs. */
  readonly languages: readonly string[] | 'all'
  /** Languages to leave out. */
  readonly exclude?: readonly string[]
  /** The name of the catalogs: 'messages'. 'browser' and 'djangojs' are made of the files for the browser, others of all else. */
  readonly domain?: string
  /** Endings of files to read. */
  readonly extensions?: readonly string[]
  /** Names and paths to leave out, with `*` and `?`, beside the default ones. */
  readonly ignore?: readonly string[]
  /** False to read `node_modules`, `dist` and hidden folders too. */
  readonly defaultIgnore?: boolean
  readonly templateDirs?: readonly string[]
  readonly browserDirs?: readonly string[]
  /** Write the messages without translations as `locale/<domain>.pot` too. */
  readonly keepPot?: boolean
  readonly dropObsolete?: boolean
  readonly locations?: Locations
  /** False for long texts on one line. */
  readonly wrap?: boolean
  /** False to leave new messages untranslated even where a near one is translated. */
  readonly fuzzy?: boolean
  /** Write nothing. */
  readonly dryRun?: boolean
  /** The clock. */
  readonly now?: () => Date
}

/** A catalog after its sources were read. */
export interface MadeCatalog {
  readonly path: string
  /** Null for a template (.pot). */
  readonly language: string | null
  /** What was done, or would be done without `dryRun`. */
  readonly change: 'new' | 'changed' | 'none'
  readonly counts: MessageCounts
}

export interface MessageCounts {
  readonly translated: number
  readonly fuzzy: number
  readonly missing: number
  readonly obsolete: number
}

export interface MadeMessages {
  readonly catalogs: readonly MadeCatalog[]
  /** What a person should look at; where one is fatal, messages are missing. */
  readonly complaints: readonly Complaint[]
  /** Every message of the domain, of all roots. */
  readonly messages: readonly Collected[]
}

/**
 * Brings catalogs up to date with their sources. All catalogs are read before the first is written: where one is broken, nothing
 * is. Throws `NUAGES_CATALOGS_BROKEN_CATALOG`, `…_WRONG_LANGUAGE`, `…_NO_LANGUAGE`, `…_WRONG_DOMAIN`, `…_UNWRITABLE`.
 * Semantics: Django's `makemessages` (https://docs.djangoproject.com/en/stable/ref/django-admin/#makemessages).
 */
export async function makeMessages(options: MakeMessagesOptions): Promise<MadeMessages> {
  const { domain = 'messages', now = () => new Date() } = options
  if (!/^[a-z][\w.-]*$/i.test(domain)) throw catalogsErrors.WRONG_DOMAIN({ domain })
  const roots = options.roots.map(({ dir, locale }) => ({ dir: resolve(dir), locale: resolve(locale) }))
  const wanted = options.languages === 'all' ? null : options.languages.map(languageNamed)
  const excluded = new Set((options.exclude ?? []).map(languageNamed))
  const complaints: Complaint[] = []
  const byRoot = await collected(options, domain, roots, complaints)
  const plans: Plan[] = []
  const all: Collected[] = []
  const there = new Map(await Promise.all(roots.map(async (root) => [root, await catalogsIn(root)] as const)))
  const anywhere = [...new Set([...there.values()].flat().map(({ language }) => language))]
  for (const root of roots) {
    const messages = byRoot
      .get(root)!
      .messages(options.locations ?? 'full', (at, problem) =>
        complaints.push({ ...at, file: join(root.dir, at.file), problem, fatal: false }),
      )
    all.push(...messages)
    const own = there.get(root)!.map(({ language }) => language)
    const languages = (wanted ?? (own.length > 0 ? own : anywhere)).filter((language) => !excluded.has(language))
    for (const language of new Set(languages))
      plans.push(plan(catalogFile(root, language, domain), language, messages, options, now()))
    if (options.keepPot) plans.push(plan(join(root.locale, `${domain}.pot`), null, messages, options, now()))
  }
  if (!plans.some(({ language }) => language !== null) && !options.keepPot) throw catalogsErrors.NO_LANGUAGE({})
  const worth = plans.filter((each) => each.change !== 'new' || each.file.entries.length > 0)
  if (options.dryRun !== true)
    for (const { path, text, change } of worth) if (change !== 'none') await replaceFile(path, text)
  return {
    catalogs: worth.map(({ path, language, change, file }) => ({ path, language, change, counts: countsOf(file) })),
    complaints,
    messages: all,
  }
}

interface Plan {
  readonly path: string
  readonly language: string | null
  readonly change: MadeCatalog['change']
  readonly file: PoFile
  readonly text: string
}

function plan(
  path: string,
  language: string | null,
  messages: readonly Collected[],
  options: MakeMessagesOptions,
  now: Date,
): Plan {
  const { dropObsolete = false, fuzzy = true, wrap = true } = options
  const bytes = readIfThere(path)
  const before = bytes === null ? null : readPo(bytes, path)
  const merged = mergeMessages(language === null && before !== null ? { ...before, entries: [] } : before, messages, {
    language,
    dropObsolete,
    fuzzy,
    now,
  })
  if (before === null) return { path, language, change: 'new', file: merged, text: writePo(merged, { wrap }) }
  // Where a tool wrapped lines otherwise, nothing has changed; who asks for long lines gets them.
  const isSame = wrap
    ? writePo(merged) === writePo(before)
    : writePo(merged, { wrap }) === Buffer.from(bytes!).toString().replaceAll('\r\n', '\n')
  if (isSame) return { path, language, change: 'none', file: merged, text: '' }
  const eol = Buffer.from(bytes!).includes('\r\n') ? '\r\n' : '\n'
  const text = writePo(dated(merged, now), { wrap }).replaceAll('\n', eol)
  return { path, language, change: 'changed', file: merged, text }
}

export function countsOf({ entries }: PoFile): MessageCounts {
  const live = entries.filter(({ obsolete }) => !obsolete)
  const translated = live.filter(isTranslated).length
  const fuzzy = live.filter(isFuzzy).length
  const missing = live.length - translated - fuzzy
  return { translated, fuzzy, missing, obsolete: entries.length - live.length }
}

/** The messages of every root. */
async function collected(
  options: MakeMessagesOptions,
  domain: string,
  roots: readonly MessageRoot[],
  complaints: Complaint[],
): Promise<ReadonlyMap<MessageRoot, Collection>> {
  const browser = domain === 'browser' || domain === 'djangojs'
  const sources = await findSources(
    {
      dirs: options.dirs ?? roots.map(({ dir }) => dir),
      templateDirs: options.templateDirs ?? [],
      browserDirs: options.browserDirs ?? [],
      browser,
      extensions: options.extensions ?? defaultExtensions[browser ? 'browser' : 'server'],
      ignore: [...(options.defaultIgnore === false ? [] : defaultIgnore), ...(options.ignore ?? [])],
    },
    (complaint) => complaints.push(complaint),
  )
  const byRoot = new Map(roots.map((root) => [root, new Collection()]))
  const innermost = roots.toSorted((a, b) => b.dir.length - a.dir.length)
  await using stripper = new TypeStripper()
  for (const source of sources) {
    const found = await extract(source, options.engine, stripper)
    for (const each of found.complaints) complaints.push({ ...each, file: source.path })
    if (found.messages.length === 0) continue
    const root = innermost.find(({ dir }) => isInside(source.path, dir)) ?? roots[0]!
    byRoot.get(root)!.add(relative(root.dir, source.path).split(sep).join('/'), found.messages)
  }
  return byRoot
}

const isInside = (path: string, dir: string) => path.startsWith(dir.endsWith(sep) ? dir : `${dir}${sep}`)

const nothing: Extraction = { messages: [], complaints: [] }

async function extract({ path, kind }: Source, engine: Engine, stripper: TypeStripper): Promise<Extraction> {
  const failed = (line: number | null, problem: string): Extraction => ({
    messages: [],
    complaints: [{ line, problem, fatal: true }],
  })
  let source: string
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    return failed(null, error instanceof TypeError ? 'it is not UTF-8' : `it cannot be read: ${fileReason(error)}`)
  }
  if (kind === 'template') return extractTemplate(source, path, engine)
  // All names of the functions hold this one.
  if (!source.includes('gettext')) return nothing
  if (/^\.[jt]sx$/.test(extname(path)))
    return failed(null, 'JSX is not understood: mark its texts in a module beside it')
  if (kind === 'javascript') return extractJavaScript(source)
  const stripped = await stripper.strip(source)
  return 'code' in stripped ? extractJavaScript(stripped.code) : failed(stripped.line, stripped.problem)
}
