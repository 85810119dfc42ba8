import { field, KeyedModel, meta } from '../../data/orm/index.ts'
import { gettextLazy } from '../../web/i18n/index.ts'

/**
 * A session as it is stored, in Django's table: https://docs.djangoproject.com/en/stable/topics/http/sessions/. What is in
 * it is read with `decodeSession`.
 */
export class Session extends KeyedModel {
  sessionKey = field.char({ maxLength: 40, primaryKey: true, label: gettextLazy('session key') })
  sessionData = field.text({ label: gettextLazy('session data'), secret: true })
  expireDate = field.datetime({ index: true, label: gettextLazy('expire date') })

  static meta = meta<Session>()({
    table: 'django_session',
    label: gettextLazy('session'),
    labelPlural: gettextLazy('sessions'),
  })

  override toString(): string {
    return this.sessionKey
  }
}
