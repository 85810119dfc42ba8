/**
 * The types with which a template's lookups are written as TypeScript: the steps of `runtime/lookup.ts`, for the compiler.
 * `on` gives what has a name, so that reading the name from it is an error just where a template would find nothing: null
 * is passed over, functions without arguments are called, promises and querysets are waited for, Map keys are properties,
 * and of a union those members count that have the name. What the compiler does not know (`any`, `unknown`) has every name.
 */
export const prelude: string = `
type Any = ReturnType<typeof JSON.parse>
type IsAny<T> = 0 extends 1 & T ? true : false
type Func = (...values: never[]) => unknown
type Class = abstract new (...values: never[]) => unknown

/** A value as a template sees it: not null, and called where it is a function. */
export type Seen<T> =
  IsAny<T> extends true ? Any
  : unknown extends T ? Any
  : [T] extends [null | undefined | void] ? Any
  : Each<T>
type Each<T> =
  T extends null | undefined ? never
  : T extends Class ? T
  : T extends () => infer R ? Seen<R>
  : T

/** Properties that are something else to a template than their type says. Other modules add to it. */
export interface Overrides<T> {}
type OverriddenName<T> =
  [Overrides<T>[keyof Overrides<T>]] extends [never] ? never : keyof Overrides<T>[keyof Overrides<T>]

/** What of T has the name K; T itself where nothing has. */
type Holder<T, K extends string> =
  IsAny<T> extends true ? Any
  : [Having<T, K>] extends [never] ? (T extends Promise<infer R> ? Seen<R> : T)
  : Having<T, K>
type Having<T, K extends string> =
  T extends unknown
    ? IsAny<T> extends true ? Any
      : K extends OverriddenName<T> ? Overrides<T>[keyof Overrides<T>]
      : K extends keyof T ? T
      : T extends readonly (infer I)[] ? (K extends \`\${number}\` ? { readonly [P in K]: I } : never)
      : T extends string ? (K extends \`\${number}\` ? { readonly [P in K]: string } : never)
      : T extends ReadonlyMap<infer M, infer V>
        ? K extends 'items' ? { readonly items: readonly (readonly [M, V])[] } : { readonly [P in K]: V }
      : T extends PromiseLike<infer R> ? Having<Seen<R>, K>
      : T extends object
        ? K extends 'items' ? { readonly items: readonly (readonly [string, T[keyof T]])[] }
        : K extends 'keys' ? { readonly keys: readonly string[] }
        : K extends 'values' ? { readonly values: readonly T[keyof T][] }
        : Unloaded<T, K> extends [] ? never : { readonly [P in K]: Any }
      : never
    : never

/** One value more than there is, where T is a relation whose row would have the name and was not loaded. */
type Unloaded<T, K extends string> =
  IsAny<T> extends true ? []
  : [T] extends [{ load(): PromiseLike<infer R> }]
    ? K extends keyof T ? [] : K extends keyof NonNullable<R> ? [loaded: true] : []
    : []

/** One value more than there is, where T is a function that a template cannot call. */
type NeedsArguments<T> =
  IsAny<T> extends true ? []
  : [NonNullable<T>] extends [never] ? []
  : [NonNullable<T>] extends [Func] ? ([NonNullable<T>] extends [() => unknown] ? [] : [given: true]) : []

type Item<T> =
  IsAny<T> extends true ? Any
  : T extends string ? string
  : T extends readonly (infer I)[] ? I
  : T extends ReadonlyMap<infer K, unknown> ? K
  : T extends PromiseLike<infer R> ? Item<Seen<R>>
  : T extends AsyncIterable<infer I> ? I
  : T extends Iterable<infer I> ? I
  : T extends object ? string
  : never
type NotIterable<T> =
  IsAny<T> extends true ? [] : [T] extends [number | boolean | bigint | symbol] ? [iterable: true] : []

type Part<T, N extends number> =
  IsAny<T> extends true ? Any
  : T extends readonly unknown[] ? (N extends keyof T ? T[N] : Any)
  : T extends string ? string
  : T extends Iterable<infer I> ? I
  : Any

type Group<G, I> = readonly [G, readonly I[]] & { readonly grouper: G; readonly list: readonly I[] }

export declare function on<T, K extends string>(value: T, key: K, ...wrong: Unloaded<T, K>): Holder<T, K>
export declare function value<T>(value: T, ...wrong: NeedsArguments<T>): Seen<T>
export declare function each<T>(value: T, ...wrong: NotIterable<Seen<T>>): Seen<Item<Seen<T>>>
export declare function item<T>(value: T): Seen<Item<Seen<T>>>
export declare function part<T, const N extends number>(value: T, at: N): Seen<Part<T, N>>
export declare function list<I>(item: I): readonly I[]
export declare function groups<I, G>(item: I, grouper: G): readonly Group<G, I>[]
export declare const any: Any
export declare const text: string
export declare const number: number
export interface ForLoop {
  readonly counter: number
  readonly counter0: number
  readonly revcounter: number
  readonly revcounter0: number
  readonly length: number
  readonly first: boolean
  readonly last: boolean
  readonly parentloop: Any
}
export declare const forloop: ForLoop

/** A context, and whether every name has to be in it. */
export interface Root<C, S extends boolean, Shared> {
  readonly context: C
  readonly strict: S
  readonly shared: Shared
}
type Named<C, S extends boolean, Shared, K extends string> =
  IsAny<C> extends true ? Any
  : [Having<C, K>] extends [never]
    ? K extends keyof Shared ? Shared : S extends true ? C : { readonly [P in K]: Any }
    : Having<C, K>
/** Hands a context on, and its type to the code of the template. */
export declare function typed<C, S extends boolean, Shared>(context: C, walk: (c: Root<C, S, Shared>) => void): C
export declare function given<S extends boolean, Shared>(): <C>(context: C, walk: (c: Root<C, S, Shared>) => void) => C
export declare function root<C, S extends boolean, Shared, K extends string>(
  root: Root<C, S, Shared>,
  key: K,
): Named<C, S, Shared, K>
/** The same for a name that need not be there. */
export declare function maybe<C, S extends boolean, Shared, K extends string>(
  root: Root<C, S, Shared>,
  key: K,
): Named<C, false, Shared, K>
`
