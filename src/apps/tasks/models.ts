import { field, KeyedModel, Model, meta } from '../../data/orm/index.ts'

/**
 * A job as the embedded engine stores it. Moments are milliseconds since 1970 by the database's clock: one arithmetic for all databases. Read jobs
 * with `findJob` and `listJobs`, not from here.
 */
export class TaskJob extends KeyedModel {
  id = field.char({ maxLength: 36, primaryKey: true })
  name = field.char({ maxLength: 200 })
  queue = field.char({ maxLength: 100 })
  state = field.char({ maxLength: 9 })
  priority = field.smallInteger({ default: 0 })
  runAt = field.bigInteger({})
  /** When the state wants to be looked at: the time of a delayed one, the end of a running one's lease, when another one ended. */
  dueAt = field.bigInteger({})
  attempt = field.integer({ default: 0 })
  maxAttempts = field.integer({})
  timeout = field.integer({ null: true })
  uniqueKey = field.char({ maxLength: 255, null: true })
  /** The unique key while it is held: until the job has ended. */
  heldKey = field.char({ maxLength: 255, null: true, unique: true })
  /** Proves who holds a running one. */
  lease = field.char({ maxLength: 36, null: true, secret: true })
  cancelAsked = field.boolean({ default: false })
  requestId = field.char({ maxLength: 128, null: true })
  payload = field.text({ secret: true })
  progress = field.text({ null: true })
  result = field.text({ null: true, secret: true })
  error = field.text({ null: true })
  createdAt = field.bigInteger({})
  startedAt = field.bigInteger({ null: true })
  finishedAt = field.bigInteger({ null: true })

  static meta = meta<TaskJob>()({
    table: 'nuages_tasks_job',
    indexes: [
      { name: 'nuages_tasks_next', fields: ['state', 'queue', '-priority', 'runAt', 'id'] },
      { name: 'nuages_tasks_due', fields: ['state', 'dueAt'] },
    ],
  })

  override toString(): string {
    return `${this.name} ${this.id}`
  }
}

/** How much of its rate a queue has used. */
export class TaskRate extends KeyedModel {
  queue = field.char({ maxLength: 100, primaryKey: true })
  startedAt = field.bigInteger({})
  used = field.integer({})

  static meta = meta<TaskRate>()({ table: 'nuages_tasks_rate' })
}

/**
 * A moment of a schedule that was taken: by these rows no two processes run it, and it is known which the last one was. `job` is null for the moment from
 * which a schedule counts, and for one that was missed and not run.
 */
export class TaskMoment extends Model {
  schedule = field.char({ maxLength: 100 })
  moment = field.datetime()
  /** The rule at that time. Another rule counts from anew: what it would have had before is not missed. */
  rule = field.char({ maxLength: 300 })
  job = field.char({ maxLength: 36, null: true })

  static meta = meta<TaskMoment>()({
    table: 'nuages_tasks_moment',
    constraints: [{ kind: 'unique', name: 'nuages_tasks_moment_once', fields: ['schedule', 'moment'] }],
  })
}

/** A job that was enqueued, for an engine that lies elsewhere, and has not been handed over to it. */
export class TaskOutbox extends KeyedModel {
  id = field.char({ maxLength: 36, primaryKey: true })
  queue = field.char({ maxLength: 100 })
  job = field.text({ secret: true })
  createdAt = field.bigInteger({ index: true })

  static meta = meta<TaskOutbox>()({ table: 'nuages_tasks_outbox' })
}

/** Which job holds a unique key, where the engine lies elsewhere. It may have ended: the next one who wants the key looks. */
export class TaskKey extends KeyedModel {
  uniqueKey = field.char({ maxLength: 255, primaryKey: true })
  job = field.char({ maxLength: 36 })

  static meta = meta<TaskKey>()({ table: 'nuages_tasks_key' })
}

/** A job that was done by its handler's transaction, where the engine lies elsewhere. */
export class TaskDone extends KeyedModel {
  id = field.char({ maxLength: 36, primaryKey: true })
  result = field.text({ secret: true })
  at = field.bigInteger({ index: true })

  static meta = meta<TaskDone>()({ table: 'nuages_tasks_done' })
}
