import type { FieldState, OnDelete } from '../query/index.ts'
import type { SwappableModel } from './files/swappable.ts'

type Options = Readonly<Record<string, unknown>>

const plain =
  (type: string) =>
  (options: Options = {}): FieldState => ({ type, options })

const toOne =
  (type: string) =>
  (to: string | SwappableModel, options: Options & { readonly onDelete: OnDelete }): FieldState => ({
    type,
    options: { to, ...options },
  })

/**
 * Fields as migrations write them down: the same names and options as `field` of nuages/orm, but plain data, and other
 * models by label, or `swappable('user')`. A field of your own kind is `{ type: 'money', options: { … } }`.
 */
export const field = {
  auto: plain('auto'),
  bigAuto: plain('bigAuto'),
  char: plain('char'),
  text: plain('text'),
  slug: plain('slug'),
  email: plain('email'),
  url: plain('url'),
  integer: plain('integer'),
  smallInteger: plain('smallInteger'),
  positiveInteger: plain('positiveInteger'),
  positiveSmallInteger: plain('positiveSmallInteger'),
  positiveBigInteger: plain('positiveBigInteger'),
  bigInteger: plain('bigInteger'),
  float: plain('float'),
  boolean: plain('boolean'),
  decimal: plain('decimal'),
  date: plain('date'),
  datetime: plain('datetime'),
  time: plain('time'),
  duration: plain('duration'),
  uuid: plain('uuid'),
  json: plain('json'),
  binary: plain('binary'),
  ipAddress: plain('ipAddress'),
  image: plain('image'),
  file: plain('file'),
  filePath: plain('filePath'),
  generated: plain('generated'),
  foreignKey: toOne('foreignKey'),
  oneToOne: toOne('oneToOne'),
  manyToMany: (to: string | SwappableModel, options: Options = {}): FieldState => ({
    type: 'manyToMany',
    options: { to, ...options },
  }),
} as const

/** The kinds of field that `field` has a function for. */
export function isBuiltIn(type: string): boolean {
  return Object.hasOwn(field, type)
}
