import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

/** The tables of access tokens and of refresh tokens. */
export default migration({
  dependencies: [swappable('user')],
  operations: [
    createModel({
      name: 'RefreshToken',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        family: field.char({ maxLength: 22, unique: true }),
        digest: field.char({ maxLength: 64, secret: true }),
        previousDigest: field.char({ maxLength: 64, blank: true, default: '', secret: true }),
        authHash: field.char({ maxLength: 64, secret: true }),
        abilities: field.json({ null: true, blank: true, label: 'abilities' }),
        createdAt: field.datetime({ label: 'created' }),
        issuedAt: field.datetime({ label: 'issued' }),
        expiresAt: field.datetime({ label: 'expires' }),
        rotations: field.positiveInteger({ default: 0, label: 'rotations' }),
        ip: field.char({ maxLength: 45, blank: true, default: '', label: 'address' }),
        userAgent: field.char({ maxLength: 300, blank: true, default: '', label: 'program' }),
        revokedAt: field.datetime({ null: true, blank: true, label: 'revoked' }),
      },
      options: { table: 'nuages_refresh_token', ordering: ['-createdAt', '-id'] },
    }),
    createModel({
      name: 'AccessToken',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        name: field.char({ maxLength: 100, label: 'name' }),
        prefix: field.char({ maxLength: 50, label: 'beginning' }),
        digest: field.char({ maxLength: 64, unique: true, secret: true }),
        abilities: field.json({ null: true, blank: true, label: 'abilities' }),
        createdAt: field.datetime({ label: 'created' }),
        expiresAt: field.datetime({ null: true, blank: true, label: 'expires' }),
        lastUsedAt: field.datetime({ null: true, blank: true, label: 'last used' }),
        lastUsedIp: field.char({ maxLength: 45, blank: true, default: '', label: 'last used from' }),
        revokedAt: field.datetime({ null: true, blank: true, label: 'revoked' }),
      },
      options: { table: 'nuages_access_token', ordering: ['-createdAt', '-id'] },
    }),
  ],
})
