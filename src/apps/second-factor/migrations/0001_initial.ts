import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

/** Authenticator apps, recovery codes, and what was tried. */
export default migration({
  dependencies: [swappable('user')],
  operations: [
    createModel({
      name: 'TotpDevice',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        name: field.char({ maxLength: 60, label: 'name' }),
        secret: field.char({ maxLength: 400, secret: true, editable: false }),
        secretHash: field.char({ maxLength: 64, null: true, unique: true, secret: true, editable: false }),
        algorithm: field.char({
          maxLength: 10,
          default: 'sha1',
          choices: { sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' },
          editable: false,
        }),
        digits: field.positiveSmallInteger({ default: 6, editable: false }),
        period: field.positiveSmallInteger({ default: 30, editable: false }),
        confirmedAt: field.datetime({ null: true, blank: true, editable: false, label: 'set up' }),
        lastCounter: field.bigInteger({ default: -1n, editable: false, secret: true }),
        lastUsedAt: field.datetime({ null: true, blank: true, editable: false, label: 'last used' }),
      },
      options: { ordering: ['id'], label: 'authenticator app' },
    }),
    createModel({
      name: 'RecoveryCode',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        hash: field.char({ maxLength: 64, unique: true, secret: true, editable: false }),
        usedAt: field.datetime({ null: true, blank: true, editable: false, label: 'used' }),
      },
      options: { ordering: ['id'] },
    }),
    createModel({
      name: 'FactorAttempts',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        kind: field.char({ maxLength: 20, label: 'kind' }),
        failures: field.positiveInteger({ default: 0, label: 'failures' }),
        blockedUntil: field.datetime({ null: true, blank: true, label: 'blocked until' }),
      },
      options: {
        label: 'attempts at a second factor',
        labelPlural: 'attempts at second factors',
        uniqueTogether: [['user', 'kind']],
      },
    }),
  ],
})
