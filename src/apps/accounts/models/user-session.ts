import { field, KeyedModel, meta } from '../../../data/orm/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import { User } from '../../auth/index.ts'
import { Session } from '../../sessions/index.ts'

/** Whose a session in the database is, and from where: what the list of one's sessions shows. It goes with its session. */
export class UserSession extends KeyedModel {
  id = field.bigAuto()
  session = field.oneToOne(() => Session, {
    onDelete: 'cascade',
    column: 'session_key',
    secret: true,
    label: gettextLazy('session'),
  })
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  /** When the user logged in; a change of the key does not change it. */
  createdAt = field.datetime({ default: () => new Date(), label: gettextLazy('logged in at') })
  /** To within five minutes. */
  lastSeen = field.datetime({ default: () => new Date(), label: gettextLazy('last seen at') })
  ip = field.char({ maxLength: 45, blank: true, label: gettextLazy('IP address') })
  userAgent = field.char({ maxLength: 300, blank: true, label: gettextLazy('browser') })

  static meta = meta<UserSession>()({
    table: 'accounts_usersession',
    ordering: ['-lastSeen', '-id'],
    label: gettextLazy('session of a user'),
    labelPlural: gettextLazy('sessions of users'),
  })

  override toString(): string {
    return this.userAgent
  }
}
