import { createModel, field, migration } from '../../migrations/index.ts'

export default migration({
  operations: [
    createModel({
      name: 'CacheEntry',
      fields: {
        cacheKey: field.char({ maxLength: 400, primaryKey: true }),
        content: field.text({ secret: true }),
        number: field.bigInteger({ null: true }),
        expires: field.bigInteger({ null: true, index: true }),
      },
      options: { table: 'nuages_cache_entry' },
    }),
  ],
})
