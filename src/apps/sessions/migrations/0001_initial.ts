import { createModel, field, migration } from '../../../data/migrations/index.ts'

/** The table as Django's own migration makes it. */
export default migration({
  replaces: [['sessions', '0001_initial']],
  operations: [
    createModel({
      name: 'Session',
      fields: {
        sessionKey: field.char({ maxLength: 40, primaryKey: true, label: 'session key' }),
        sessionData: field.text({ label: 'session data', secret: true }),
        expireDate: field.datetime({ index: true, label: 'expire date' }),
      },
      options: { table: 'django_session' },
    }),
  ],
})
