import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

/** The log as Django's own three migrations leave it. */
export default migration({
  replaces: [
    ['admin', '0001_initial'],
    ['admin', '0002_logentry_remove_auto_add'],
    ['admin', '0003_logentry_add_action_flag_choices'],
  ],
  dependencies: [swappable('user'), ['contenttypes', '0001_initial']],
  operations: [
    createModel({
      name: 'LogEntry',
      fields: {
        id: field.auto({ primaryKey: true }),
        actionTime: field.datetime({ editable: false, label: 'action time' }),
        objectId: field.text({ null: true, blank: true, label: 'object id' }),
        objectRepr: field.char({ maxLength: 200, label: 'object repr' }),
        changeMessage: field.text({ blank: true, label: 'change message' }),
        contentType: field.foreignKey('contenttypes.ContentType', {
          null: true,
          blank: true,
          onDelete: 'setNull',
          label: 'content type',
        }),
        user: field.foreignKey(swappable('user'), { onDelete: 'cascade' }),
        actionFlag: field.positiveSmallInteger({
          choices: { 1: 'Addition', 2: 'Change', 3: 'Deletion' },
          label: 'action flag',
        }),
      },
      options: { table: 'django_admin_log', ordering: ['-actionTime'], labelPlural: 'log entries' },
    }),
  ],
})
