import { array, call, layOut, plain, record, type Source } from '../files/layout.ts'
import { snakeCase } from '../tables/names.ts'
import { type FieldDraft, isKnown, type ModelDraft, type TargetDraft, Written } from './draft.ts'
import { metaOf } from './runtime.ts'

export interface WriteOptions {
  /** The label of the app, which default names of tables begin with; null where every model says its table. */
  readonly app: string | null
  readonly managed: boolean
  /** What stands at the top, a paragraph each. */
  readonly introduction: readonly string[]
}

const width = 120

/** The file of models. */
export function writeModels(models: readonly ModelDraft[], options: WriteOptions): string {
  const classes = models.map((model) => classText(model, options))
  const head = `/**\n${options.introduction.map((each) => wrapped(each, ' * ')).join('\n *\n')}\n */\n`
  return `${head}${importsOf(models)}\n${classes.join('\n')}`
}

// ---- imports -------------------------------------------------------------------------------------------------------

function importsOf(models: readonly ModelDraft[]): string {
  const own = new Set<string>(['field', 'meta'])
  const others = new Map<string, Set<string>>()
  for (const model of models) {
    own.add(baseOf(model))
    for (const { to } of model.fields) {
      if (to === null || !isKnown(to)) continue
      const names = others.get(to.from!) ?? new Set()
      others.set(to.from!, names.add(to.info.name))
    }
    const visit = (value: unknown): void => {
      if (value instanceof Written) for (const name of value.uses) own.add(name)
      else if (Array.isArray(value)) value.forEach(visit)
      else if (typeof value === 'object' && value !== null && !('isView' in value) && !(value instanceof Date))
        Object.values(value).forEach(visit)
    }
    visit(model.meta)
    for (const { options } of model.fields) visit(options)
  }
  const lines = [...others, ['nuages/orm', own] as const].sort(([a], [b]) => (a < b ? -1 : 1))
  return lines.map(([from, names]) => importLine([...names], from)).join('')
}

function importLine(names: readonly string[], from: string): string {
  const sorted = names.toSorted(byName)
  const line = `import { ${sorted.join(', ')} } from '${from}'\n`
  return line.length <= width + 1
    ? line
    : `import {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${from}'\n`
}

/** As Biome sorts: letter by letter, a capital before the same small letter. */
function byName(a: string, b: string): number {
  const ranks = (name: string) =>
    [...name].map((letter) => letter.toLowerCase() + (letter === letter.toUpperCase() ? 0 : 1))
  const [first, second] = [ranks(a), ranks(b)]
  const at = first.findIndex((rank, i) => rank !== second[i])
  if (at === -1) return first.length - second.length
  return second[at] !== undefined && first[at]! < second[at] ? -1 : 1
}

// ---- classes -------------------------------------------------------------------------------------------------------

/** A model with the implicit key `id` says nothing of it. */
function baseOf(model: ModelDraft): 'Model' | 'KeyedModel' {
  return model.fields.some(isImplicit) ? 'Model' : 'KeyedModel'
}

function isImplicit({ property, type, options, notes }: FieldDraft): boolean {
  return property === 'id' && type === 'bigAuto' && Object.keys(options).length === 1 && notes.length === 0
}

function classText(model: ModelDraft, options: WriteOptions): string {
  const { name, fields, reverses, notes, table, isView } = model
  const lines: string[] = []
  for (const field of fields) {
    if (isImplicit(field)) continue
    for (const note of field.notes) lines.push(wrapped(note, '  // '))
    lines.push(`  ${field.property} = ${layOut(fieldSource(field, model), 2, field.property.length + 5)}`)
  }
  for (const { property, of, by } of reverses) {
    const source = call(`field.${by.type === 'oneToOne' ? 'reverseOne' : 'reverse'}`, arrow(of), plain(by.property))
    lines.push(`  ${property} = ${layOut(source, 2, property.length + 5)}`)
  }
  const saysTable = options.app === null || table.name !== `${options.app}_${name.toLowerCase()}`
  const meta = metaOf(model, saysTable, options.managed)
  if (Object.keys(meta).length > 0) {
    const before = `  static meta = meta<${name}>()`
    const source = call('', sourceOf(meta, model))
    lines.push('', `${before}${layOut(source, 2, before.length)}`)
  }
  const about = notes.length === 0 ? '' : `${notes.map((note) => wrapped(note, '// ')).join('\n')}\n`
  const view = isView ? '/** A view: its rows can be read. */\n' : ''
  const body = lines.join('\n').replace(/^\n/, '')
  return `${about}${view}export class ${name} extends ${baseOf(model)} {${body === '' ? '}' : `\n${body}\n}`}\n`
}

// ---- fields --------------------------------------------------------------------------------------------------------

/** Options in the order in which a person writes them; others come first. */
const order = ['choices', 'primaryKey', 'unique', 'null', 'blank', 'default', 'dbDefault', 'index', 'column', 'comment']

function fieldSource(field: FieldDraft, model: ModelDraft | null): Source {
  const { type, to, options } = field
  const { of, ...rest } = options
  const shown = Object.entries(rest)
    .filter(([name, value]) => !isImplied(field, model, name, value))
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const before: Source[] = to !== null ? [arrow(to)] : of === undefined ? [] : [fieldSource(of as FieldDraft, null)]
  return call(`field.${type}`, ...before, ...(shown.length === 0 ? [] : [sourceOf(Object.fromEntries(shown), model)]))
}

/** What a field has without saying it. */
function isImplied(
  { type, property, options }: FieldDraft,
  model: ModelDraft | null,
  name: string,
  value: unknown,
): boolean {
  if (name === 'primaryKey') return type === 'auto' || type === 'bigAuto'
  return name === 'table' && options['table'] === value && value === `${model?.table.name}_${snakeCase(property)}`
}

function arrow(to: TargetDraft): Source {
  return `() => ${isKnown(to) ? to.info.name : to.name}`
}

function sourceOf(value: unknown, model: ModelDraft | null): Source {
  if (value instanceof Written) return value.source
  if (Array.isArray(value)) return array(value.map((each) => sourceOf(each, model)))
  if (typeof value !== 'object' || value === null || value instanceof Date) return plain(value)
  if ('isView' in value) return arrow(value as ModelDraft)
  if ('column' in value && 'type' in value) return fieldSource(value as FieldDraft, null)
  return record(Object.entries(value).map(([name, each]) => [name, sourceOf(each, model)]))
}

/** Lines of a comment. */
function wrapped(text: string, before: string): string {
  const lines: string[] = []
  for (const word of text.replaceAll('*/', '* /').split(/\s+/)) {
    const line = lines.at(-1)
    if (line !== undefined && before.length + line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => before + line).join('\n')
}
