import { field, KeyedModel, meta } from '../../../data/orm/index.ts'
import { gettextLazy } from '../../../web/i18n/index.ts'

/** A model of the project as a row, so that other rows can name it. Django's table. */
export class ContentType extends KeyedModel {
  id = field.auto()
  appLabel = field.char({ maxLength: 100, label: gettextLazy('app label') })
  model = field.char({ maxLength: 100, label: gettextLazy('python model class name') })

  static meta = meta<ContentType>()({
    table: 'django_content_type',
    uniqueTogether: [['appLabel', 'model']],
    naturalKey: ['appLabel', 'model'],
    label: gettextLazy('content type'),
    labelPlural: gettextLazy('content types'),
  })

  override toString(): string {
    return `${this.appLabel} | ${this.model}`
  }
}
