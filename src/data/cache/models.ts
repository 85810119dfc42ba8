import { field, KeyedModel, meta } from '../orm/index.ts'

/** An entry of a cache in the database. It is read and written by `databaseStore` alone. */
export class CacheEntry extends KeyedModel {
  cacheKey = field.char({ maxLength: 400, primaryKey: true })
  /** As the cache wrote it; empty where `number` has it. */
  content = field.text({ secret: true })
  /** A whole number, so that the database can count. */
  number = field.bigInteger({ null: true })
  /** When it ends, in milliseconds since 1970; null for never. */
  expires = field.bigInteger({ null: true, index: true })

  static meta = meta<CacheEntry>()({ table: 'nuages_cache_entry' })

  override toString(): string {
    return this.cacheKey
  }
}
