import { field, KeyedModel, meta } from '../../data/orm/index.ts'

/**
 * A session as it is stored, in Django's table: https://docs.djangoproject.com/en/stable/topics/http/sessions/. What is in
 * it is read with `decodeSession`.
 */
export class Session extends KeyedModel {
  sessionKey = field.char({ maxLength: 40, primaryKey: true, label: 'session key' })
  sessionData = field.text({ label: 'session data', secret: true })
  expireDate = field.datetime({ index: true, label: 'expire date' })

  static meta = meta<Session>()({ table: 'django_session', label: 'session', labelPlural: 'sessions' })

  override toString(): string {
    return this.sessionKey
  }
}
