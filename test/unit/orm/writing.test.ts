import { writingSuite } from './support/writing.ts'

writingSuite('SQLite', () => Promise.resolve({ url: 'sqlite::memory:', drop: async () => {} }))
