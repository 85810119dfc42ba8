import { createModel, field, migration } from 'nuages/migrations'

export default migration({
  version: '0.1.0',
  dependencies: [['newsroom', '0001_initial']],
  operations: [
    createModel({
      name: 'Issue',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        subject: field.char({ maxLength: 120 }),
        greeting: field.text({ blank: true, help: 'A few lines above the stories.' }),
        state: field.char({
          maxLength: 5,
          choices: { draft: 'Draft', ready: 'Ready: send it', sent: 'Handed to the post' },
          default: 'draft',
        }),
        created: field.datetime({ autoNowAdd: true }),
        stories: field.manyToMany('newsroom.Article', { blank: true, help: 'None: the eight newest.' }),
      },
      options: { ordering: ['-created', '-id'] },
    }),
    createModel({
      name: 'Subscriber',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        email: field.email({ unique: true, label: 'e-mail' }),
        language: field.char({ maxLength: 10, choices: { en: 'English', de: 'Deutsch' }, default: 'en' }),
        asked: field.datetime({ help: 'When the address was last typed into the form.' }),
        confirmed: field.datetime({ null: true, blank: true }),
        lastIssue: field.foreignKey('newsletter.Issue', {
          onDelete: 'setNull',
          null: true,
          blank: true,
          label: 'last issue',
        }),
      },
      options: { ordering: ['email'] },
    }),
  ],
})
