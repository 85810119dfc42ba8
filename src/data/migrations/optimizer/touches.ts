import type { FieldState } from '../../query/index.ts'
import { fieldsInside, fieldsOfConstraint, fieldsOfIndex } from '../field-names.ts'
import type { CreateModel, Operation } from '../operations/index.ts'
import { keyOf, referencesOf } from '../state.ts'
import { known } from './known.ts'

/**
 * What an operation changes and what it only speaks of: models by key, 'app.model'; fields, 'app.model field'; the rules
 * and options beside the fields, 'app.model * name', and all of them, 'app.model *'.
 */
interface Touches {
  readonly changes: readonly string[]
  readonly uses: readonly string[]
  /**
   * Models of which any field may matter: a key without `toField` holds the values of the primary key, and which field
   * that is, or will be, is not known here.
   */
  readonly whole?: readonly string[]
  /** Needs that no relation leads to the model any more, and ends those that the model had, whichever they are. */
  readonly deletes?: boolean
  /** The names of indexes and constraints that it makes or frees: a schema has each once. */
  readonly rules?: readonly string[]
  /** The table that it makes, or takes the name of or from; null for one that is not known here. */
  readonly table?: string | null
  /** That name was chosen, so that it may be one that another table had. */
  readonly chosen?: boolean
}

/** Whether two operations that follow each other may change places: neither speaks of what the other changes. */
export function commute(first: Operation, second: Operation, app: string): boolean {
  const [a, b] = [touches(first, app), touches(second, app)]
  if (a === null || b === null) return false
  if (b.deletes) return false
  if ((a.chosen || b.chosen) && sameTable(a.table, b.table)) return false
  // A key that is made after its target has changed is made for what the target has become.
  const follows = b.whole?.some((model) => a.changes.some((change) => isWithin(change, model) && !isRule(change)))
  if (a.rules?.some((name) => b.rules?.includes(name))) return false
  // A model that goes may have had an index or a constraint of the name.
  if (a.deletes && b.rules !== undefined && b.rules.length > 0) return false
  return !follows && !meet(a, b) && !meet(b, a)
}

/** Whether two tables may have the same name; undefined for what takes none. */
function sameTable(a: string | null | undefined, b: string | null | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a === null || b === null || a === b
}

/** Whether one changes what the other touches. A field is changed with its model, but not the model with a field. */
function meet({ changes }: Touches, { changes: changed, uses, whole = [] }: Touches): boolean {
  const touched = [...changed, ...uses, ...whole]
  return changes.some((change) =>
    touched.some((each) => isWithin(each, change) || (each.endsWith(' *') && isWithin(change, each))),
  )
}

const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer} `)
const isRule = (change: string) => change.includes(' *')

/** Null where nobody can know: statements, functions, operations of one's own. */
function touches(operation: Operation, app: string): Touches | null {
  const each = known(operation)
  if (each === null) return null
  const key = (name: string) => keyOf(app, name)
  switch (each.kind) {
    case 'createModel': {
      const { name, options } = each.arguments
      const names = [...(options?.indexes ?? []), ...(options?.constraints ?? [])].map((rule) => rule.name)
      const table = options?.table ?? key(name).replace('.', '_')
      return {
        changes: [key(name)],
        ...usedByModel(each),
        table,
        chosen: options?.table !== undefined,
        rules: names,
      }
    }
    case 'deleteModel':
      return { changes: [key(each.arguments.name)], uses: [], deletes: true, table: null }
    case 'renameModel':
      return { changes: [key(each.arguments.from), key(each.arguments.to)], uses: [], table: null }
    case 'addField': {
      const { model, name, field } = each.arguments
      const { uses, whole } = usedByField(key(model), field)
      return { changes: fieldsOf(key(model), [name]), uses: [key(model), ...uses], whole }
    }
    case 'alterField': {
      const { model, name, field } = each.arguments
      const { uses, whole } = usedByField(key(model), field)
      const all = [key(model), rules(key(model)), ...uses]
      return { changes: fieldsOf(key(model), [name]), uses: all, whole }
    }
    case 'removeField': {
      const { model, name } = each.arguments
      return { changes: fieldsOf(key(model), [name]), uses: [key(model), rules(key(model))] }
    }
    case 'renameField': {
      // Rules that name the field follow it.
      const { model, from, to } = each.arguments
      return { changes: [...fieldsOf(key(model), [from, to]), rules(key(model))], uses: [key(model)] }
    }
    case 'addIndex':
      return named(key(each.arguments.model), each.arguments.index.name, fieldsOfIndex(each.arguments.index))
    case 'addConstraint':
      return named(
        key(each.arguments.model),
        each.arguments.constraint.name,
        fieldsOfConstraint(each.arguments.constraint),
      )
    case 'removeIndex':
    case 'removeConstraint':
      return named(key(each.arguments.model), each.arguments.name)
    case 'alterUniqueTogether':
      return rule(key(each.arguments.name), each.kind, each.arguments.uniqueTogether.flat())
    case 'alterModelOptions':
    case 'alterModelComment':
      return rule(key(each.arguments.name), each.kind)
    case 'alterModelTable':
      return { changes: [key(each.arguments.name)], uses: [], table: null, chosen: true }
  }
}

const rules = (key: string) => `${key} *`

function rule(key: string, name: string, fields: readonly string[] = []): Touches {
  return { changes: [`${rules(key)} ${name}`], uses: [key, ...fieldsOf(key, fields)] }
}

/** An index or a constraint, which has a name that no other model may have at the same time. */
function named(key: string, name: string, fields: readonly string[] = []): Touches {
  return { ...rule(key, name, fields), rules: [name] }
}

/** Fields of a model; `author_id` may be another name of `author`. */
function fieldsOf(key: string, names: readonly string[]): string[] {
  return names.flatMap((name) => [name, name.replace(/_id$/, '')]).map((name) => `${key} ${name}`)
}

type Used = Required<Pick<Touches, 'uses' | 'whole'>>

function usedByField(key: string, field: FieldState): Used {
  const { toField } = field.options
  const [target, ...through] = referencesOf(field)
  const inside = fieldsOf(key, fieldsInside(field))
  if (target === undefined) return { uses: inside, whole: [] }
  if (typeof toField !== 'string') return { uses: inside, whole: [target, ...through] }
  return { uses: [target, ...fieldsOf(target, [toField]), ...inside], whole: through }
}

function usedByModel({ arguments: { fields, options } }: CreateModel): Used {
  const bases = (options?.bases ?? []).map((label) => label.toLowerCase())
  const used = Object.values(fields).map((field) => usedByField('', field))
  return { uses: used.flatMap(({ uses }) => uses), whole: [...bases, ...used.flatMap(({ whole }) => whole)] }
}
