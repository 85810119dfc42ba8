import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { User } from '../auth/index.ts'

/** What a credential may be used for: names of permissions and words of the project's own; null: all that the user may do. */
export type Abilities = readonly string[] | null

/** A personal access token. Of the token itself only its beginning and its SHA-256 are here. */
export class AccessToken extends KeyedModel {
  id = field.bigAuto({ primaryKey: true })
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  name = field.char({ maxLength: 100, label: gettextLazy('name') })
  /** By what people know it again: 'nuages_pat_Ab3d'. */
  prefix = field.char({ maxLength: 50, label: gettextLazy('beginning') })
  digest = field.char({ maxLength: 64, unique: true, secret: true })
  abilities = field.json({ null: true, blank: true, label: gettextLazy('abilities') }) as unknown as Abilities
  createdAt = field.datetime({ default: () => new Date(), label: gettextLazy('created') })
  /** Null: it does not end by itself. */
  expiresAt = field.datetime({ null: true, blank: true, label: gettextLazy('expires') })
  /** Written once a minute at the most. */
  lastUsedAt = field.datetime({ null: true, blank: true, label: gettextLazy('last used') })
  lastUsedIp = field.char({ maxLength: 45, blank: true, default: '', label: gettextLazy('last used from') })
  revokedAt = field.datetime({ null: true, blank: true, label: gettextLazy('revoked') })

  static meta = meta<AccessToken>()({
    table: 'nuages_access_token',
    ordering: ['-createdAt', '-id'],
    label: gettextLazy('access token'),
    labelPlural: gettextLazy('access tokens'),
  })

  override toString(): string {
    return `${this.name} (${this.prefix}…)`
  }
}

/**
 * A log-in by tokens: one row for all the refresh tokens that followed each other in it. Only the newest of them works; one
 * that was replaced ends the row.
 */
export class RefreshToken extends KeyedModel {
  id = field.bigAuto({ primaryKey: true })
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  /** Random; what the tokens of one log-in have in common. */
  family = field.char({ maxLength: 22, unique: true })
  digest = field.char({ maxLength: 64, secret: true })
  /** Of the token before; empty where there was none. */
  previousDigest = field.char({ maxLength: 64, blank: true, default: '', secret: true })
  /** `sessionAuthHash` of the user: another password ends it. */
  authHash = field.char({ maxLength: 64, secret: true })
  abilities = field.json({ null: true, blank: true, label: gettextLazy('abilities') }) as unknown as Abilities
  createdAt = field.datetime({ default: () => new Date(), label: gettextLazy('created') })
  /** When the newest token was given out. */
  issuedAt = field.datetime({ default: () => new Date(), label: gettextLazy('issued') })
  /** When the newest token ends. */
  expiresAt = field.datetime({ label: gettextLazy('expires') })
  /** How many tokens it had. */
  rotations = field.positiveInteger({ default: 0, label: gettextLazy('rotations') })
  ip = field.char({ maxLength: 45, blank: true, default: '', label: gettextLazy('address') })
  userAgent = field.char({ maxLength: 300, blank: true, default: '', label: gettextLazy('program') })
  revokedAt = field.datetime({ null: true, blank: true, label: gettextLazy('revoked') })

  static meta = meta<RefreshToken>()({
    table: 'nuages_refresh_token',
    ordering: ['-createdAt', '-id'],
    label: gettextLazy('refresh token'),
    labelPlural: gettextLazy('refresh tokens'),
  })

  override toString(): string {
    return this.family
  }
}
