import type { FieldState } from '../../query/index.ts'
import { migrationErrors } from '../errors.ts'

/** Why rows that are there already need a value. */
export type FillReason = 'added' | 'autoNowAdd' | 'notNull'

export interface RenameQuestion {
  readonly app: string
  readonly model: string
  readonly from: string
  readonly to: string
  /** All names that are new, `to` among them: an answer that says another name is of another time. */
  readonly added: readonly string[]
}

export interface ModelRenameQuestion {
  readonly app: string
  readonly from: string
  readonly to: string
  /** All names of models that are new in the app, `to` among them. */
  readonly added: readonly string[]
}

export interface FillQuestion {
  readonly app: string
  readonly model: string
  readonly name: string
  readonly field: FieldState
  readonly reason: FillReason
}

/** Something that holds rows and is about to be dropped. */
export interface DropQuestion {
  readonly app: string
  readonly model: string
  /** The field whose column (or link table) goes; null where the model goes with its table. */
  readonly field: string | null
  readonly table: string
  readonly column: string | null
  /** 'news.0005_remove_article_note'. */
  readonly migration: string
  readonly direction: 'forwards' | 'backwards'
}

/** The value that was chosen, or nothing: rows keep their nulls, which only `notNull` may answer. */
export type FillAnswer = { readonly value: unknown } | null

/** One of several latest migrations of an app, with those that lead to it and to no other. */
export interface Branch {
  readonly leaf: string
  /** The migrations since the branches parted, with what each does. */
  readonly migrations: readonly { readonly name: string; readonly operations: readonly string[] }[]
}

/** Two operations of different branches whose order matters, or may: nobody can look into functions and statements. */
export interface Clash {
  readonly first: string
  readonly second: string
}

/** Whether the branches of an app may be joined as they are. */
export interface MergeQuestion {
  readonly app: string
  /** What flags and files call it: 'news.0003_note+0003_slug'. */
  readonly key: string
  /** The last migration that all have; null where they have none. */
  readonly since: string | null
  readonly branches: readonly Branch[]
  readonly clashes: readonly Clash[]
}

/** What neither the autodetector nor `migrate` can know. Whoever answers may refuse with a coded error; nothing is written then. */
export interface Questions {
  renamedField(question: RenameQuestion): Promise<boolean> | boolean
  /** Whether somebody said beforehand that a field was renamed: nobody is asked. Primary keys are renamed in this way only. */
  told?(question: RenameQuestion): boolean
  renamedModel(question: ModelRenameQuestion): Promise<boolean> | boolean
  fill(question: FillQuestion): Promise<FillAnswer> | FillAnswer
  /** Asked of branches that touch the same things only, by those who answer beforehand; of all, by a person. */
  merge?(question: MergeQuestion): Promise<boolean> | boolean
  /** Whether it may go with what it holds. Asked by `migrate`, before anything of the migration is done. */
  drop(question: DropQuestion): Promise<boolean> | boolean
}

/** Answers that were given beforehand, by flags, a file, or a program. */
export interface Answers {
  /** 'news.article.title' → its new name, 'news.article' → the model's; null or '' where it was not renamed. */
  readonly renames?: Readonly<Record<string, string | null>>
  /** 'news.article.note' → the value; null keeps the nulls of a field that loses its null. */
  readonly fills?: Readonly<Record<string, unknown>>
  /** 'news.0003_note+0003_slug' → true where these branches may be joined although they touch the same things. */
  readonly merges?: Readonly<Record<string, boolean>>
  /** 'news.article.note' or 'news.story': may be dropped although it holds rows. */
  readonly drops?: readonly string[]
}

const why: Readonly<Record<FillReason, string>> = {
  added: 'the field is new, not null, and has no default',
  autoNowAdd: 'the field is new, and only new rows get the moment of their creation by themselves',
  notNull: 'the field is no longer null, and has no default',
}

/**
 * Answers what `answers` says, and asks `otherwise` for the rest; without it a question is a coded error. An answer to what
 * nobody asks, or with a name that is not new, does nothing.
 */
export function answered(answers: Answers, otherwise?: Questions): Questions {
  const renames = lowerKeys(answers.renames ?? {})
  const fills = lowerKeys(answers.fills ?? {})
  const drops = new Set(answers.drops?.map((key) => key.toLowerCase()))
  return {
    renamedField(question) {
      const { app, model, from, to, added } = question
      const answer = renames.get(`${app}.${model}.${from}`.toLowerCase())
      if (applies(answer, added)) return answer === to
      if (otherwise !== undefined) return otherwise.renamedField(question)
      throw migrationErrors.UNANSWERED_RENAME({ model: `${app}.${model}`, from, to })
    },
    told(question) {
      const { app, model, from, to } = question
      return renames.get(`${app}.${model}.${from}`.toLowerCase()) === to || otherwise?.told?.(question) === true
    },
    renamedModel(question) {
      const { app, from, to, added } = question
      const said = renames.get(`${app}.${from}`.toLowerCase())
      const answer = said == null ? said : said.toLowerCase()
      const names = added.map((name) => name.toLowerCase())
      if (applies(answer, names)) return answer === to.toLowerCase()
      if (otherwise !== undefined) return otherwise.renamedModel(question)
      throw migrationErrors.UNANSWERED_MODEL_RENAME({ from: `${app}.${from}`, to: `${app}.${to}` })
    },
    fill(question) {
      const { app, model, name, reason } = question
      const key = `${app}.${model}.${name}`.toLowerCase()
      const answer = fills.get(key)
      if (fills.has(key) && (answer !== null || reason === 'notNull')) return answer === null ? null : { value: answer }
      if (otherwise !== undefined) return otherwise.fill(question)
      throw migrationErrors.UNANSWERED_FILL({ model: `${app}.${model}`, field: name, why: reasonOf(question) })
    },
    merge(question) {
      const answer = answers.merges?.[question.key]
      if (answer !== undefined) return answer
      if (otherwise?.merge !== undefined) return otherwise.merge(question)
      if (question.clashes.length === 0) return true
      throw migrationErrors.UNANSWERED_MERGE(question)
    },
    drop(question) {
      const { app, model, field } = question
      const key = `${app}.${model}${field === null ? '' : `.${field}`}`.toLowerCase()
      return drops.has(key) || (otherwise?.drop(question) ?? false)
    },
  }
}

/** Whether an answer is one to this question: that nothing was renamed, or to a name that is new now. */
function applies(answer: string | null | undefined, added: readonly string[]): boolean {
  return answer === null || answer === '' || (answer !== undefined && added.includes(answer))
}

function reasonOf({ app, model, name, field, reason }: FillQuestion): string {
  if (field.options.primaryKey !== true || reason !== 'added') return why[reason]
  return `the field is new and the primary key (where it is the old key under another name, say \`--rename ${app}.${model.toLowerCase()}.OLD=${name}\`)`
}

/** How a terminal asks; the command line brings its own. */
export interface Prompter {
  confirm(message: string): Promise<boolean>
  /** A line of text; null where the person gave up. */
  text(message: string): Promise<string | null>
}

/** Asks a person. Values are read as JSON, and as text where they are none. */
export function prompted(prompter: Prompter): Questions {
  return {
    renamedField: ({ app, model, from, to }) =>
      prompter.confirm(`Was ${app}.${model}.${from} renamed to ${to}? (No removes it with its data.)`),
    renamedModel: ({ app, from, to }) =>
      prompter.confirm(`Was the model ${app}.${from} renamed to ${to}? (No removes it with its rows.)`),
    merge: (question) => prompter.confirm(`${mergeReport(question).join('\n')}\nJoin these branches as they are?`),
    async fill(question) {
      const { app, model, name } = question
      const typed = await prompter.text(
        `${app}.${model}.${name}: ${reasonOf(question)}. Value for rows that are there already (JSON or text):`,
      )
      if (typed === null)
        throw migrationErrors.UNANSWERED_FILL({ model: `${app}.${model}`, field: name, why: reasonOf(question) })
      return { value: jsonOrText(typed) }
    },
    drop({ app, model, field, table, column, migration, direction }) {
      const what =
        column === null ? `the table ${table} with its rows` : `the column ${table}.${column} with its values`
      const deed = direction === 'forwards' ? 'Applying' : 'Taking back'
      const name = field === null ? `${app}.${model}` : `${app}.${model}.${field}`
      return prompter.confirm(`${deed} ${migration} drops ${what} (${name}). Drop it?`)
    },
  }
}

/** What somebody reads before joining branches, a line each. */
export function mergeReport({ app, since, branches, clashes }: MergeQuestion): string[] {
  return [
    `App '${app}' has ${branches.length} latest migrations since ${since ?? 'its beginning'}:`,
    ...branches.flatMap(({ leaf, migrations }) => [
      `  ${leaf}`,
      ...migrations.flatMap(({ name, operations }) => [
        ...(name === leaf ? [] : [`    ${name}`]),
        ...operations.map((each) => `    - ${each}`),
      ]),
    ]),
    ...(clashes.length === 0
      ? ['  They touch different things.']
      : ['  Their order matters, or may:', ...clashes.map(({ first, second }) => `    - ${first} | ${second}`)]),
  ]
}

/**
 * Reads the flags `--rename news.article.title=headline`, `--fill news.article.note=text`,
 * `--drop news.article.note` and `--merge-anyway news.0003_note+0003_slug`, each any number of times.
 */
export function answersFromFlags(flags: {
  readonly rename?: readonly string[]
  readonly fill?: readonly string[]
  readonly drop?: readonly string[]
  readonly mergeAnyway?: readonly string[]
}): Answers {
  const split = (flag: string, text: string, steps: readonly number[]): [string, string] => {
    const at = text.indexOf('=')
    const key = text.slice(0, at)
    if (at < 1 || !steps.includes(key.split('.').length)) throw migrationErrors.BAD_ANSWER({ flag, answer: text })
    return [key, text.slice(at + 1)]
  }
  for (const text of flags.drop ?? [])
    if (!/^\w+\.\w+(?:\.\w+)?$/.test(text)) throw migrationErrors.BAD_ANSWER({ flag: '--drop', answer: text })
  return {
    ...(flags.drop !== undefined && { drops: flags.drop }),
    renames: Object.fromEntries((flags.rename ?? []).map((text) => split('--rename', text, [2, 3]))),
    ...(flags.mergeAnyway !== undefined && { merges: mergesFrom(flags.mergeAnyway) }),
    fills: Object.fromEntries(
      (flags.fill ?? []).map((text) => {
        const [key, value] = split('--fill', text, [3])
        return [key, jsonOrText(value)]
      }),
    ),
  }
}

function mergesFrom(texts: readonly string[]): Record<string, boolean> {
  for (const text of texts)
    if (!/^\w+\.\w+(?:\+\w+)+$/.test(text)) throw migrationErrors.BAD_ANSWER({ flag: '--merge-anyway', answer: text })
  return Object.fromEntries(texts.map((text) => [text, true]))
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function lowerKeys<V>(record: Readonly<Record<string, V>>): ReadonlyMap<string, V> {
  return new Map(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]))
}
