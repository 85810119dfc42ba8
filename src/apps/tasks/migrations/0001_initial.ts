import { createModel, field, migration } from '../../../data/migrations/index.ts'

export default migration({
  operations: [
    createModel({
      name: 'TaskJob',
      fields: {
        id: field.char({ maxLength: 36, primaryKey: true }),
        name: field.char({ maxLength: 200 }),
        queue: field.char({ maxLength: 100 }),
        state: field.char({ maxLength: 9 }),
        priority: field.smallInteger({ default: 0 }),
        runAt: field.bigInteger({}),
        dueAt: field.bigInteger({}),
        attempt: field.integer({ default: 0 }),
        maxAttempts: field.integer({}),
        timeout: field.integer({ null: true }),
        uniqueKey: field.char({ maxLength: 255, null: true }),
        heldKey: field.char({ maxLength: 255, null: true, unique: true }),
        lease: field.char({ maxLength: 36, null: true, secret: true }),
        cancelAsked: field.boolean({ default: false }),
        requestId: field.char({ maxLength: 128, null: true }),
        payload: field.text({ secret: true }),
        progress: field.text({ null: true }),
        result: field.text({ null: true, secret: true }),
        error: field.text({ null: true }),
        createdAt: field.bigInteger({}),
        startedAt: field.bigInteger({ null: true }),
        finishedAt: field.bigInteger({ null: true }),
      },
      options: {
        table: 'nuages_tasks_job',
        indexes: [
          { name: 'nuages_tasks_next', fields: ['state', 'queue', '-priority', 'runAt', 'id'] },
          { name: 'nuages_tasks_due', fields: ['state', 'dueAt'] },
        ],
      },
    }),
    createModel({
      name: 'TaskRate',
      fields: {
        queue: field.char({ maxLength: 100, primaryKey: true }),
        startedAt: field.bigInteger({}),
        used: field.integer({}),
      },
      options: { table: 'nuages_tasks_rate' },
    }),
    createModel({
      name: 'TaskMoment',
      fields: {
        id: field.bigAuto({ primaryKey: true }),
        schedule: field.char({ maxLength: 100 }),
        moment: field.datetime(),
        rule: field.char({ maxLength: 300 }),
        job: field.char({ maxLength: 36, null: true }),
      },
      options: {
        table: 'nuages_tasks_moment',
        constraints: [{ kind: 'unique', name: 'nuages_tasks_moment_once', fields: ['schedule', 'moment'] }],
      },
    }),
    createModel({
      name: 'TaskOutbox',
      fields: {
        id: field.char({ maxLength: 36, primaryKey: true }),
        queue: field.char({ maxLength: 100 }),
        job: field.text({ secret: true }),
        createdAt: field.bigInteger({ index: true }),
      },
      options: { table: 'nuages_tasks_outbox' },
    }),
    createModel({
      name: 'TaskKey',
      fields: {
        uniqueKey: field.char({ maxLength: 255, primaryKey: true }),
        job: field.char({ maxLength: 36 }),
      },
      options: { table: 'nuages_tasks_key' },
    }),
    createModel({
      name: 'TaskDone',
      fields: {
        id: field.char({ maxLength: 36, primaryKey: true }),
        result: field.text({ secret: true }),
        at: field.bigInteger({ index: true }),
      },
      options: { table: 'nuages_tasks_done' },
    }),
  ],
})
