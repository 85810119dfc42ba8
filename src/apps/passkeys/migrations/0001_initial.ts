import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

export default migration({
  dependencies: [swappable('user')],
  operations: [
    createModel({
      name: 'Passkey',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        name: field.char({ maxLength: 100, label: 'name' }),
        credentialId: field.text({ editable: false, label: 'credential id' }),
        credentialDigest: field.char({ maxLength: 43, unique: true, editable: false, label: 'digest of the id' }),
        publicKey: field.text({ editable: false, label: 'public key' }),
        signCount: field.bigInteger({ default: 0n, editable: false, label: 'signature counter' }),
        transports: field.json({ editable: false, label: 'transports' }),
        aaguid: field.char({ maxLength: 36, blank: true, editable: false, label: 'make' }),
        backedUp: field.boolean({ default: false, editable: false, label: 'synced' }),
        discoverable: field.boolean({ null: true, editable: false, label: 'logs in without a user name' }),
        createdAt: field.datetime({ editable: false, label: 'added' }),
        lastUsedAt: field.datetime({ null: true, editable: false, label: 'last used' }),
      },
      options: { table: 'nuages_passkeys_passkey', ordering: ['createdAt', 'id'] },
    }),
    createModel({
      name: 'PasskeyUser',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.oneToOne(swappable('user'), { onDelete: 'cascade' }),
        handle: field.char({ maxLength: 86, unique: true }),
      },
      options: {
        table: 'nuages_passkeys_user',
        label: 'handle of a passkey user',
        labelPlural: 'handles of passkey users',
      },
    }),
    createModel({
      name: 'SpentChallenge',
      fields: {
        digest: field.char({ maxLength: 43, primaryKey: true }),
        expiresAt: field.datetime({ index: true }),
      },
      options: { table: 'nuages_passkeys_spent' },
    }),
  ],
})
