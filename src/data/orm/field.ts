import { ArrayField } from './fields/array/array.ts'
import { AutoField, BigAutoField } from './fields/auto/auto.ts'
import type { BaseField, FieldOptions } from './fields/base.ts'
import { BigIntegerField, PositiveBigIntegerField } from './fields/bigInteger/big-integer.ts'
import { BinaryField } from './fields/binary/binary.ts'
import { BooleanField } from './fields/boolean/boolean.ts'
import { CharField } from './fields/char/char.ts'
import {
  type CustomFieldDefinition,
  type CustomLookup,
  type CustomTransform,
  fieldFunction,
} from './fields/custom/custom.ts'
import { DateField } from './fields/date/date.ts'
import { DatetimeField } from './fields/datetime/datetime.ts'
import { DecimalField } from './fields/decimal/decimal.ts'
import { DurationField } from './fields/duration/duration.ts'
import { EmailField } from './fields/email/email.ts'
import { FileField, ImageField } from './fields/file/file.ts'
import { FilePathField } from './fields/filePath/file-path.ts'
import { FloatField } from './fields/float/float.ts'
import { ForeignKeyField } from './fields/foreignKey/foreign-key.ts'
import { GeneratedField } from './fields/generated/generated.ts'
import { GenericForeignKeyField } from './fields/genericForeignKey/generic-foreign-key.ts'
import { GenericReverseField } from './fields/genericReverse/generic-reverse.ts'
import {
  IntegerField,
  PositiveIntegerField,
  PositiveSmallIntegerField,
  SmallIntegerField,
} from './fields/integer/integer.ts'
import { IpAddressField } from './fields/ipAddress/ip-address.ts'
import { JsonField } from './fields/json/json.ts'
import { isStandardSchema, type StandardSchema } from './fields/json/standard-schema.ts'
import { ManyToManyField } from './fields/manyToMany/many-to-many.ts'
import { OneToOneField } from './fields/oneToOne/one-to-one.ts'
import type { Target } from './fields/relation.ts'
import { ReverseField, ReverseOneField } from './fields/reverse/reverse.ts'
import { SearchVectorField } from './fields/searchVector/search-vector.ts'
import { SlugField } from './fields/slug/slug.ts'
import { TextField } from './fields/text/text.ts'
import { TimeField } from './fields/time/time.ts'
import { UrlField } from './fields/url/url.ts'
import { UuidField } from './fields/uuid/uuid.ts'
import type { CustomFieldFunction, FieldFunctions } from './types/fields.ts'
import type { Custom } from './types/values.ts'

const column =
  (Class: new (options: never) => BaseField) =>
  (options: FieldOptions = {}) =>
    new Class(options as never)
const key =
  (Class: new (options: never) => BaseField) =>
  (options: FieldOptions = {}) =>
    new Class({ primaryKey: true, ...options } as never)
const relation =
  (Class: new (options: never) => BaseField) =>
  (to: Target, options: object = {}) =>
    new Class({ to, ...options } as never)
const far = (Class: new (options: never) => BaseField) => (to: Target, by: string) => new Class({ to, by } as never)

/**
 * A kind of field of your own: `export const money = customField({ type: 'money', stored: …, clean: … })`, used as
 * `total = money({ null: true })`. Its type is that of what `clean` gives. Export it beside the models: migrations find it there
 * by its type.
 */
export const customField = ((definition: never) => fieldFunction(definition, (type) => type in field)) as unknown as <
  T,
  S,
  O extends object = {},
  const L extends Readonly<Record<string, CustomLookup>> = {},
  const X extends Readonly<Record<string, CustomTransform>> = {},
>(
  definition: CustomFieldDefinition<T, S, O, L, X>,
) => CustomFieldFunction<T, O, Custom<S, L, X>>

/** The fields of a model: `field.char({ maxLength: 50 })`. Typed as the value that a row holds. */
export const field = Object.freeze({
  auto: key(AutoField),
  bigAuto: key(BigAutoField),
  char: column(CharField),
  text: column(TextField),
  slug: column(SlugField),
  email: column(EmailField),
  url: column(UrlField),
  smallInteger: column(SmallIntegerField),
  integer: column(IntegerField),
  bigInteger: column(BigIntegerField),
  positiveSmallInteger: column(PositiveSmallIntegerField),
  positiveInteger: column(PositiveIntegerField),
  positiveBigInteger: column(PositiveBigIntegerField),
  float: column(FloatField),
  boolean: column(BooleanField),
  decimal: column(DecimalField),
  date: column(DateField),
  datetime: column(DatetimeField),
  time: column(TimeField),
  duration: column(DurationField),
  uuid: column(UuidField),
  json: (given: FieldOptions | StandardSchema = {}) =>
    new JsonField(isStandardSchema(given) ? { schema: given } : given),
  ipAddress: column(IpAddressField),
  image: column(ImageField),
  file: column(FileField),
  filePath: column(FilePathField),
  binary: column(BinaryField),
  array: (of: BaseField, options: FieldOptions = {}) => new ArrayField({ of, ...options }),
  searchVector: column(SearchVectorField),
  generated: column(GeneratedField as never),
  foreignKey: relation(ForeignKeyField),
  oneToOne: relation(OneToOneField),
  manyToMany: relation(ManyToManyField),
  reverse: far(ReverseField),
  reverseOne: far(ReverseOneField),
  genericForeignKey: (type: string, key: string) => new GenericForeignKeyField({ type, key }),
  genericReverse: far(GenericReverseField),
}) as unknown as FieldFunctions
