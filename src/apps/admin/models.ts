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
