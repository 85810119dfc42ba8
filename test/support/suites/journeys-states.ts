import fc from 'fast-check'
import { type FieldStates, field, type ModelOptions, type ModelState } from '../../../src/data/migrations/index.ts'
import { model, stateOf } from '../../unit/migrations/helpers.ts'

const names = ['Ant', 'Bee', 'Cat', 'Dog'] as const
type Name = (typeof names)[number]
const appOf = (name: Name) => (names.indexOf(name) % 2 === 0 ? 'a' : 'b')

type Options = Readonly<Record<string, unknown>>

/** A kind of field: what it needs, what may stand in it, and whether a key or an index can hold it on every database. */
interface Kind {
  readonly needs?: Options
  /** Values by number, no two alike. */
  readonly value: (i: number) => unknown
  readonly keyable: boolean
}

const two = (i: number) => String(i).padStart(2, '0')

/** Every kind that makes a column of its own on every database. */
export const kinds: Readonly<Record<string, Kind>> = {
  char: { needs: { maxLength: 20 }, value: (i) => `word ${i}`, keyable: true },
  slug: { value: (i) => `slug-${i}`, keyable: true },
  email: { value: (i) => `a${i}@example.org`, keyable: true },
  url: { value: (i) => `https://example.org/${i}`, keyable: true },
  text: { value: (i) => `it's "text" ${i}`, keyable: false },
  integer: { value: (i) => i - 2, keyable: true },
  smallInteger: { value: (i) => i - 1, keyable: true },
  bigInteger: { value: (i) => i + 10, keyable: true },
  positiveInteger: { value: (i) => i, keyable: true },
  positiveSmallInteger: { value: (i) => i + 1, keyable: true },
  positiveBigInteger: { value: (i) => i + 2, keyable: true },
  float: { value: (i) => i + 0.5, keyable: true },
  decimal: { needs: { maxDigits: 9, decimalPlaces: 2 }, value: (i) => `${i}.25`, keyable: true },
  boolean: { value: (i) => i % 2 === 0, keyable: true },
  date: { value: (i) => `2024-03-${two(i + 1)}`, keyable: true },
  datetime: { value: (i) => `2024-03-04T05:06:${two(i)}Z`, keyable: true },
  time: { value: (i) => `05:06:${two(i)}`, keyable: true },
  duration: { value: (i) => `P1DT${i + 1}H`, keyable: true },
  uuid: { value: (i) => `00000000-0000-4000-8000-0000000000${two(i)}`, keyable: true },
  json: { value: (i) => ({ n: i }), keyable: false },
  ipAddress: { value: (i) => `10.0.0.${i}`, keyable: true },
  binary: { value: (i) => new Uint8Array([i, 255]), keyable: false },
  file: { value: (i) => `files/${i}.txt`, keyable: true },
}
const kindNames = Object.keys(kinds)
const integers = ['integer', 'smallInteger', 'bigInteger', 'positiveInteger']
const byDatabase = new Set([...integers, 'char', 'text', 'boolean', 'decimal', 'date', 'uuid', 'float'])

const properties = ['title', 'wordCount', 'note', 'when', 'data', 'order'] as const

const sometimes = (chance: number) => fc.integer({ min: 0, max: 99 }).map((n) => n >= 100 - chance)

const column = fc
  .record({
    kind: fc.oneof(fc.constantFrom(...kindNames), fc.constantFrom('char', 'integer', 'decimal', 'text')),
    null: sometimes(40),
    unique: sometimes(15),
    index: sometimes(20),
    long: sometimes(30),
    default: sometimes(25),
    dbDefault: sometimes(25),
    comment: sometimes(15),
    choices: sometimes(10),
    column: sometimes(10),
  })
  .map(({ kind, long, ...wants }) => {
    const { needs = {}, value, keyable } = kinds[kind]!
    const length =
      long && 'maxLength' in needs ? { maxLength: 30 } : long && 'maxDigits' in needs ? { maxDigits: 11 } : {}
    const unique = wants.unique && keyable && kind !== 'boolean'
    const options: Options = {
      ...needs,
      ...length,
      ...(wants.null && { null: true }),
      ...(unique && { unique: true }),
      ...(wants.index && keyable && !unique && { index: true }),
      ...(wants.default && !unique && kind !== 'binary' && { default: value(8) }),
      ...(wants.dbDefault && !unique && byDatabase.has(kind) && { dbDefault: value(9) }),
      ...(wants.comment && { comment: `What 'it' is: ${kind}` }),
      ...(wants.choices && kind === 'char' && { choices: ['word 0', 'word 1', 'word 8', 'f'] }),
      ...(wants.column && { column: true }),
    }
    return { type: kind, options }
  })

const relation = fc.record({
  to: fc.constantFrom(...names),
  kind: fc.constantFrom('foreignKey', 'foreignKey', 'oneToOne', 'manyToMany'),
  null: sometimes(60),
  index: sometimes(80),
  constraint: sometimes(90),
  comment: sometimes(10),
})

const someModel = fc.record({
  columns: fc.dictionary(fc.constantFrom(...properties), column, { maxKeys: 5 }),
  relations: fc.dictionary(fc.constantFrom('owner', 'friend', 'origin'), relation, { maxKeys: 2 }),
  key: fc.constantFrom('', '', '', 'char', 'uuid', 'integer'),
  ordering: fc.boolean(),
  indexed: fc.boolean(),
  partial: sometimes(30),
  computed: sometimes(30),
  stored: fc.boolean(),
  expressed: sometimes(30),
  together: sometimes(40),
  checked: sometimes(40),
  limit: fc.constantFrom(-5, -7),
  one: sometimes(30),
  deferred: sometimes(30),
  proxy: sometimes(20),
  table: sometimes(15),
  comment: sometimes(20),
  renamed: sometimes(15),
})
type Model = typeof someModel extends fc.Arbitrary<infer M> ? M : never

/** Models as wishes: what of them can be, `stateFrom` makes. */
export interface Wishes {
  readonly models: Readonly<Record<Name, Model | null>>
  /** A model that links the first two. */
  readonly through: boolean
}

const perName = <T>(one: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((name) => [name, one])) as Record<Name, fc.Arbitrary<T>>)

export const someWishes: fc.Arbitrary<Wishes> = fc.record({
  models: perName(fc.option(someModel, { freq: 4 })),
  through: sometimes(30),
})

/** Wishes, and others that have much of them. */
export const twoWishes: fc.Arbitrary<readonly [Wishes, Wishes]> = fc
  .tuple(
    someWishes,
    someWishes,
    perName(fc.constantFrom('same', 'mixed', 'mixed', 'other')),
    fc.infiniteStream(fc.boolean()),
  )
  .map(([a, b, how, coins]) => {
    const flip = () => coins.next().value as boolean
    const mixed = (one: Model | null, other: Model | null): Model | null => {
      if (one === null || other === null) return flip() ? one : other
      const pick = <T extends object>(x: T, y: T): T => {
        const keys = [...new Set([...Object.keys(x), ...Object.keys(y)])] as (keyof T)[]
        return Object.fromEntries(
          keys.map((key) => [key, (flip() ? x : y)[key]]).filter(([, value]) => value !== undefined),
        ) as T
      }
      return {
        ...pick(one, other),
        columns: pick(one.columns, other.columns),
        relations: pick(one.relations, other.relations),
      }
    }
    const models = Object.fromEntries(
      names.map((name) => {
        const [one, other] = [a.models[name], b.models[name]]
        return [name, how[name] === 'same' ? one : how[name] === 'other' ? other : mixed(one, other)]
      }),
    ) as Wishes['models']
    return [a, { models, through: b.through }] as const
  })

/** The models that wishes come to: relations to models that are not there are left out. */
export function stateFrom({ models, through }: Wishes) {
  const present = names.filter((name) => models[name] !== null)
  const called = (name: Name) => (models[name]!.renamed ? `${name}Two` : name)
  const labelOf = (name: Name) => `${appOf(name)}.${called(name)}`
  const linked = through && models.Ant !== null && models.Bee !== null
  const all = present.map((name): ModelState => {
    const wants = models[name]!
    // Names of indexes are one list in a database, and a model that goes is dropped after the new ones are made.
    const label = called(name).toLowerCase()
    const key = wants.key === '' ? {} : { code: keyField(wants.key) }
    const fields: Record<string, FieldStates[string]> = { ...key }
    for (const [property, { type, options }] of Object.entries(wants.columns))
      fields[property] = {
        type,
        options: options.column === true ? { ...options, column: `a "${property}" column` } : options,
      }
    for (const [property, relation] of Object.entries(wants.relations))
      if (present.includes(relation.to)) fields[property] = relationField(labelOf(relation.to), relation)
    if (linked && name === 'Ant') fields.bees = field.manyToMany(labelOf('Bee'), { through: 'a.Link' })
    const { wordCount, when } = wants.columns
    const counts = wordCount !== undefined && integers.includes(wordCount.type)
    if (wants.computed && counts) fields.twice = generated(wants.stored)
    const keyable = Object.keys(fields).filter(
      (each) => each !== 'code' && each !== 'twice' && fields[each]!.type !== 'manyToMany' && isKeyable(fields[each]!),
    )
    const [first, second] = keyable
    const indexes: NonNullable<ModelOptions['indexes']>[number][] = []
    const constraints: NonNullable<ModelOptions['constraints']>[number][] = []
    if (wants.indexed && first)
      indexes.push({ name: `${label}_ix`, fields: [`-${first}`, ...(second ? [second] : [])] })
    if (wants.partial && first && counts)
      indexes.push({ name: `${label}_px`, fields: [first], condition: { wordCount__gt: 3 } })
    if (wants.expressed && counts)
      indexes.push({
        name: `${label}_ex`,
        fields: [],
        expressions: [{ order: { operator: '+', left: { path: 'wordCount' }, right: { value: 1 } }, descending: true }],
      })
    if (wants.checked && counts)
      constraints.push({
        kind: 'check',
        name: `${label}_ck`,
        check: ['or', { wordCount__gte: wants.limit }, { wordCount: null }],
      })
    if (wants.one && first && second)
      constraints.push({
        kind: 'unique',
        name: `${label}_one`,
        fields: [first, second],
        ...(wants.deferred && { deferrable: 'deferred' as const }),
      })
    else if (wants.one && counts && when && isKeyable(when))
      constraints.push({ kind: 'unique', name: `${label}_one`, fields: ['when'], condition: { wordCount__gte: 0 } })
    const options: ModelOptions = {
      ...(wants.ordering && first && { ordering: [`-${first}`] }),
      ...(wants.together && first && second && { uniqueTogether: [[second, first]] }),
      ...(indexes.length > 0 && { indexes }),
      ...(constraints.length > 0 && { constraints }),
      ...(wants.table && { table: `the "${label}" table` }),
      ...(wants.comment && { comment: `It's about ${label}` }),
    }
    return model(appOf(name), called(name), fields, options)
  })
  const proxies = present
    .filter((name) => models[name]!.proxy)
    .map(
      (name): ModelState => ({
        app: appOf(name),
        name: `${name}Proxy`,
        fields: {},
        // A class has the ordering of the one that it extends.
        options: { ...orderingOf(labelOf(name), all), proxy: true, bases: [labelOf(name)] },
      }),
    )
  const link = model('a', 'Link', {
    ant: field.foreignKey(linked ? labelOf('Ant') : '', { onDelete: 'cascade' }),
    bee: field.foreignKey(linked ? labelOf('Bee') : '', { onDelete: 'cascade' }),
    rank: field.integer({ default: 1 }),
  })
  return stateOf(...all, ...proxies, ...(linked ? [link] : []))
}

function orderingOf(label: string, all: readonly ModelState[]): ModelOptions {
  const ordering = all.find((each) => `${each.app}.${each.name}` === label)?.options.ordering
  return ordering === undefined ? {} : { ordering }
}

export const someState = someWishes.map(stateFrom)

const isKeyable = ({ type }: FieldStates[string]) => kinds[type]?.keyable ?? true

function keyField(kind: string): FieldStates[string] {
  return { type: kind, options: { ...(kind === 'char' && { maxLength: 12 }), primaryKey: true } }
}

function relationField(
  to: string,
  relation: { kind: string; null: boolean; index: boolean; constraint: boolean; comment: boolean },
) {
  if (relation.kind === 'manyToMany') return field.manyToMany(to)
  const options = {
    onDelete: 'cascade' as const,
    ...(relation.null && { null: true }),
    ...(!relation.index && relation.kind === 'foreignKey' && { index: false }),
    ...(!relation.constraint && { constraint: false }),
    ...(relation.comment && { comment: 'Whose it is' }),
  }
  return relation.kind === 'oneToOne' ? field.oneToOne(to, options) : field.foreignKey(to, options)
}

function generated(stored: boolean): FieldStates[string] {
  return field.generated({
    expression: { operator: '*', left: { path: 'wordCount' }, right: { value: 2 } },
    output: field.bigInteger(),
    stored,
  })
}
