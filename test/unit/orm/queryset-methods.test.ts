import { openParts, querysetSuite } from './support/queryset-suite.ts'

querysetSuite('querysets on SQLite', () => openParts())
