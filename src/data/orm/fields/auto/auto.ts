import { gettextNoop } from '../../../../base/schema/index.ts'
import type { Codec, DatabaseName } from '../../../query/index.ts'
import { BaseField, refusal, type SchemaPart } from '../base.ts'
import { storedBetween } from '../limits.ts'

/** Keys that the database counts up, as `number`. */
abstract class CountingField extends BaseField {
  protected convert(value: unknown): number {
    const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value
    if (typeof number === 'bigint' && Number.isSafeInteger(Number(number))) return Number(number)
    if (typeof number === 'number' && Number.isSafeInteger(number)) return number
    throw refusal(gettextNoop('“%(value)s” value must be an integer.'), value)
  }

  override get hasDefault(): boolean {
    return true
  }

  override defaultValue(): undefined {
    return undefined
  }

  protected schema(): SchemaPart {
    return { kind: 'integer', blank: true, hasDefault: true, editable: this.options.editable ?? false }
  }
}

const codec32: Codec = storedBetween(-(2 ** 31), 2 ** 31 - 1)

/** A key of 32 bits. Django's `AutoField`. */
export class AutoField extends CountingField {
  readonly type = 'auto'

  columnType(database: DatabaseName): string {
    return database === 'mysql' ? 'integer AUTO_INCREMENT' : 'integer'
  }

  override relatedColumnType(_database: DatabaseName): string {
    return 'integer'
  }

  override codec(_database: DatabaseName): Codec {
    return codec32
  }
}

/** A key of 64 bits, the implicit `id`. Django's `BigAutoField`. */
export class BigAutoField extends CountingField {
  readonly type = 'bigAuto'

  columnType(database: DatabaseName): string {
    return database === 'sqlite' ? 'integer' : database === 'mysql' ? 'bigint AUTO_INCREMENT' : 'bigint'
  }

  override relatedColumnType(_database: DatabaseName): string {
    return 'bigint'
  }
}
