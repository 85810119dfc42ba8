import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { migrationErrors } from '../errors.ts'
import type { Carried } from '../files/writer.ts'
import type { Operation, Run } from '../operations/index.ts'
import { neededBy, sourceOf } from './source.ts'

/** An operation with the file that it comes from. */
export interface Placed {
  readonly operation: Operation
  readonly file: string
}

/**
 * The functions of data migrations, and what their files declare beside them, as text for the file that takes their place.
 * Throws `NUAGES_MIGRATIONS_SQUASH_NAMES` where two files mean different things by one name.
 */
export function carried(operations: readonly Placed[]): Carried {
  const statements = new Map<string, { readonly name: string; readonly file: string }>()
  const texts = new Map<Operation, string>()
  const owners = new Map<string, { readonly text: string; readonly file: string }>()
  for (const { operation, file } of operations) {
    if (operation.kind !== 'run') continue
    const { forwards, backwards } = (operation as Run).arguments
    const source = readFileSync(file, 'utf8')
    const pieces = [forwards, backwards]
      .filter((each) => each !== null)
      .map((each) => sourceOf(each, source) ?? each.toString())
    const needed = neededBy(pieces, source).filter(({ text }) => !pieces.some((piece) => text.includes(piece)))
    for (const { text, names } of needed) {
      for (const name of names) {
        const first = owners.get(name)
        if (first !== undefined && first.text !== text)
          throw migrationErrors.SQUASH_NAMES({ name, first: first.file, second: file })
        owners.set(name, { text, file })
      }
      statements.set(text, { name: names[0]!, file })
    }
    texts.set(operation, callOf(pieces, operation, basename(file), needed.length > 0))
  }
  const all = [...statements.keys()]
  return {
    imports: all.filter((text) => /^import\b/m.test(text)),
    statements: all.filter((text) => !/^import\b/m.test(text)),
    call: (operation) => texts.get(operation) ?? null,
  }
}

function callOf(pieces: readonly string[], operation: Operation, file: string, withMore: boolean): string {
  const note = `    // From ${file}${withMore ? ', with what it uses' : ''}. Check that the models still have what it asks of them here.\n`
  const options = [
    ...(operation.transactional === false ? ['atomic: false'] : []),
    ...(operation.elidable === true ? ['elidable: true'] : []),
  ]
  const backwards = pieces.length === 1 && options.length > 0 ? ['null'] : []
  const values = [...pieces, ...backwards, ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])]
  return `${note}    run(\n${values.map((piece) => `${indented(piece, 6)},\n`).join('')}    ),\n`
}

/** The text with its least indented line after the first at `depth`. */
function indented(text: string, depth: number): string {
  const [first = '', ...rest] = text.split(/\r?\n/)
  const least = Math.min(...rest.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length))
  const moved = rest.map((line) => (line.trim() === '' ? '' : ' '.repeat(depth) + line.slice(least)))
  return [' '.repeat(depth) + first, ...moved].join('\n')
}
