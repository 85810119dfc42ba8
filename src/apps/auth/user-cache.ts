import { type Service, service, tryUse, use } from '../../base/context/index.ts'
import { BadSignature, decryptText, encryptText } from '../../base/signing/index.ts'
import type { Cache } from '../../data/cache/index.ts'
import { on, ormService, type PackedRow, packRow, unpackRow } from '../../data/orm/index.ts'
import { AbstractUser, type AnyUser, User } from './models.ts'
import { type UserModel, usersOf } from './users-of.ts'

export interface UserCacheOptions {
  readonly cache: Cache
  /** Seconds for which a row is believed. Rows that are saved or deleted are forgotten at once. */
  readonly seconds: number
}

/** Where the current project keeps the rows of users who are logged in, so that their requests ask the database nothing. */
export const userCacheService: Service<UserCacheOptions> = service<UserCacheOptions>('cache of users')

const purpose = 'nuages.auth.user-cache'

/** A user by the text of the key, from the cache where the project has one, else from the database. */
export async function userByKey(model: UserModel = User, key: string): Promise<AnyUser | null> {
  const settings = tryUse(userCacheService)
  if (settings === undefined) return read(model, key)
  const users = settings.cache.namespace('users')
  const kept = await users.get<PackedRow>(key)
  const row = kept === undefined ? null : opened(model, kept)
  if (row !== null) return row as AnyUser
  // A row that is saved while this one is read must not be covered by it.
  const tags = await users.stamps(key)
  const found = await read(model, key)
  if (found !== null) await users.set(key, sealed(model, packRow(found)), { timeout: settings.seconds, tags })
  return found
}

/** Forgets what is cached of users: those of these keys, or all. For changes that no row tells of, such as `User.filter(…).update(…)`. */
export async function forgetUsers(keys?: readonly unknown[]): Promise<void> {
  const users = tryUse(userCacheService)?.cache.namespace('users')
  if (keys === undefined) await users?.clear()
  else if (users !== undefined) await users.invalidateTags(...keys.map(String))
}

/** What keeps the cache true, for the app's `events`. */
export const userCacheEvents = [on(AbstractUser, 'afterCommit', (_row, { key }) => forgetUsers([key]))]

async function read(model: UserModel, key: string): Promise<AnyUser | null> {
  return await usersOf(model).filter({ pk: key }).first()
}

/** Caches lie outside of the database: hashes of passwords are not for whoever reads them. */
function sealed(model: UserModel, packed: PackedRow): PackedRow {
  return mapSecrets(model, packed, (value) => encryptText(value, { purpose }))
}

/** Null for what was kept under another secret key, or of a model that had other columns. */
function opened(model: UserModel, packed: PackedRow): object | null {
  try {
    return unpackRow(
      model,
      mapSecrets(model, packed, (value) => decryptText(value, { purpose })),
    )
  } catch (error) {
    if (error instanceof BadSignature) return null
    throw error
  }
}

function mapSecrets(model: UserModel, packed: PackedRow, change: (value: string) => string): PackedRow {
  const { columns } = use(ormService).registry.of(model)
  const secret = new Set(columns.filter(({ field }) => field.describe().secret).map(({ column }) => column))
  return {
    ...packed,
    values: packed.values.map((value, i) =>
      typeof value === 'string' && secret.has(packed.columns[i]!) ? change(value) : value,
    ),
  }
}
