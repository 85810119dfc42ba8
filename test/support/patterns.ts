/** Every regular expression of `src/`: the literals of its files, and those that its modules put together while they load. */
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join, relative } from 'node:path'
import { type Literal, type Node, parse } from 'acorn'

const root = join(import.meta.dirname, '..', '..')

export interface Pattern {
  readonly regex: RegExp
  /** 'src/base/text/words.ts:80' */
  readonly where: string
}

/** By their text, each once. */
export async function patternsOfSources(): Promise<ReadonlyMap<string, Pattern>> {
  const found = new Map<string, Pattern>()
  for (const file of globSync('src/**/*.ts', { cwd: root })) {
    const source = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'))
    const lines = source.split('\n')
    for (const { pattern, flags, start } of literalsIn(
      parse(source, { ecmaVersion: 'latest', sourceType: 'module' }),
    )) {
      add(found, new RegExp(pattern, flags), `${file}:${lineAt(lines, start)}`)
    }
  }
  for (const pattern of await patternsMadeWhileLoading()) add(found, pattern.regex, pattern.where)
  return found
}

function add(found: Map<string, Pattern>, regex: RegExp, where: string): void {
  const key = String(regex)
  if (!found.has(key)) found.set(key, { regex, where })
}

function lineAt(lines: readonly string[], offset: number): number {
  let passed = 0
  for (const [i, line] of lines.entries()) {
    passed += line.length + 1
    if (offset < passed) return i + 1
  }
  return lines.length
}

interface FoundLiteral {
  readonly pattern: string
  readonly flags: string
  readonly start: number
}

function* literalsIn(node: Node): Generator<FoundLiteral> {
  const { regex } = node as Literal
  if (node.type === 'Literal' && regex) yield { ...regex, start: node.start }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) yield* literalsIn(child as Node)
    }
  }
}

/** Loads every entry of the package with a `RegExp` that notes who calls it. */
async function patternsMadeWhileLoading(): Promise<readonly Pattern[]> {
  const made: Pattern[] = []
  const Original = globalThis.RegExp
  globalThis.RegExp = new Proxy(Original, {
    construct(target, args, newTarget) {
      const regex = Reflect.construct(target, args, newTarget) as RegExp
      const where =
        /\((?:file:\/\/)?([^()]*[/\\]src[/\\][^()]*:\d+):\d+\)|at (?:file:\/\/)([^()\s]*[/\\]src[/\\][^()\s]*:\d+):\d+/.exec(
          new TypeError().stack?.split('\n')[2] ?? '',
        )
      if (where !== null) made.push({ regex, where: relative(root, where[1] ?? where[2] ?? '') })
      return regex
    },
  })
  try {
    for (const entry of globSync('src/*/*/index.ts', { cwd: root })) await import(join(root, entry))
  } finally {
    globalThis.RegExp = Original
  }
  return made
}
