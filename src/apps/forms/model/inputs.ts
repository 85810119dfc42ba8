import type { Choice, ValueSchema } from '../../../base/schema/index.ts'
import { type AnyQuerySet, untyped } from '../../../data/orm/index.ts'
import type { ModelInfo } from '../../../data/query/index.ts'
import { BooleanInput, NullBooleanInput } from '../inputs/boolean.ts'
import { ChoiceInput } from '../inputs/choice.ts'
import { DurationInput } from '../inputs/duration.ts'
import { FileInput, ImageInput } from '../inputs/file.ts'
import type { Input, InputOptions } from '../inputs/input.ts'
import { JsonInput } from '../inputs/json.ts'
import { ModelChoiceInput, ModelMultipleChoiceInput, type RowSource } from '../inputs/model-choice.ts'
import { DateInput, DateTimeInput, TimeInput } from '../inputs/moments.ts'
import { BigIntegerInput, DecimalInput, FloatInput, IntegerInput } from '../inputs/numbers.ts'
import { CharInput, EmailInput, IpAddressInput, SlugInput, TextAreaInput, UrlInput, UuidInput } from '../inputs/text.ts'

/** A field of a model as a form sees it. */
export interface FormField {
  /** The property of the model, and the name of the form's field. */
  readonly name: string
  readonly schema: ValueSchema
  /** The model at the other end of a relation. */
  readonly target: ModelInfo | null
  /** Of a relation: lookups that its rows have to meet, the field's `limitChoicesTo`. */
  readonly limit?: object | (() => object)
}

/** What an input is made with, whatever its kind. The value to begin with is set afterwards. */
export type CommonOptions = Pick<
  InputOptions<never>,
  'required' | 'label' | 'help' | 'widget' | 'messages' | 'localize'
>

/** Makes the input of a field: given for one field in `inputs`, or for a field's type in the project's form settings. */
export type InputFactory = (field: FormField, common: CommonOptions) => Input

type Shared = Readonly<Record<string, unknown>>

const given = <T extends Shared>(options: T): Shared =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))

/** Limits that a schema sets, under the names that inputs use. */
function limits({ minLength, maxLength, min, max }: ValueSchema): Shared {
  return given({ minLength, maxLength, min, max })
}

/** Text that is null where it may be: an empty field then stays null. */
function textOptions(schema: ValueSchema): Shared {
  return { ...limits(schema), ...(schema.null ? { empty: null } : {}) }
}

/** What a model says of its files: the same is held against them when they are stored. */
function fileOptions({ maxSize, accept }: ValueSchema): Shared {
  return { ...given({ maxSize, accept }), matchName: true }
}

function chosen(choices: readonly Choice[], schema: ValueSchema, common: CommonOptions): Input {
  const options = choices.map(({ value, label }): [unknown, string] => [value, label])
  // Nothing is preselected where the model has no default, and nothing can be chosen where it may be blank.
  const settled = schema.hasDefault && !schema.blank
  return new ChoiceInput({
    ...common,
    choices: options,
    emptyLabel: settled ? null : '---------',
    empty: schema.null ? null : '',
  })
}

const byFormat: Readonly<Record<string, InputFactory>> = {
  email: ({ schema }, common) => new EmailInput({ ...common, ...textOptions(schema) }),
  url: ({ schema }, common) => new UrlInput({ ...common, ...textOptions(schema) }),
  slug: ({ schema }, common) => new SlugInput({ ...common, ...textOptions(schema) }),
  uuid: (_field, common) => new UuidInput(common),
  ip: ({ schema }, common) => new IpAddressInput({ ...common, ...(schema.null ? { empty: null } : {}) }),
  ipv4: ({ schema }, common) =>
    new IpAddressInput({ ...common, protocol: 'ipv4', ...(schema.null ? { empty: null } : {}) }),
  image: ({ schema }, common) => new ImageInput({ ...common, ...fileOptions(schema), ...schema.image }),
  ipv6: ({ schema }, common) =>
    new IpAddressInput({ ...common, protocol: 'ipv6', ...(schema.null ? { empty: null } : {}) }),
}

/** One function a model, or a limit of its rows, a memo: by it the forms of a formset see that they offer the same rows. */
const sources = new WeakMap<object, () => RowSource>()

function rowsOf(target: ModelInfo, limit: FormField['limit']): () => RowSource {
  const key = limit ?? target
  let rows = sources.get(key)
  if (rows === undefined) {
    rows = () => limited(untyped(target) as AnyQuerySet, limit) as unknown as RowSource
    sources.set(key, rows)
  }
  return rows
}

function limited(rows: AnyQuerySet, limit: FormField['limit']): AnyQuerySet {
  if (limit === undefined) return rows
  return rows.filter((typeof limit === 'function' ? limit() : limit) as never)
}

const byKind: Readonly<Record<string, InputFactory>> = {
  string: ({ schema }, common) => new CharInput({ ...common, ...textOptions(schema) }),
  text: ({ schema }, common) => new TextAreaInput({ ...common, ...textOptions(schema) }),
  integer: ({ schema }, common) => new IntegerInput({ ...common, ...limits(schema) }),
  bigint: ({ schema }, common) => new BigIntegerInput({ ...common, ...limits(schema) }),
  number: ({ schema }, common) => new FloatInput({ ...common, ...limits(schema) }),
  decimal: ({ schema }, common) =>
    new DecimalInput({
      ...common,
      ...limits(schema),
      ...given({ maxDigits: schema.maxDigits, decimalPlaces: schema.decimalPlaces }),
    }),
  boolean: ({ schema }, common) =>
    schema.null ? new NullBooleanInput(common) : new BooleanInput({ ...common, required: false }),
  date: (_field, common) => new DateInput(common),
  time: (_field, common) => new TimeInput(common),
  datetime: (_field, common) => new DateTimeInput(common),
  duration: (_field, common) => new DurationInput(common),
  json: (_field, common) => new JsonInput(common),
  // A list is typed as JSON writes it: `["soft", "cow"]`.
  array: (_field, common) => new JsonInput(common),
  // The name's length is the storage's affair: it finds one that fits.
  file: ({ schema }, common) => new FileInput({ ...common, ...fileOptions(schema) }),
  relation: ({ schema, target, limit }, common) =>
    schema.relation?.many
      ? new ModelMultipleChoiceInput({ ...common, rows: rowsOf(target!, limit) })
      : new ModelChoiceInput({ ...common, rows: rowsOf(target!, limit) }),
}

/**
 * The input of a field, found by the field's own type among `custom`, then by its choices, its format and its kind;
 * undefined where nothing is known of it.
 */
export function inputFor(
  field: FormField,
  common: CommonOptions,
  custom: Readonly<Record<string, InputFactory>>,
): Input | undefined {
  const { schema } = field
  const own = Object.hasOwn(custom, schema.type) ? custom[schema.type] : undefined
  if (own !== undefined) return own(field, common)
  if (schema.choices !== undefined && schema.choices.length > 0) return chosen(schema.choices, schema, common)
  const make = (schema.format === undefined ? undefined : byFormat[schema.format]) ?? byKind[schema.kind]
  return make?.(field, common)
}
