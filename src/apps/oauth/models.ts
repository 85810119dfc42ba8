import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'
import { User } from '../auth/index.ts'

/** An account with a provider, by which its user logs in. It is found by provider, issuer and subject alone, never by its e-mail address. */
export class LinkedAccount extends KeyedModel {
  id = field.bigAuto()
  user = field.foreignKey(() => User, { onDelete: 'cascade', label: gettextLazy('user') })
  provider = field.char({ maxLength: 50, label: gettextLazy('provider') })
  issuer = field.char({ maxLength: 255, label: gettextLazy('issuer') })
  subject = field.char({ maxLength: 255, label: gettextLazy('subject') })
  email = field.char({ maxLength: 254, blank: true, label: gettextLazy('email address') })
  name = field.char({ maxLength: 150, blank: true, label: gettextLazy('name') })
  linkedAt = field.datetime({ default: () => new Date(), label: gettextLazy('linked at') })
  lastUsedAt = field.datetime({ null: true, blank: true, label: gettextLazy('last used at') })
  /** Encrypted; '' unless the project keeps them. */
  tokens = field.text({ blank: true, default: '', secret: true, editable: false })

  static meta = meta<LinkedAccount>()({
    ordering: ['provider', 'id'],
    uniqueTogether: [['provider', 'issuer', 'subject']],
    label: gettextLazy('linked account'),
    labelPlural: gettextLazy('linked accounts'),
  })

  override toString(): string {
    return `${this.provider}: ${this.email || this.name || this.subject}`
  }
}
