import { createModel, field, migration } from '../../../../data/migrations/index.ts'

/** The table as Django's own two migrations leave it. */
export default migration({
  replaces: [
    ['contenttypes', '0001_initial'],
    ['contenttypes', '0002_remove_content_type_name'],
  ],
  operations: [
    createModel({
      name: 'ContentType',
      fields: {
        id: field.auto({ primaryKey: true }),
        appLabel: field.char({ maxLength: 100, label: 'app label' }),
        model: field.char({ maxLength: 100, label: 'python model class name' }),
      },
      options: { table: 'django_content_type', uniqueTogether: [['appLabel', 'model']] },
    }),
  ],
})
