/**
 * Why a path, a lookup or a value is refused. The compiler prints these types, so that they are written to be read:
 *
 *   Type 'string' is not assignable to type 'Wrong<"No field 'nmae' on", Author, "did you mean 'name'?">'
 *
 * A type cannot ask for a class's name, but the compiler prints it. Suggestions are computed for what is wrong only: code
 * without mistakes does not pay for them.
 */
import type { LookupsOf } from './lookups.ts'
import type { Columns, Plain, Relations, ToOne } from './values.ts'

/** What is wrong, on which model or kind of value, and what to write instead. */
export interface Wrong<out Message extends string = string, out On = unknown, out Hint extends string = string> {
  readonly error: Message
  readonly on?: On
  readonly hint?: Hint
}

export type NoField<N extends string, M> = Wrong<`No field '${N}' on`, M, ''>
export type NoLookup<N extends string, V> = Wrong<`No lookup '${N}' on`, V, ''>
export type NoKey<N extends string, V> = Wrong<`No key '${N}' on`, V, ''>
export type NoRelation<N extends string, M> = Wrong<`No relation '${N}' on`, M, ''>
export type NoToOne<N extends string, M> = Wrong<`No relation to one row '${N}' on`, M, ''>

/** The same with a suggestion. */
export type Explained<W> =
  W extends Wrong<infer Message, infer On, ''>
    ? Message extends `No ${infer What} '${infer N}' on`
      ? What extends 'field'
        ? Wrong<Message, On, Suggestion<N, Columns<On> | 'pk'>>
        : What extends 'lookup'
          ? Wrong<Message, Plain<On>, Suggestion<N, keyof LookupsOf<On> & string>>
          : What extends 'key'
            ? Wrong<Message, On, Suggestion<N, keyof On & string>>
            : What extends 'relation'
              ? Wrong<Message, On, Suggestion<N, Relations<On>>>
              : Wrong<Message, On, Suggestion<N, ToOne<On>>>
      : W
    : W

/** What an editor offers in place of a wrong path. Printed by this name. */
export type Fields<M> = { [K in Columns<M>]: K }[Columns<M>]

/** `did you mean 'name'?`, or nothing. */
export type Suggestion<N extends string, Known extends string> =
  Near<N, Known> extends infer S extends string ? ([S] extends [never] ? '' : `did you mean '${S}'?`) : never
type Near<N extends string, Known extends string> =
  OneOff<N, Known> extends infer S ? ([S] extends [never] ? Begun<N, Known> : S) : never
/** Names that differ by a letter added, left out, changed, or by two that changed places; by case or underscores. */
type OneOff<N extends string, Known extends string> = OneOffOf<Plainly<N> | Without<Plainly<N>>, Known>
type OneOffOf<Letters extends string, Known extends string> = Known extends unknown
  ? [Extract<Letters, Plainly<Known> | Without<Plainly<Known>>>] extends [never]
    ? never
    : Known
  : never
/** Names that begin with it, or that it begins with. */
type Begun<N extends string, Known extends string> = Known extends unknown
  ? Plainly<Known> extends `${Plainly<N>}${string}`
    ? Known
    : Plainly<N> extends `${Plainly<Known>}${string}`
      ? Known
      : never
  : never
type Plainly<N extends string> = N extends `${infer H}_${infer T}` ? Plainly<`${H}${T}`> : Lowercase<N>
/** A text without one of its letters, each in turn. */
type Without<S extends string, Before extends string = ''> = S extends `${infer H}${infer T}`
  ? `${Before}${T}` | Without<T, `${Before}${H}`>
  : never
