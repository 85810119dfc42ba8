import { createModel, field, migration, swappable } from '../../../data/migrations/index.ts'

/** Changes of rows, field by field, and lists that somebody saved. */
export default migration({
  dependencies: [['admin', '0001_initial'], ['contenttypes', '0001_initial'], swappable('user')],
  operations: [
    createModel({
      name: 'RecordChange',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        time: field.datetime({ editable: false, label: 'time' }),
        contentType: field.foreignKey('contenttypes.ContentType', { onDelete: 'cascade', label: 'content type' }),
        objectId: field.char({ maxLength: 255, label: 'object id' }),
        objectRepr: field.char({ maxLength: 200, label: 'object repr' }),
        action: field.char({
          maxLength: 10,
          choices: { added: 'Addition', changed: 'Change', deleted: 'Deletion' },
          label: 'action',
        }),
        changes: field.json({ label: 'changes' }),
        user: field.foreignKey(swappable('user'), { null: true, blank: true, onDelete: 'setNull' }),
        userName: field.char({ maxLength: 150, blank: true, label: 'user name' }),
        impersonator: field.char({ maxLength: 150, blank: true, label: 'impersonator' }),
        via: field.char({ maxLength: 100, blank: true, label: 'via' }),
        batch: field.uuid({ null: true, blank: true, label: 'batch' }),
        parentType: field.foreignKey('contenttypes.ContentType', {
          null: true,
          blank: true,
          onDelete: 'setNull',
          label: 'parent type',
        }),
        parentId: field.char({ maxLength: 255, blank: true, label: 'parent id' }),
      },
      options: {
        table: 'nuages_record_change',
        ordering: ['-id'],
        indexes: [
          { name: 'nuages_change_of_row', fields: ['contentType', 'objectId', '-id'] },
          { name: 'nuages_change_of_child', fields: ['parentType', 'parentId', '-id'] },
          { name: 'nuages_change_by_time', fields: ['-time'] },
        ],
        label: 'change',
      },
    }),
    createModel({
      name: 'SavedView',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        contentType: field.foreignKey('contenttypes.ContentType', { onDelete: 'cascade', label: 'content type' }),
        name: field.char({ maxLength: 80, label: 'name' }),
        query: field.text({ blank: true, label: 'query' }),
        owner: field.foreignKey(swappable('user'), { onDelete: 'cascade', label: 'owner' }),
        shared: field.boolean({ default: false, label: 'shared' }),
        pinned: field.boolean({ default: false, label: 'pinned' }),
        created: field.datetime({ editable: false, label: 'created' }),
      },
      options: {
        table: 'nuages_saved_view',
        ordering: ['name', 'id'],
        uniqueTogether: [['contentType', 'owner', 'name']],
      },
    }),
  ],
})
