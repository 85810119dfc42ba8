import type { RegisteredMessages } from './augment.ts'

type WithContext = `${string}\u0004${string}`

/** Keys of `R` with or without plural forms. */
type Singular<R> = { [K in keyof R]: null extends R[K] ? K : never }[keyof R] & string
type Plural<R> = { [K in keyof R]: string extends R[K] ? never : R[K] extends null ? never : K }[keyof R] & string

/** What `gettext` takes. */
export type MessageId<R = RegisteredMessages> = [keyof R] extends [never] ? string : Exclude<Singular<R>, WithContext>

/** What `ngettext` takes as its singular. */
export type PluralId<R = RegisteredMessages> = [keyof R] extends [never] ? string : Exclude<Plural<R>, WithContext>

/** The plural that goes with a singular. */
export type PluralOf<S extends string, R = RegisteredMessages> = S extends keyof R
  ? Exclude<R[S], null> & string
  : string

/** What `pgettext` and `npgettext` take as their context. */
export type MessageContext<R = RegisteredMessages> = [keyof R] extends [never]
  ? string
  : keyof R extends infer K
    ? K extends `${infer C}\u0004${string}`
      ? C
      : never
    : never

/** What `pgettext` takes in a context. */
export type MessageIn<C extends string, R = RegisteredMessages> = [keyof R] extends [never]
  ? string
  : Singular<R> extends infer K
    ? K extends `${C}\u0004${infer M}`
      ? M
      : never
    : never

/** What `npgettext` takes as its singular in a context. */
export type PluralIn<C extends string, R = RegisteredMessages> = [keyof R] extends [never]
  ? string
  : Plural<R> extends infer K
    ? K extends `${C}\u0004${infer M}`
      ? M
      : never
    : never

/** The plural of a singular in a context. */
export type PluralOfIn<C extends string, S extends string, R = RegisteredMessages> = PluralOf<`${C}\u0004${S}`, R>
