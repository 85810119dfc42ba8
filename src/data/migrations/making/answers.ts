import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { migrationErrors } from '../errors.ts'
import type { Answers } from './questions.ts'

/** The names that a file of answers may have, in the project's folder; the first that is there counts. */
export const answersFile: readonly string[] = [
  'migration-answers.ts',
  'migration-answers.js',
  'migration-answers.mjs',
  'migration-answers.json',
]

/** Checks answers where they are written: `export default answers({ renames: { 'news.article.title': 'headline' } })`. */
export function answers(given: Answers): Answers {
  return given
}

/**
 * The answers that are committed with a project, for `makemigrations` and `migrate`; none where there is no file. Throws
 * `NUAGES_MIGRATIONS_BAD_ANSWERS_FILE` for what is no answer.
 */
export async function readAnswers(dir: string): Promise<Answers> {
  const file = answersFile.map((name) => join(dir, name)).find((path) => existsSync(path))
  if (file === undefined) return {}
  const refuse = (problem: string, cause?: unknown) => migrationErrors.BAD_ANSWERS_FILE({ file, problem }, { cause })
  let given: unknown
  try {
    given = file.endsWith('.json')
      ? JSON.parse(readFileSync(file, 'utf8'))
      : ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (cause) {
    throw refuse(`reading it failed: ${(cause as Error).message}`, cause)
  }
  if (!isRecord(given)) throw refuse(file.endsWith('.json') ? 'it is no object' : 'its default export is no object')
  for (const [part, entries] of Object.entries(given)) {
    if (part === 'drops') {
      const named = (each: unknown) => typeof each === 'string' && /^\w+\.\w+(?:\.\w+)?$/.test(each)
      if (!Array.isArray(entries) || !entries.every(named))
        throw refuse("'drops' is no list of 'app.model' and 'app.model.field'")
      continue
    }
    const kind = kinds[part as keyof typeof kinds]
    if (kind === undefined) throw refuse(`it knows no '${part}'`)
    if (!isRecord(entries)) throw refuse(`'${part}' is no object`)
    for (const [key, value] of Object.entries(entries)) {
      if (!kind.steps.includes(key.split('+')[0]!.split('.').length))
        throw refuse(`'${key}' in '${part}' names nothing`)
      if (!kind.fits(value)) throw refuse(`'${part}' says ${kind.what} of '${key}'`)
    }
  }
  return given as Answers
}

const kinds: Readonly<
  Record<Exclude<keyof Answers, 'drops'>, { steps: readonly number[]; fits(value: unknown): boolean; what: string }>
> = {
  renames: {
    steps: [2, 3],
    fits: (value) => value === null || typeof value === 'string',
    what: 'neither a name nor null',
  },
  fills: { steps: [3], fits: (value) => value !== undefined, what: 'nothing' },
  merges: { steps: [2], fits: (value) => typeof value === 'boolean', what: 'neither true nor false' },
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
