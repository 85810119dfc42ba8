import { service, tryUse } from '../../../base/context/index.ts'
import type { FieldState, ModelRegistry } from '../../query/index.ts'
import { ormErrors } from '../errors.ts'
import { ormService } from '../orm.ts'
import { ArrayField } from './array/array.ts'
import { AutoField, BigAutoField } from './auto/auto.ts'
import type { BaseField } from './base.ts'
import { BigIntegerField, PositiveBigIntegerField } from './bigInteger/big-integer.ts'
import { BinaryField } from './binary/binary.ts'
import { BooleanField } from './boolean/boolean.ts'
import { CharField } from './char/char.ts'
import { DateField } from './date/date.ts'
import { DatetimeField } from './datetime/datetime.ts'
import { DecimalField } from './decimal/decimal.ts'
import { DurationField } from './duration/duration.ts'
import { EmailField } from './email/email.ts'
import { FileField, ImageField } from './file/file.ts'
import { FilePathField } from './filePath/file-path.ts'
import { FloatField } from './float/float.ts'
import { ForeignKeyField } from './foreignKey/foreign-key.ts'
import { GeneratedField } from './generated/generated.ts'
import { IntegerField, PositiveIntegerField, PositiveSmallIntegerField, SmallIntegerField } from './integer/integer.ts'
import { IpAddressField } from './ipAddress/ip-address.ts'
import { JsonField } from './json/json.ts'
import { ManyToManyField } from './manyToMany/many-to-many.ts'
import { OneToOneField } from './oneToOne/one-to-one.ts'
import { SearchVectorField } from './searchVector/search-vector.ts'
import { SlugField } from './slug/slug.ts'
import { TextField } from './text/text.ts'
import { TimeField } from './time/time.ts'
import { UrlField } from './url/url.ts'
import { UuidField } from './uuid/uuid.ts'

type FieldClass = new (options: never) => BaseField

/** Every kind of field that a table can have, by the name that `type` gives. */
export const fieldTypes: ReadonlyMap<string, FieldClass> = new Map<string, FieldClass>(
  Object.entries({
    auto: AutoField,
    bigAuto: BigAutoField,
    char: CharField,
    text: TextField,
    slug: SlugField,
    email: EmailField,
    url: UrlField,
    integer: IntegerField,
    smallInteger: SmallIntegerField,
    positiveInteger: PositiveIntegerField,
    positiveSmallInteger: PositiveSmallIntegerField,
    bigInteger: BigIntegerField,
    positiveBigInteger: PositiveBigIntegerField,
    float: FloatField,
    boolean: BooleanField,
    decimal: DecimalField,
    date: DateField,
    datetime: DatetimeField,
    time: TimeField,
    duration: DurationField,
    uuid: UuidField,
    json: JsonField,
    ipAddress: IpAddressField,
    binary: BinaryField,
    generated: GeneratedField,
    array: ArrayField,
    searchVector: SearchVectorField,
    file: FileField,
    image: ImageField,
    filePath: FilePathField,
    foreignKey: ForeignKeyField,
    oneToOne: OneToOneField,
    manyToMany: ManyToManyField,
  }),
)

/** The kinds of fields that a project adds, while its migrations are read. */
export const customFieldsService = service<ModelRegistry['customFields']>('fields of its own')

function ownFields(): ModelRegistry['customFields'] | undefined {
  return tryUse(customFieldsService) ?? tryUse(ormService)?.registry.customFields
}

/**
 * The way back from `deconstruct()`: a field as a migration wrote it down. Relations name their models by label
 * ('news.section'). Throws `NUAGES_ORM_UNKNOWN_FIELD_TYPE`.
 */
export function fieldFromState({ type, options }: FieldState): BaseField {
  const Class = fieldTypes.get(type) ?? (ownFields()?.get(type) as FieldClass | undefined)
  if (Class === undefined) throw ormErrors.UNKNOWN_FIELD_TYPE({ type, known: [...fieldTypes.keys()] })
  const made: Record<string, unknown> = { ...options }
  for (const name of type === 'generated' ? ['output'] : type === 'array' ? ['of'] : [])
    if (made[name] !== undefined) made[name] = fieldFromState(made[name] as FieldState)
  return new Class(made as never)
}
