import { field, KeyedModel, Model, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { User } from '../auth/index.ts'

/** The longest name that a user may give to a passkey. */
export const longestName = 100

/**
 * A passkey: a key pair of which an authenticator (a phone, a computer, a password manager, a security key) keeps the private half, and this row
 * the public one. https://www.w3.org/TR/webauthn-3/
 */
export class Passkey extends Model {
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  name = field.char({ maxLength: longestName, label: gettextLazy('name') })
  /** Its id, as base64url: up to 1364 characters, which is more than MariaDB takes into an index. */
  credentialId = field.text({ editable: false, label: gettextLazy('credential id') })
  /** SHA-256 of the id as base64url: by this it is found, and unique. */
  credentialDigest = field.char({
    maxLength: 43,
    unique: true,
    editable: false,
    label: gettextLazy('digest of the id'),
  })
  /** The public key as COSE (RFC 9053), as base64url. */
  publicKey = field.text({ editable: false, label: gettextLazy('public key') })
  /** How often the authenticator says it has signed; always 0 for those that do not count. */
  signCount = field.bigInteger({ default: 0n, editable: false, label: gettextLazy('signature counter') })
  /** How browsers reach it: `['internal', 'hybrid']`. */
  transports = field.json<readonly string[]>({ editable: false, label: gettextLazy('transports') })
  /** The make of the authenticator, as far as it says: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd'. */
  aaguid = field.char({ maxLength: 36, blank: true, editable: false, label: gettextLazy('make') })
  /** Copies of it are kept elsewhere, such as on the user's other devices. */
  backedUp = field.boolean({ default: false, editable: false, label: gettextLazy('synced') })
  /** It can be found without a user name; null where the browser did not tell. */
  discoverable = field.boolean({ null: true, editable: false, label: gettextLazy('logs in without a user name') })
  createdAt = field.datetime({ default: () => new Date(), editable: false, label: gettextLazy('added') })
  lastUsedAt = field.datetime({ null: true, editable: false, label: gettextLazy('last used') })

  static meta = meta<Passkey>()({
    table: 'nuages_passkeys_passkey',
    ordering: ['createdAt', 'id'],
    label: gettextLazy('passkey'),
    labelPlural: gettextLazy('passkeys'),
  })

  override toString(): string {
    return this.name
  }
}

/**
 * What authenticators know a user by: 64 random bytes, one value for good. It tells nothing about the user, as a primary key would, and it stays when
 * the secret key of the project changes, as something made from that would not: whoever has a passkey could not log in any more.
 */
export class PasskeyUser extends Model {
  user = field.oneToOne(() => User, { onDelete: 'cascade' })
  handle = field.char({ maxLength: 86, unique: true })

  static meta = meta<PasskeyUser>()({
    table: 'nuages_passkeys_user',
    label: gettextLazy('handle of a passkey user'),
    labelPlural: gettextLazy('handles of passkey users'),
  })
}

/**
 * A challenge that was answered, kept until it would have expired: of two answers that come at once only one finds it unspent, in whichever
 * process, and a session that a cookie holds cannot be put back to before the answer.
 */
export class SpentChallenge extends KeyedModel {
  digest = field.char({ maxLength: 43, primaryKey: true })
  expiresAt = field.datetime({ index: true })

  static meta = meta<SpentChallenge>()({
    table: 'nuages_passkeys_spent',
    label: gettextLazy('spent challenge'),
    labelPlural: gettextLazy('spent challenges'),
  })
}
