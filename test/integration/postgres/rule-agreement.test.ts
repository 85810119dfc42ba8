import { test } from 'node:test'
import { postgres, skipOn } from '../../support/scratch.ts'
import { ruleAgreement } from '../../support/suites/rules.ts'

test('one row and all rows: rules of any kind give one answer', await skipOn(postgres), async () => {
  const scratch = await postgres.scratch()
  try {
    await ruleAgreement(scratch.url, 25)
  } finally {
    await scratch.drop()
  }
})
