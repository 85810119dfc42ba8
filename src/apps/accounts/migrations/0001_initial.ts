import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

export default migration({
  dependencies: [swappable('user'), ['sessions', '0001_initial']],
  operations: [
    createModel({
      name: 'UserSession',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        session: field.oneToOne('sessions.Session', {
          onDelete: 'cascade',
          column: 'session_key',
          secret: true,
          label: 'session',
        }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        createdAt: field.datetime({ label: 'logged in at' }),
        lastSeen: field.datetime({ label: 'last seen at' }),
        ip: field.char({ maxLength: 45, blank: true, label: 'IP address' }),
        userAgent: field.char({ maxLength: 300, blank: true, label: 'browser' }),
      },
      options: { ordering: ['-lastSeen', '-id'], label: 'session of a user', labelPlural: 'sessions of users' },
    }),
    createModel({
      name: 'AuthEvent',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        at: field.datetime({ index: true, editable: false, label: 'at' }),
        kind: field.char({ maxLength: 50, index: true, label: 'kind' }),
        user: field.foreignKey(swappable('user'), { onDelete: 'setNull', null: true, blank: true, label: 'user' }),
        userKey: field.char({ maxLength: 64, blank: true, index: true, label: 'key of the user' }),
        actorKey: field.char({ maxLength: 64, blank: true, label: 'key of who did it' }),
        username: field.char({ maxLength: 150, blank: true, label: 'user name' }),
        ip: field.char({ maxLength: 45, blank: true, label: 'IP address' }),
        userAgent: field.char({ maxLength: 300, blank: true, label: 'browser' }),
        data: field.json({ label: 'details' }),
      },
      options: { ordering: ['-at', '-id'], label: 'event of an account', labelPlural: 'events of accounts' },
    }),
    createModel({
      name: 'EmailAddress',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        email: field.email({ label: 'email address' }),
        verifiedAt: field.datetime({ null: true, blank: true, label: 'verified at' }),
        verifiedAs: field.char({ maxLength: 254, null: true, blank: true, unique: true, editable: false }),
      },
      options: { labelPlural: 'email addresses', uniqueTogether: [['user', 'email']] },
    }),
  ],
})
