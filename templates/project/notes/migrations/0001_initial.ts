import { createModel, field, migration } from 'nuages/migrations'

export default migration({
  operations: [
    createModel({
      name: 'Note',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        title: field.char({ maxLength: 100 }),
        text: field.text({ blank: true, default: '' }),
        pinned: field.boolean({ default: false }),
        created: field.datetime({ autoNowAdd: true }),
      },
      options: { ordering: ['-pinned', '-created'] },
    }),
  ],
})
