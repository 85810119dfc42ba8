import { deepStrictEqual } from 'node:assert'
import { autodetect, type Draft } from '../../../src/data/migrations/autodetector/index.ts'
import { MigrationGraph } from '../../../src/data/migrations/files/graph.ts'
import { suggestName } from '../../../src/data/migrations/files/naming.ts'
import { swappable, withLabels } from '../../../src/data/migrations/files/swappable.ts'
import type { MigrationKey, Operation, ProjectState, Questions } from '../../../src/data/migrations/index.ts'
import * as operations from '../../../src/data/migrations/index.ts'
import { optimize } from '../../../src/data/migrations/optimizer/index.ts'
import { keyOf } from '../../../src/data/migrations/state.ts'
import type { Area, Case, Report } from '../harness.ts'

type Plain = Readonly<Record<string, unknown>>
interface DjangoField {
  readonly type: string
  readonly options: Plain
}
interface DjangoModel {
  readonly name: string
  readonly fields: readonly (DjangoField & { readonly name: string })[]
  readonly options?: Plain
  readonly bases?: unknown
}
type DjangoState = Readonly<Record<string, readonly DjangoModel[]>>
type DjangoOperation = Plain & { readonly op: string }

const renamed: Readonly<Record<string, string>> = {
  db_index: 'index',
  db_column: 'column',
  db_table: 'table',
  verbose_name: 'label',
  verbose_name_plural: 'labelPlural',
  help_text: 'help',
}
const camel = (name: string) => renamed[name] ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Values in the form that a migration file has. */
function value(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(value)
  if (typeof given !== 'object' || given === null) return given
  const { $decimal, $date, tz, $callable, $setting } = given as Plain
  if (typeof $setting === 'string') return swappable($setting)
  if ($decimal !== undefined) return $decimal
  if ($date !== undefined) return tz === undefined ? $date : `${$date}Z`
  if ($callable !== undefined) return undefined
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, value(inner)]))
}

const fieldDefaults: Plain = { serialize: true, autoCreated: false, unique: false, null: false, blank: false }

function field({ type, options }: DjangoField) {
  const words: Record<string, unknown> = {}
  for (const [name, given] of Object.entries(options)) {
    const key = camel(name)
    if (key === 'serialize' || key === 'autoCreated' || given === fieldDefaults[key]) continue
    const plain = value(given)
    if (plain === undefined) continue
    if (key === 'onDelete') words[key] = camel(String(given).toLowerCase())
    else words[key] = (key === 'to' || key === 'through') && typeof plain === 'string' ? plain.toLowerCase() : plain
  }
  const name = type.replace(/Field$/, '')
  const short: Readonly<Record<string, string>> = {
    UUID: 'uuid',
    JSON: 'json',
    DateTime: 'datetime',
    GenericIPAddress: 'ipAddress',
    URL: 'url',
  }
  return { type: short[name] ?? name[0]!.toLowerCase() + name.slice(1), options: words }
}

function constraint(given: Plain) {
  const { type, ...rest } = given
  return { kind: type === 'CheckConstraint' ? 'check' : 'unique', ...(value(rest) as object) }
}

function options(given: Plain = {}): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(given)) {
    if (['indexes', 'constraints', 'unique_together'].includes(name) && (each as unknown[]).length === 0) continue
    if (name === 'db_table' && each === null) continue
    made[camel(name)] = name === 'constraints' ? (each as Plain[]).map(constraint) : value(each)
  }
  return made
}

function stateOf(django: DjangoState): ProjectState {
  const models = Object.entries(django).flatMap(([app, list]) =>
    list.map((model): [string, operations.ModelState] => [
      keyOf(app, model.name),
      {
        app,
        name: model.name,
        fields: Object.fromEntries(model.fields.map((each) => [each.name, field(each)])),
        options: options({ ...model.options, ...(model.bases === undefined ? {} : { bases: model.bases }) }),
      },
    ]),
  )
  return { models: new Map(models) }
}

/** The arguments of Django's operations, of which each has some. */
interface Arguments {
  readonly name: string
  readonly model_name: string
  readonly old_name: string
  readonly new_name: string
  readonly field: DjangoField
  readonly preserve_default?: boolean
  readonly fields: DjangoModel['fields']
  readonly options: Plain
  readonly bases?: unknown
  readonly index: unknown
  readonly constraint: Plain
  readonly unique_together: string[][]
  readonly table: string | null
  readonly sql: unknown
  readonly reverse_sql?: unknown
  readonly elidable?: boolean
}

/** Django's operation as ours: `kind` and arguments. */
function operation(given: DjangoOperation): Operation {
  const { op } = given
  const rest = given as unknown as Arguments
  const model = rest.model_name
  const name = rest.name
  const altered = () => {
    const state = field(rest.field)
    const { default: fill, ...others } = state.options
    return rest.preserve_default === false
      ? { model, name, field: { ...state, options: others }, fill }
      : { model, name, field: state }
  }
  switch (op) {
    case 'CreateModel':
      return operations.createModel({
        name,
        fields: Object.fromEntries(rest.fields.map((each) => [each.name, field(each)])),
        options: options({ ...rest.options, ...(rest.bases === undefined ? {} : { bases: rest.bases }) }),
      })
    case 'DeleteModel':
      return operations.deleteModel({ name })
    case 'AddField':
      return operations.addField(altered())
    case 'AlterField':
      return operations.alterField(altered())
    case 'RemoveField':
      return operations.removeField({ model, name })
    case 'RenameField':
      return operations.renameField({ model, from: rest.old_name, to: rest.new_name })
    case 'RenameModel':
      return operations.renameModel({ from: rest.old_name, to: rest.new_name })
    case 'AddIndex':
      return operations.addIndex({ model, index: value(rest.index) as never })
    case 'RemoveIndex':
      return operations.removeIndex({ model, name })
    case 'AddConstraint':
      return operations.addConstraint({ model, constraint: constraint(rest.constraint) as never })
    case 'RemoveConstraint':
      return operations.removeConstraint({ model, name })
    case 'AlterUniqueTogether':
      return operations.alterUniqueTogether({ name, uniqueTogether: rest.unique_together })
    case 'AlterModelOptions':
      return operations.alterModelOptions({ name, options: options(rest.options) })
    case 'AlterModelTable':
      return operations.alterModelTable({ name, table: rest.table })
    case 'RunSQL':
      return operations.sql(String(rest.sql), String(rest.reverse_sql ?? ''), { elidable: rest.elidable === true })
    case 'RunPython':
      return operations.run(() => {}, null, { elidable: rest.elidable === true })
    default:
      throw new Error(`nuages has no operation like ${op}`)
  }
}

/** Sets where Django has sets, and names of models in one case of letters. */
function comparable(kind: string, given: unknown): unknown {
  const text = JSON.stringify({ kind, given }, (key, each) => {
    if (key === 'uniqueTogether') return (each as string[][]).map((group) => group.join()).sort()
    if ((key === 'to' || key === 'through') && typeof each === 'string') return each.toLowerCase()
    if (key === 'bases') return (each as string[]).map((label) => label.toLowerCase())
    if (key === 'options' && typeof each === 'object' && each !== null && Object.keys(each).length === 0)
      return undefined
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
  return JSON.parse(text)
}

const partOf: Readonly<Record<string, string>> = { addIndex: 'indexes', addConstraint: 'constraints' }

/**
 * Operations as Django puts them together since 5.0, where indexes and constraints of new models are in their
 * `createModel`: there they are in nobody's way, so that a field or a unique rule that is added after them is in it as well.
 */
function folded(list: readonly Operation[]): unknown[] {
  const made: { kind: string; given: Record<string, unknown> }[] = []
  const withRules = new Set<unknown>()
  for (const { kind, arguments: given } of list) {
    const plain = structuredClone(given) as Record<string, unknown>
    const model = made.find(
      (each) =>
        each.kind === 'createModel' &&
        String(each.given.name).toLowerCase() === String(plain.model ?? plain.name).toLowerCase(),
    )
    const into = partOf[kind]
    if (model !== undefined && into !== undefined) {
      const settings = (model.given.options ?? {}) as Record<string, unknown[]>
      model.given.options = { ...settings, [into]: [...(settings[into] ?? []), plain.index ?? plain.constraint] }
      withRules.add(model)
    } else if (model !== undefined && withRules.has(model) && kind === 'addField' && model === made.at(-1)) {
      model.given.fields = { ...(model.given.fields as object), [String(plain.name)]: plain.field }
    } else if (model !== undefined && withRules.has(model) && kind === 'alterUniqueTogether') {
      model.given.options = { ...(model.given.options as object), uniqueTogether: plain.uniqueTogether }
    } else made.push({ kind, given: plain })
  }
  return made.map(({ kind, given }) => comparable(kind, given))
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

async function detected(one: Case): Promise<void> {
  const before = stateOf(one.before as DjangoState)
  const after = stateOf(one.after as DjangoState)
  const answers = (one.answers ?? {}) as Plain
  const asked: unknown[] = []
  const questions: Questions = {
    drop: () => false,
    renamedField({ model, from, to }) {
      asked.push({ question: 'rename', model: model.toLowerCase(), old: from, new: to })
      return answers.rename === true
    },
    renamedModel({ from, to }) {
      asked.push({ question: 'rename_model', old: from, new: to })
      return answers.rename_model === true
    },
    fill({ model, name, reason }) {
      const question = {
        added: 'not_null_addition',
        autoNowAdd: 'auto_now_add_addition',
        notNull: 'not_null_alteration',
      }[reason]
      asked.push({ question, model: model.toLowerCase(), field: name })
      if (reason === 'autoNowAdd') return { value: '2024-01-01T00:00:00Z' }
      const answer = reason === 'notNull' ? answers.not_null_alteration : (answers.not_null_default ?? 'x')
      return answer === null || answer === undefined ? null : { value: value(answer) }
    },
  }
  const user = one.auth_user_model as string | undefined
  const roles = new Map(user === undefined ? [] : [['AUTH_USER_MODEL', user]])
  const drafts = await autodetect(before, after, questions, undefined, roles)
  const expected = one.expected as {
    migrations: { app: string; name: string; dependencies: [string, string][]; operations: DjangoOperation[] }[]
    questions: unknown[]
  }
  const ours = drafts.map((draft: Draft) => ({
    app: draft.app,
    name: `auto_${draft.number}`,
    dependencies: [
      ...(draft.number > 1 ? [[draft.app, `auto_${draft.number - 1}`]] : []),
      ...draft.drafts.map(([app, number]) => [app, `auto_${number}`]),
      ...draft.apps.map((app) => [app, '__first__']),
      ...draft.roles.map((role) => ['__setting__', role]),
    ].sort(byText),
    operations: folded(draft.operations).sort(byText),
  }))
  const theirs = expected.migrations.map((each) => ({
    app: each.app,
    name: each.name,
    dependencies: [...each.dependencies].sort(byText),
    operations: folded(each.operations.map(operation)).sort(byText),
  }))
  deepStrictEqual(ours.sort(byText), theirs.sort(byText))
  const once = new Map(asked.map((each) => [JSON.stringify(each), each]))
  deepStrictEqual([...once.values()].sort(byText), [...expected.questions].sort(byText))
  let state = before
  for (const draft of drafts)
    for (const each of draft.operations)
      state = withLabels(each, (role) => roles.get(role)!).changeState(state, draft.app)
  deepStrictEqual(await autodetect(state, after, questions, undefined, roles), [])
}

function optimized(one: Case): void {
  const app = one.app as string
  const theirs = (one.expected as { operations: DjangoOperation[] }).operations.map(operation)
  deepStrictEqual(folded(optimize((one.operations as DjangoOperation[]).map(operation), app)), folded(theirs))
}

function applied(one: Case): void {
  let state = stateOf(one.before as DjangoState)
  const expected = one.expected as { state?: DjangoState; error?: string }
  const run = () => {
    for (const each of one.operations as DjangoOperation[])
      state = operation(each).changeState(state, one.app as string)
  }
  if (expected.error !== undefined) {
    let failed = false
    try {
      run()
    } catch {
      failed = true
    }
    deepStrictEqual(failed, true, 'it should have failed')
    return
  }
  run()
  const plain = (from: ProjectState) => comparable('state', [...from.models.values()].sort(byText))
  deepStrictEqual(plain(state), plain(stateOf(expected.state!)))
}

function planned(one: Case): void {
  const expected = one.expected as Plain
  const keys = (list: unknown) => list as MigrationKey[]
  const graph = new MigrationGraph()
  const build = () => {
    for (const node of keys(one.nodes)) graph.add(node)
    for (const [child, parent] of one.dependencies as [MigrationKey, MigrationKey][]) graph.depend(child, parent)
    graph.check()
  }
  if (expected.error !== undefined) {
    const codes: Plain = { CircularDependencyError: 'CIRCULAR', NodeNotFoundError: 'MISSING_DEPENDENCY' }
    let code = 'none'
    try {
      build()
    } catch (error) {
      code = String((error as { code?: string }).code)
    }
    deepStrictEqual(code, `NUAGES_MIGRATIONS_${codes[String(expected.error)]}`)
    return
  }
  build()
  deepStrictEqual([graph.roots(), graph.leaves()], [expected.roots, expected.leaves])
  // Any order in which each comes after what it needs is right.
  const same = (ours: readonly MigrationKey[], theirs: unknown) =>
    deepStrictEqual([...ours].sort(byText), [...keys(theirs)].sort(byText))
  for (const target of keys(one.targets)) {
    const name = target.join('.')
    const forwards = graph.forwards(target)
    same(forwards, (expected.forwards as Plain)[name])
    same(graph.backwards(target), (expected.backwards as Plain)[name])
    for (const [child, parent] of one.dependencies as [MigrationKey, MigrationKey][]) {
      const at = (key: MigrationKey) => forwards.findIndex((each) => each.join('.') === key.join('.'))
      if (at(child) >= 0) deepStrictEqual(at(parent) < at(child), true, `${parent.join('.')} before ${child.join('.')}`)
    }
  }
}

function named(one: Case): void {
  const list = (one.operations as DjangoOperation[]).map(operation)
  const expected = one.expected as { name: string; descriptions: string[] }
  deepStrictEqual(
    list.map((each) => each.description),
    expected.descriptions,
  )
  deepStrictEqual(suggestName(list).replace(/^auto_\d{8}_\d{4}$/, 'auto_<timestamp>'), expected.name)
}

export async function run(area: Area, report: Report): Promise<void> {
  for (const one of area.cases) {
    try {
      if (one.kind === 'autodetect') await detected(one)
      else if (one.kind === 'apply') applied(one)
      else if (one.kind === 'optimize') optimized(one)
      else if (one.kind === 'graph') planned(one)
      else if (one.kind === 'suggest_name') named(one)
      else {
        report.fail(one.id, `no runner for ${one.kind}`)
        continue
      }
      report.pass(one.id)
    } catch (error) {
      report.fail(one.id, (error as Error).message)
    }
  }
}
