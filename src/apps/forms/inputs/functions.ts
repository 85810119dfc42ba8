import type { Decimal } from 'decimal.js'
import type { UploadedFileLike } from '../data.ts'
import type { StandardSchemaV1 } from '../standard-schema.ts'
import { BooleanInput, NullBooleanInput } from './boolean.ts'
import {
  ChoiceInput,
  type ChoiceOptions,
  type ChoiceSource,
  type Choices,
  MultipleChoiceInput,
  type MultipleOptions,
} from './choice.ts'
import { ComboInput } from './combo.ts'
import { DurationInput } from './duration.ts'
import {
  FileInput,
  type FileOptions,
  type FilesOptions,
  type FileValue,
  ImageInput,
  type ImageOptions,
  MultipleFileInput,
} from './file.ts'

import { FilePathInput, type FilePathOptions } from './file-path.ts'
import { type CleanContext, Input, type InputOptions } from './input.ts'
import { JsonInput, type JsonOptions } from './json.ts'
import { ModelChoiceInput, type ModelChoiceOptions, ModelMultipleChoiceInput, type RowLike } from './model-choice.ts'
import { DateInput, DateTimeInput, type MomentOptions, TimeInput } from './moments.ts'
import { MultiInput, type MultiOptions } from './multi.ts'
import {
  BigIntegerInput,
  DecimalInput,
  type DecimalOptions,
  FloatInput,
  IntegerInput,
  type NumberOptions,
} from './numbers.ts'
import { SchemaInput } from './schema.ts'
import { SplitDateTimeInput, type SplitDateTimeOptions } from './split-date-time.ts'
import {
  CharInput,
  type CharOptions,
  EmailInput,
  IpAddressInput,
  type IpAddressOptions,
  PasswordTextInput,
  RegexInput,
  type RegexOptions,
  SlugInput,
  type SlugOptions,
  TextAreaInput,
  UrlInput,
  type UrlOptions,
  UuidInput,
} from './text.ts'

/** May the field be left empty, as far as the compiler knows? */
type IsOptional<O> = O extends { required: infer R } ? (false extends R ? true : false) : false
/** `T`, or null where the field may be left empty. */
type Filled<T, O> = IsOptional<O> extends true ? T | null : T
/** Text, or null where an empty field is to give null. */
type Text<O> = O extends { empty: infer E } ? (null extends E ? string | null : string) : string

type ValueOf<C> = C extends () => infer R
  ? ValueOf<Awaited<R>>
  : C extends readonly (infer Each)[]
    ? Each extends readonly [infer V, string]
      ? V
      : Each extends { readonly group: string; readonly choices: infer Inner }
        ? ValueOf<Inner>
        : Each
    : Extract<keyof C, string>
type Emptied<O> = IsOptional<O> extends true ? (O extends { empty: infer E } ? E : '') : never
type Loose<T> = Omit<InputOptions<T>, 'initial' | 'validators' | 'clean'> & {
  readonly initial?: unknown
  readonly clean?: (value: T) => T | undefined | void | Promise<T | undefined | void>
}
type Requirable = { readonly required?: boolean }
type OneOf<V> = Loose<V> & Pick<ChoiceOptions<V>, 'emptyLabel' | 'empty'>

/**
 * A descriptor where its value is declared: `email = input.email()` is typed as the string that a valid form holds, and
 * is the input that reads it.
 */
function declared<T>(descriptor: unknown): T {
  return descriptor as T
}

/**
 * The fields of a form. Each function's result is typed as the cleaned value; all take `required`, `label`, `help`,
 * `initial`, `widget`, `validators`, `messages`, `disabled` and `clean`.
 */
export const input = {
  /** A line of text. */
  char<const O extends CharOptions = {}>(options?: O & CharOptions): Text<O> {
    return declared(new CharInput(options))
  },
  /** Text of several lines. */
  text<const O extends CharOptions & { rows?: number } = {}>(options?: O & CharOptions & { rows?: number }): Text<O> {
    return declared(new TextAreaInput(options))
  },
  /** A password, never shown again. */
  password<const O extends CharOptions = {}>(options?: O & CharOptions): Text<O> {
    return declared(new PasswordTextInput(options))
  },
  email<const O extends CharOptions = {}>(options?: O & CharOptions): Text<O> {
    return declared(new EmailInput(options))
  },
  url<const O extends UrlOptions = {}>(options?: O & UrlOptions): Text<O> {
    return declared(new UrlInput(options))
  },
  slug<const O extends SlugOptions = {}>(options?: O & SlugOptions): Text<O> {
    return declared(new SlugInput(options))
  },
  /** Text that matches `pattern`. */
  regex<const O extends RegexOptions>(options: O & RegexOptions): Text<O> {
    return declared(new RegexInput(options))
  },
  ipAddress<const O extends IpAddressOptions = {}>(options?: O & IpAddressOptions): Text<O> {
    return declared(new IpAddressInput(options))
  },
  uuid<const O extends InputOptions<string> = {}>(options?: O & InputOptions<string>): Filled<string, O> {
    return declared(new UuidInput(options))
  },
  /** A whole number within ±(2^53 − 1). */
  integer<const O extends NumberOptions<number> = {}>(options?: O & NumberOptions<number>): Filled<number, O> {
    return declared(new IntegerInput(options))
  },
  /** A whole number of any size. */
  bigInteger<const O extends NumberOptions<bigint, bigint | number> = {}>(
    options?: O & NumberOptions<bigint, bigint | number>,
  ): Filled<bigint, O> {
    return declared(new BigIntegerInput(options))
  },
  float<const O extends NumberOptions<number> = {}>(options?: O & NumberOptions<number>): Filled<number, O> {
    return declared(new FloatInput(options))
  },
  /** An exact decimal number (decimal.js). */
  decimal<const O extends DecimalOptions = {}>(options?: O & DecimalOptions): Filled<Decimal, O> {
    return declared(new DecimalInput(options))
  },
  /** A checkbox; a required one must be ticked. */
  boolean(options?: InputOptions<boolean>): boolean {
    return declared(new BooleanInput(options))
  },
  /** Yes, no, or not known. */
  nullBoolean(options?: InputOptions<boolean | null>): boolean | null {
    return declared(new NullBooleanInput(options))
  },
  /** `YYYY-MM-DD`. */
  date<const O extends MomentOptions<string> = {}>(options?: O & MomentOptions<string>): Filled<string, O> {
    return declared(new DateInput(options))
  },
  /** `HH:MM:SS`. */
  time<const O extends MomentOptions<string> = {}>(options?: O & MomentOptions<string>): Filled<string, O> {
    return declared(new TimeInput(options))
  },
  /** A moment, typed in the form's time zone. */
  datetime<const O extends MomentOptions<Date> = {}>(options?: O & MomentOptions<Date>): Filled<Date, O> {
    return declared(new DateTimeInput(options))
  },
  /** A length of time, in milliseconds. */
  duration<const O extends InputOptions<number> = {}>(options?: O & InputOptions<number>): Filled<number, O> {
    return declared(new DurationInput(options))
  },
  /** Any JSON value. `T` is what you say it is. */
  json<T = unknown>(options?: JsonOptions<unknown>): T {
    return declared(new JsonInput(options))
  },
  /** One of the choices, as their own value; `''` (or `empty`) where nothing was chosen. */
  choice<const C extends ChoiceSource, const O extends OneOf<never>>(
    options: O & { readonly choices: C; readonly coerce?: undefined },
  ): ValueOf<C> | Emptied<O> {
    return declared(new ChoiceInput(options as never))
  },
  /** One of the choices, through `coerce`. */
  typedChoice<V, const O extends OneOf<never>>(
    options: O & { readonly choices: ChoiceSource; readonly coerce: (value: unknown) => V },
  ): V | Emptied<O> {
    return declared(new ChoiceInput(options as never))
  },
  /** Any number of the choices, as a list of their own values. */
  multipleChoice<const C extends ChoiceSource>(options: Loose<never> & { readonly choices: C }): readonly ValueOf<C>[] {
    return declared(new MultipleChoiceInput(options as never))
  },
  /** Any number of the choices, each through `coerce`. */
  typedMultipleChoice<V>(
    options: Loose<readonly V[]> &
      Pick<MultipleOptions<V>, 'coerce'> & { readonly choices: Choices; readonly empty?: unknown },
  ): readonly V[] {
    return declared(new MultipleChoiceInput(options as never))
  },
  /** An upload; a path where the file that was there before stays. */
  file<const O extends FileOptions = {}>(options?: O & FileOptions): Filled<FileValue, O> {
    return declared(new FileInput(options))
  },
  /** Several uploads at once, as a list. */
  files(options?: FilesOptions): readonly UploadedFileLike[] {
    return declared(new MultipleFileInput(options))
  },
  /** An uploaded picture. */
  image<const O extends ImageOptions = {}>(options?: O & ImageOptions): Filled<FileValue, O> {
    return declared(new ImageInput(options))
  },
  /** One row of a queryset. */
  modelChoice<R extends RowLike, const O extends Omit<ModelChoiceOptions<R>, 'rows'>>(
    options: O & Pick<ModelChoiceOptions<R>, 'rows'>,
  ): Filled<R, O> {
    return declared(new ModelChoiceInput<R>(options as ModelChoiceOptions<R>))
  },
  /** Any number of rows of a queryset. */
  modelMultipleChoice<R extends RowLike>(options: ModelChoiceOptions<R, readonly R[]>): readonly R[] {
    return declared(new ModelMultipleChoiceInput<R>(options))
  },
  /**
   * Several inputs that give one value: the values by name, or what `compress` makes of them.
   * `phone = input.multi({ fields: { country: input.char(), number: input.char() }, compress: ({ country, number }) => country + number })`
   */
  multi<const P extends object, T = { -readonly [K in keyof P]: P[K] }, const O extends Requirable = {}>(
    options: O &
      Loose<never> & {
        readonly fields: P
        readonly compress?: (values: { -readonly [K in keyof P]: P[K] }, context: CleanContext) => T
        readonly decompress?: (value: NoInfer<T>) => { readonly [K in keyof P]: P[K] }
      } & Pick<MultiOptions<T>, 'requireAllFields' | 'empty'>,
  ): Filled<T, O> {
    const { fields, ...rest } = options
    return declared(new MultiInput(fields as never, rest as unknown as MultiOptions<T>))
  },
  /** A moment in two controls, typed in the form's time zone. */
  splitDateTime<const O extends SplitDateTimeOptions = {}>(options?: O & SplitDateTimeOptions): Filled<Date, O> {
    return declared(new SplitDateTimeInput(options))
  },
  /** One control whose value goes through several inputs: `input.combo([input.char({ maxLength: 20 }), input.email()])`. */
  combo<const I extends readonly unknown[], const O extends Requirable = {}>(
    inputs: I,
    options?: O & Loose<never>,
  ): I extends readonly [...unknown[], infer Last] ? Filled<Last, O> : never {
    return declared(new ComboInput(inputs as readonly Input[], options as never))
  },
  /** The path of a file in a folder of the server. */
  filePath<const O extends FilePathOptions>(options: O & FilePathOptions): string | Emptied<O> {
    return declared(new FilePathInput(options))
  },
  /** Any Standard Schema (Zod, Valibot, ArkType) as a field, typed by its output. */
  schema<T, const O extends Requirable = {}>(
    schema: StandardSchemaV1<unknown, T> | StandardSchemaV1<string, T>,
    options?: O & Loose<T>,
  ): Filled<T, O> {
    return declared(new SchemaInput(schema as StandardSchemaV1<unknown, T>, options as never))
  },
  /** Any of the others, not shown: `input.hidden(input.integer())`. */
  hidden<T>(other: T): T {
    const field: unknown = other
    if (field instanceof Input) field.widget = field.hiddenWidget()
    return other
  },
}
