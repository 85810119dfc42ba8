import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { queries } from '../../src/base/events/index.ts'
import { connect } from '../../src/data/orm/index.ts'
import { tables } from '../unit/orm/support/database.ts'
import { blocksOf } from './code-blocks.ts'
import { root } from './files.ts'

/** What stands between SQLite's statements and those of PostgreSQL's that are other ones. */
const postgresMark = '-- PostgreSQL'

/**
 * Runs a guide: its `ts models.ts` block makes the project, the other `ts` blocks run in it, in order. Gives the
 * statements of each block that a `sql` block follows, by the line of that `sql` block.
 */
export async function runGuide(file: string, url: string): Promise<Map<number, string[]>> {
  const blocks = blocksOf(file)
  const folder = join(root, 'test', 'types', 'scale', 'guides', crypto.randomUUID())
  mkdirSync(folder, { recursive: true })
  const load = async (name: string, code: string): Promise<object> => {
    writeFileSync(join(folder, name), `${code}\nexport {}\n`)
    return (await import(pathToFileURL(join(folder, name)).href)) as object
  }
  const found = new Map<number, string[]>()
  const models = blocks.find(({ name }) => name === 'models.ts')
  if (models === undefined) throw new Error(`${file} has no block 'ts models.ts'`)
  const project = await connect(url, { models: await load('models.ts', models.code), label: 'library' })
  await project.database.script(tables(project.orm.registry, project.database.database))
  let last: string[] = []
  const stop = queries.subscribe(({ sql }) => {
    if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql)) last.push(sql)
  })
  try {
    for (const { language, name, line, code } of blocks) {
      if (language === 'sql') found.set(line, last)
      else if (name === null) {
        last = []
        await load(`line${line}.ts`, code).catch((error: unknown) => {
          throw new Error(`${file}:${line} does not run`, { cause: error })
        })
      }
    }
  } finally {
    stop()
    await project.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return found
}

/** How a guide writes statements: shortened and folded, PostgreSQL's after SQLite's where more than placeholders and their types differ. */
export function written(sqlite: readonly string[], postgres: readonly string[] | null): string {
  const lines = sqlite.map(readable)
  if (postgres === null) return lines.join('\n')
  const plain = new Set(sqlite)
  const others = postgres.filter((text) => !plain.has(text.replaceAll(/\$\d+(?:::\w+)?/g, '?')))
  if (others.length === 0) return lines.join('\n')
  return [...lines, ...(lines.length > 0 ? [''] : []), postgresMark, ...others.map(readable)].join('\n')
}

/** The part of a guide's `sql` block that SQLite alone can check. */
export function sqlitePart(code: string): string {
  return code.split(postgresMark)[0]!.trimEnd()
}

/** Writes other texts into a guide's `sql` blocks. */
export function rewrite(file: string, texts: ReadonlyMap<number, string>): void {
  const path = join(root, file)
  const lines = readFileSync(path, 'utf8').split('\n')
  for (const block of blocksOf(file).reverse()) {
    const text = texts.get(block.line)
    const length = block.code === '' && lines[block.line - 1]?.trim() === '```' ? 0 : block.code.split('\n').length
    if (text !== undefined) lines.splice(block.line - 1, length, ...text.split('\n'))
  }
  writeFileSync(path, lines.join('\n'))
}

const column = String.raw`(?:\w+\.)?(?:"\w+"|c\d+)(?: AS "?\w+"?)?`
const columns = new RegExp(`(SELECT (?:DISTINCT )?${column})(?:, ${column}){3,}`, 'g')
const clauses =
  / (?=FROM |WHERE |GROUP BY |HAVING |ORDER BY |INNER JOIN |LEFT |UNION |LIMIT |VALUES |RETURNING |SET |ON CONFLICT |AND )/

/** A statement with long lists of columns cut, folded before its clauses at 110 characters. */
function readable(text: string): string {
  const lines = ['']
  for (const part of text.replaceAll(columns, '$1, …').split(clauses)) {
    const line = lines.at(-1)!
    if (line.length > 0 && line.length + part.length + 1 > 110) lines.push(`  ${part}`)
    else lines[lines.length - 1] = line === '' ? part : `${line} ${part}`
  }
  return `${lines.join('\n')};`
}
