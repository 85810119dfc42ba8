import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { User } from '../auth/index.ts'

/** An app that shows a user's codes: a phone. */
export class TotpDevice extends KeyedModel {
  id = field.bigAuto()
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  name = field.char({ maxLength: 60, label: gettextLazy('name') })
  /** What codes are made of: base32, encrypted with a key that is made of the project's secret key. */
  secret = field.char({ maxLength: 400, secret: true, editable: false })
  /** A hash of it under a key: of two that are sent for one set-up at once, one is made. */
  secretHash = field.char({ maxLength: 64, null: true, unique: true, secret: true, editable: false })
  algorithm = field.char({
    maxLength: 10,
    default: 'sha1',
    choices: { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' },
    editable: false,
  })
  digits = field.positiveSmallInteger({ default: 6, editable: false })
  /** Seconds. */
  period = field.positiveSmallInteger({ default: 30, editable: false })
  /** Null: a code of it was never shown, and it is asked of nobody. */
  confirmedAt = field.datetime({ null: true, blank: true, editable: false, label: gettextLazy('set up') })
  /** The counter of the last code that was taken: it and earlier ones are worth nothing any more. */
  lastCounter = field.bigInteger({ default: -1n, editable: false, secret: true })
  lastUsedAt = field.datetime({ null: true, blank: true, editable: false, label: gettextLazy('last used') })

  static meta = meta<TotpDevice>()({
    ordering: ['id'],
    label: gettextLazy('authenticator app'),
    labelPlural: gettextLazy('authenticator apps'),
  })

  override toString(): string {
    return this.name
  }
}

/** A code for whoever has lost their phone. It is worth something once. */
export class RecoveryCode extends KeyedModel {
  id = field.bigAuto()
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  /** Under a key that is made of the project's secret key: the table alone does not tell codes, nor lets them be guessed. */
  hash = field.char({ maxLength: 64, unique: true, secret: true, editable: false })
  usedAt = field.datetime({ null: true, blank: true, editable: false, label: gettextLazy('used') })

  static meta = meta<RecoveryCode>()({
    ordering: ['id'],
    label: gettextLazy('recovery code'),
    labelPlural: gettextLazy('recovery codes'),
  })

  override toString(): string {
    return `#${this.id}`
  }
}

/** How often in a row somebody has shown a wrong code for a user. */
export class FactorAttempts extends KeyedModel {
  id = field.bigAuto()
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  /** 'totp' or 'recovery'. */
  kind = field.char({ maxLength: 20, label: gettextLazy('kind') })
  failures = field.positiveInteger({ default: 0, label: gettextLazy('failures') })
  blockedUntil = field.datetime({ null: true, blank: true, label: gettextLazy('blocked until') })

  static meta = meta<FactorAttempts>()({
    uniqueTogether: [['user', 'kind']],
    label: gettextLazy('attempts at a second factor'),
    labelPlural: gettextLazy('attempts at second factors'),
  })

  override toString(): string {
    return `${this.kind}: ${this.failures}`
  }
}
