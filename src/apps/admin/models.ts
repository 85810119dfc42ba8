import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { ContentType, User } from '../auth/index.ts'

/** What was done, in Django's numbers. */
export const actionFlags = { added: 1, changed: 2, deleted: 3 } as const

/**
 * One thing that somebody did in the admin. Table, order of columns and values are Django's, so that the log of an
 * existing database goes on: https://docs.djangoproject.com/en/stable/ref/contrib/admin/#logentry-objects.
 */
export class LogEntry extends KeyedModel {
  id = field.auto()
  actionTime = field.datetime({ default: () => new Date(), editable: false, label: gettextLazy('action time') })
  objectId = field.text({ null: true, blank: true, label: gettextLazy('object id') })
  objectRepr = field.char({ maxLength: 200, label: gettextLazy('object repr') })
  /** JSON: `[{"added": {}}]`, `[{"changed": {"fields": ["Status"]}}]`; empty of a deletion. */
  changeMessage = field.text({ blank: true, label: gettextLazy('change message') })
  contentType = field.foreignKey(() => ContentType, {
    onDelete: 'setNull',
    null: true,
    blank: true,
    label: gettextLazy('content type'),
  })
  user = field.foreignKey(() => User, { onDelete: 'cascade' })
  actionFlag = field.positiveSmallInteger({
    choices: { 1: gettextLazy('Addition'), 2: gettextLazy('Change'), 3: gettextLazy('Deletion') },
    label: gettextLazy('action flag'),
  })

  static meta = meta<LogEntry>()({
    table: 'django_admin_log',
    ordering: ['-actionTime'],
    label: gettextLazy('log entry'),
    labelPlural: gettextLazy('log entries'),
  })

  override toString(): string {
    return this.objectRepr
  }
}

/**
 * One change of one row, field by field: what the history of a row and the audit log are read from. Written in the transaction of the
 * change, also where code or a task made it.
 */
export class RecordChange extends KeyedModel {
  id = field.bigAuto()
  time = field.datetime({ default: () => new Date(), editable: false, label: gettextLazy('time') })
  contentType = field.foreignKey(() => ContentType, { onDelete: 'cascade', label: gettextLazy('content type') })
  objectId = field.char({ maxLength: 255, label: gettextLazy('object id') })
  objectRepr = field.char({ maxLength: 200, label: gettextLazy('object repr') })
  action = field.char({
    maxLength: 10,
    choices: {
      added: gettextLazy('Addition'),
      changed: gettextLazy('Change'),
      deleted: gettextLazy('Deletion'),
    },
    label: gettextLazy('action'),
  })
  /** `{ "price": ["19.00", "24.50"] }`: before and after, as JSON writes them; secret fields say that they changed and not what. */
  changes = field.json({ label: gettextLazy('changes') })
  /** Nobody, where no person was behind it, or the person's account is gone. */
  user = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true })
  /** The person's name as it was. */
  userName = field.char({ maxLength: 150, blank: true, label: gettextLazy('user name') })
  /** Who acted as that person, where somebody did. */
  impersonator = field.char({ maxLength: 150, blank: true, label: gettextLazy('impersonator') })
  /** By what means: 'form', 'list', 'action:publish', 'restore', 'code', 'task'. */
  via = field.char({ maxLength: 100, blank: true, label: gettextLazy('via') })
  /** The same for all that was written by one request or task. */
  batch = field.uuid({ null: true, blank: true, label: gettextLazy('batch') })
  /** Of a row that stands in the form of another: that row, so that its history tells of both. */
  parentType = field.foreignKey(() => ContentType, {
    onDelete: 'setNull',
    null: true,
    blank: true,
    label: gettextLazy('parent type'),
  })
  parentId = field.char({ maxLength: 255, blank: true, label: gettextLazy('parent id') })

  static meta = meta<RecordChange>()({
    table: 'nuages_record_change',
    ordering: ['-id'],
    indexes: [
      { name: 'nuages_change_of_row', fields: ['contentType', 'objectId', '-id'] },
      { name: 'nuages_change_of_child', fields: ['parentType', 'parentId', '-id'] },
      { name: 'nuages_change_by_time', fields: ['-time'] },
    ],
    label: gettextLazy('change'),
    labelPlural: gettextLazy('changes'),
  })

  override toString(): string {
    return this.objectRepr
  }
}

/** A list as somebody wants to find it again: a name, and what stood in the address. */
export class SavedView extends KeyedModel {
  id = field.bigAuto()
  contentType = field.foreignKey(() => ContentType, { onDelete: 'cascade', label: gettextLazy('content type') })
  name = field.char({ maxLength: 80, label: gettextLazy('name') })
  /** The query string of the list, without page: 'status=live&o=-price'. */
  query = field.text({ blank: true, label: gettextLazy('query') })
  owner = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('owner') })
  /** Everybody who sees the list sees it; else its owner alone. */
  shared = field.boolean({ default: false, label: gettextLazy('shared') })
  /** Counted on the overview. */
  pinned = field.boolean({ default: false, label: gettextLazy('pinned') })
  created = field.datetime({ default: () => new Date(), editable: false, label: gettextLazy('created') })

  static meta = meta<SavedView>()({
    table: 'nuages_saved_view',
    ordering: ['name', 'id'],
    uniqueTogether: [['contentType', 'owner', 'name']],
    label: gettextLazy('saved view'),
    labelPlural: gettextLazy('saved views'),
  })

  override toString(): string {
    return this.name
  }
}
