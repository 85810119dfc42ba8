import { field, KeyedModel, meta } from '../../../data/orm/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'
import { User } from '../../auth/index.ts'

/** An address that a user has given, and whether mail to it has been seen to arrive. */
export class EmailAddress extends KeyedModel {
  id = field.bigAuto()
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  email = field.email({ label: gettextLazy('email address') })
  verifiedAt = field.datetime({ null: true, blank: true, label: gettextLazy('verified at') })
  /** The address in small letters once it is verified: nobody else can verify it then. */
  verifiedAs = field.char({ maxLength: 254, null: true, blank: true, unique: true, editable: false })

  static meta = meta<EmailAddress>()({
    table: 'accounts_emailaddress',
    uniqueTogether: [['user', 'email']],
    label: gettextLazy('email address'),
    labelPlural: gettextLazy('email addresses'),
  })

  override toString(): string {
    return this.email
  }
}
