import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

export default migration({
  dependencies: [swappable('user')],
  operations: [
    createModel({
      name: 'LinkedAccount',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'user' }),
        provider: field.char({ maxLength: 50, label: 'provider' }),
        issuer: field.char({ maxLength: 255, label: 'issuer' }),
        subject: field.char({ maxLength: 255, label: 'subject' }),
        email: field.char({ maxLength: 254, blank: true, label: 'email address' }),
        name: field.char({ maxLength: 150, blank: true, label: 'name' }),
        linkedAt: field.datetime({ label: 'linked at' }),
        lastUsedAt: field.datetime({ null: true, blank: true, label: 'last used at' }),
        tokens: field.text({ blank: true, default: '', secret: true, editable: false }),
      },
      options: { ordering: ['provider', 'id'], uniqueTogether: [['provider', 'issuer', 'subject']] },
    }),
  ],
})
