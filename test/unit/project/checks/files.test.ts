import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { field, Model } from '../../../../src/data/orm/index.ts'
import { defineApp, defineProject } from '../../../../src/tools/project/index.ts'
import { testProject } from '../../../../src/tools/testing/index.ts'

test('a field whose storage the project does not have is an error of `check`', async () => {
  class Letter extends Model {
    paper = field.file({ storage: 'privat', blank: true })
    copy = field.file({ blank: true })
  }
  await using site = await testProject(
    defineProject({
      apps: [defineApp({ label: 'post', models: { Letter } })],
      files: { private: { location: './private', url: '/private/' } },
    }),
  )
  const findings = await site.project.check({ types: false })
  assert.deepEqual(
    findings.filter(({ id }) => id.startsWith('files.')).map(({ id, where, message }) => `${id} ${where} ${message}`),
    ["files.E001 Letter.paper The project has no storage 'privat' (did you mean 'private'?)."],
  )
  await site.run(() => {
    const { paper } = Letter.build({ paper: new File(['a'], 'a.txt') })
    assert.match(inspect(paper), /^StoredFile 'a\.txt' \(not stored yet\)$/)
  })
})

test('a folder outside of the storage is refused where it is declared', async () => {
  for (const uploadTo of ['../photos/', 'a/../b', '/photos/']) {
    class Photo extends Model {
      image = field.file({ uploadTo })
    }
    const project = defineProject({ apps: [defineApp({ label: 'shots', models: { Photo } })] })
    await assert.rejects(testProject(project), /`uploadTo` has to stay in the storage/)
  }
})
