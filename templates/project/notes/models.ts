import { field, Model, meta } from 'nuages/orm'

export class Note extends Model {
  title = field.char({ maxLength: 100 })
  text = field.text({ blank: true, default: '' })
  pinned = field.boolean({ default: false })
  created = field.datetime({ autoNowAdd: true })

  static meta = meta<Note>()({ ordering: ['-pinned', '-created'] })

  override toString(): string {
    return this.title
  }
}
