import { type Default, field, KeyedModel, meta } from '../../../data/orm/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import { User } from '../../auth/index.ts'

type EventData = Readonly<Record<string, unknown>>

/** Something that concerned who may enter, as `recordAuthEvent` tells it. A row outlives the account that it is about. */
export class AuthEvent extends KeyedModel {
  id = field.bigAuto()
  at = field.datetime({ default: () => new Date(), index: true, editable: false, label: gettextLazy('at') })
  kind = field.char({ maxLength: 50, index: true, label: gettextLazy('kind') })
  user = field.foreignKey(() => User, { onDelete: 'setNull', null: true, blank: true, label: gettextLazy('user') })
  /** The user's key as text: still there when the user is not. */
  userKey = field.char({ maxLength: 64, blank: true, index: true, label: gettextLazy('key of the user') })
  /** The key of whoever did it, where that is somebody else. */
  actorKey = field.char({ maxLength: 64, blank: true, label: gettextLazy('key of who did it') })
  /** The name that was tried. */
  username = field.char({ maxLength: 150, blank: true, label: gettextLazy('user name') })
  ip = field.char({ maxLength: 45, blank: true, label: gettextLazy('IP address') })
  userAgent = field.char({ maxLength: 300, blank: true, label: gettextLazy('browser') })
  data: Default<EventData> = field.json<EventData>({ default: () => ({}), label: gettextLazy('details') })

  static meta = meta<AuthEvent>()({
    table: 'accounts_authevent',
    ordering: ['-at', '-id'],
    label: gettextLazy('event of an account'),
    labelPlural: gettextLazy('events of accounts'),
  })

  override toString(): string {
    return `${this.kind} ${this.username}`.trim()
  }
}
