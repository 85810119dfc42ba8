import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { ContentType, User } from '../auth/index.ts'

/** What was done, in Django's numbers. */
export const actionFlags = { added: 1, changed: 2, deleted: 3 } as const

/**
 * One thing that somebody did in the admin. Table and values are Django's, so that the log of an existing database goes on:
 * https://docs.djangoproject.com/en/stable/ref/contrib/admin/#logentry-objects.
 */
export class LogEntry extends KeyedModel {
  id = field.auto()
  actionTime = field.datetime({ default: () => new Date(), editable: false, label: 'action time' })
  user = field.foreignKey(() => User, { onDelete: 'cascade' })
  contentType = field.foreignKey(() => ContentType, { onDelete: 'setNull', null: true, blank: true })
  objectId = field.text({ null: true, blank: true, label: 'object id' })
  objectRepr = field.char({ maxLength: 200, label: 'object repr' })
  actionFlag = field.positiveSmallInteger({
    choices: { 1: 'Addition', 2: 'Change', 3: 'Deletion' },
    label: 'action flag',
  })
  /** JSON: `[{"added": {}}]`, `[{"changed": {"fields": ["Status"]}}]`, `[]`. */
  changeMessage = field.text({ blank: true, label: 'change message' })

  static meta = meta<LogEntry>()({
    table: 'django_admin_log',
    ordering: ['-actionTime'],
    label: 'log entry',
    labelPlural: 'log entries',
  })

  override toString(): string {
    return this.objectRepr
  }
}
