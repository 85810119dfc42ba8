import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileReason } from '../../base/errors/index.ts'
import { hashedName } from '../../web/http/index.ts'
import { components } from './components.ts'
import { staticErrors } from './errors.ts'
import { each } from './files.ts'
import type { StaticSource } from './gather.ts'
import { lineAt, type Reference, referencesOf, targetOf, withName } from './references/index.ts'

/** What a hashed copy is called and holds. */
export interface HashedFile {
  readonly source: StaticSource
  /** 'css/site.3f2a1b4c5d6e.css'. */
  readonly name: string
  /** The content with hashed addresses; null where it is that of the source. */
  readonly content: string | null
}

export interface HashedFiles {
  readonly files: readonly HashedFile[]
  /** References to files that are not there: 'css/site.css:12: img/gone.png'. */
  readonly missing: readonly string[]
  /** The same of what may be missing, and files that could not be read as what they are. */
  readonly notes: readonly string[]
}

/** A source that may name others. */
interface Text {
  readonly source: StaticSource
  readonly content: string
  readonly references: readonly (Reference & { readonly target: string })[]
}

/**
 * Gives each file a name with the hash of what its copy will hold, addresses of others in it included: whenever a file changes, the names of all
 * that lead to it do. Files that lead to each other in a circle share a hash of all of them. `prefix` is that of addresses: '/static/'.
 * Throws `NUAGES_STATIC_UNREADABLE`.
 */
export async function hashFiles(sources: ReadonlyMap<string, StaticSource>, prefix: string): Promise<HashedFiles> {
  const texts = new Map<string, Text>()
  const hashes = new Map<string, string>()
  const missing: string[] = []
  const notes: string[] = []
  await each(sources.values(), async (source) => {
    const text = await readText(source, notes)
    if (text === null) {
      hashes.set(source.name, await hashOfFile(source))
      return
    }
    const references = text.references.flatMap((reference) => {
      const target = targetOf(reference.address, source.name, prefix)
      if (target === null) return []
      if (sources.has(target)) return [{ ...reference, target }]
      const line = `${source.name}:${lineAt(text.content, reference.start)}: ${reference.address}`
      if (reference.optional) notes.push(`${line}: it is not there`)
      else missing.push(line)
      return []
    })
    texts.set(source.name, { source, content: text.content, references })
  })
  const contents = rewriteAll(texts, hashes)
  const files = [...sources.values()].map((source): HashedFile => {
    const content = contents.get(source.name) ?? null
    const isChanged = content !== null && content !== texts.get(source.name)!.content
    return { source, name: hashedName(source.name, hashes.get(source.name)!), content: isChanged ? content : null }
  })
  return { files, missing: missing.sort(), notes: notes.sort() }
}

const digest = (hash: Hash): string => hash.digest('hex').slice(0, 12)
const hashOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return digest(hash)
}

/** Fills in the hashes of texts, and gives what they will hold. */
function rewriteAll(texts: ReadonlyMap<string, Text>, hashes: Map<string, string>): ReadonlyMap<string, string> {
  const graph = new Map(
    [...texts].map(([name, { references }]) => [
      name,
      references.map(({ target }) => target).filter((to) => texts.has(to)),
    ]),
  )
  const contents = new Map<string, string>()
  const rewritten = (name: string): string => {
    const { content, references } = texts.get(name)!
    let text = ''
    let at = 0
    for (const { start, end, address, target } of references) {
      const hash = hashes.get(target)
      // Inside of a circle the names are not known before the hash is.
      if (hash === undefined) continue
      text += content.slice(at, start) + withName(address, hashedName(target, hash).split('/').at(-1)!)
      at = end
    }
    return text + content.slice(at)
  }
  for (const group of components(graph)) {
    const names = group.toSorted()
    const isCircle = names.length > 1 || graph.get(names[0]!)!.includes(names[0]!)
    if (isCircle) {
      const shared = hashOf(...names.flatMap((name) => [name, '\0', rewritten(name), '\0']))
      for (const name of names) hashes.set(name, hashOf(shared, name))
    }
    for (const name of names) {
      const content = rewritten(name)
      if (!isCircle) hashes.set(name, hashOf(content))
      contents.set(name, content)
    }
  }
  return contents
}

/** Null for files that name no others, and where they cannot be read as what they are. */
async function readText(
  source: StaticSource,
  notes: string[],
): Promise<{ readonly content: string; readonly references: readonly Reference[] } | null> {
  const find = referencesOf(source.name)
  if (find === null) return null
  const bytes = await readFile(source.path).catch((error: unknown) => refuse(source, error))
  let content: string
  try {
    content = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    notes.push(`${source.name}: it is not encoded as UTF-8; the addresses in it stay as they are`)
    return null
  }
  const references = await find(content)
  if (!('problem' in references)) return { content, references }
  const place = references.line === null ? source.name : `${source.name}:${references.line}`
  notes.push(`${place}: ${references.problem}; the addresses in it stay as they are`)
  return null
}

async function hashOfFile(source: StaticSource): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(source.path)) hash.update(chunk as Uint8Array)
  } catch (error) {
    refuse(source, error)
  }
  return digest(hash)
}

function refuse(source: StaticSource, error: unknown): never {
  throw staticErrors.UNREADABLE({ file: source.path, reason: fileReason(error) }, { cause: error })
}
