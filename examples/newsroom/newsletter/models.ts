/** Who gets the paper by mail, and what they get. Tables of this application's own: the newsroom's stay as Django made them. */
import { field, Model, meta, scope } from 'nuages/orm'
import { Article } from '../newsroom/models.ts'

/** Somebody who wants the newsletter. Nothing is sent until they have confirmed that the address is theirs. */
export class Subscriber extends Model {
  email = field.email({ unique: true, label: 'e-mail' })
  language = field.char({ maxLength: 10, choices: { en: 'English', de: 'Deutsch' }, default: 'en' })
  asked = field.datetime({ help: 'When the address was last typed into the form.' })
  confirmed = field.datetime({ null: true, blank: true })
  lastIssue = field.foreignKey(() => Issue, { onDelete: 'setNull', null: true, blank: true, label: 'last issue' })

  static meta = meta<Subscriber>()({ ordering: ['email'] })

  static confirmed = scope<Subscriber>()((people) => people.filter({ confirmed__isnull: false }))

  override toString(): string {
    return this.email
  }
}

/** One newsletter. */
export class Issue extends Model {
  subject = field.char({ maxLength: 120 })
  greeting = field.text({ blank: true, help: 'A few lines above the stories.' })
  state = field.char({
    maxLength: 5,
    choices: { draft: 'Draft', ready: 'Ready: send it', sent: 'Handed to the post' },
    default: 'draft',
  })
  created = field.datetime({ autoNowAdd: true })
  stories = field.manyToMany(() => Article, { blank: true, help: 'None: the eight newest.' })

  static meta = meta<Issue>()({ ordering: ['-created', '-id'] })

  override toString(): string {
    return this.subject
  }
}
