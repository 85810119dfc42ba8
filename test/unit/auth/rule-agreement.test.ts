import { test } from 'node:test'
import { ruleAgreement } from '../../support/suites/rules.ts'

test('one row and all rows: rules of any kind give one answer (SQLite)', () => ruleAgreement('sqlite::memory:', 150))
