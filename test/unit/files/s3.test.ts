import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openS3Storage, openStorage, type S3Storage, type S3StorageOptions } from '../../../src/data/files/index.ts'
import { s3Options } from '../../../src/data/files/s3/options.ts'
import { refuse, type S3Server, s3Server } from '../../support/s3-server.ts'
import { storageSuite } from '../../support/suites/storage.ts'

const makeSuite = async () => {
  const server = await s3Server()
  const { endpoint, bucket, credentials } = server
  const storage = await openS3Storage({ endpoint, bucket, credentials, prefix: 'suite/files' })
  return {
    storage,
    async close() {
      await storage.close()
      await server[Symbol.asyncDispose]()
    },
  }
}
storageSuite('S3', makeSuite, { ordered: false, longest: 200 })

describe('a bucket', () => {
  let server: S3Server
  const opened: S3Storage[] = []
  const open = async (more: Partial<S3StorageOptions> = {}) => {
    const { endpoint, bucket, credentials } = server
    const storage = await openS3Storage({ endpoint, bucket, credentials, ...more })
    opened.push(storage)
    return storage
  }
  before(async () => {
    server = await s3Server()
  })
  after(async () => {
    for (const storage of opened) await storage.close()
    await server[Symbol.asyncDispose]()
  })

  test('long contents go in parts, under a name with a random part, and leave none where they fail', async () => {
    const storage = await open({ prefix: 'parts', partSize: 5 * 1024 * 1024 })
    const block = Buffer.alloc(1024 * 1024, 1)
    async function* blocks(count: number, then?: Error) {
      for (let i = 0; i < count; i++) yield block
      if (then !== undefined) throw then
    }
    const name = await storage.save('film.mp4', blocks(12))
    assert.match(name, /^film_[a-z0-9]{7}\.mp4$/)
    assert.equal(await storage.size(name), 12 * block.length)
    assert.equal((await storage.stat(name)).type, 'video/mp4')
    const reason = new TypeError('the source broke')
    server.requests.length = 0
    await assert.rejects(storage.save('broken.mp4', blocks(12, reason)), (error) => error === reason)
    await assert.rejects(storage.save('large.mp4', blocks(12), { maxSize: 11 * block.length }), {
      code: 'NUAGES_FILES_TOO_LARGE',
    })
    assert.ok(
      !server.requests.some((each) => each.startsWith('POST') && !each.includes('?uploads')),
      'none is completed',
    )
    const givenUp = server.requests.filter((each) => each.startsWith('DELETE') && each.includes('uploadId='))
    assert.equal(givenUp.length, 2)
    assert.equal(await storage.exists('broken.mp4'), false)
    assert.equal(await storage.save('film.mp4', blocks(7), { overwrite: true }), 'film.mp4')
  })

  test('a name that was taken after it was looked at is left alone', async () => {
    const storage = await open({ prefix: 'late' })
    await storage.save('a.txt', 'first')
    // As if the other one had come between the look and the writing.
    server.intercept = (request, response) => {
      if (request.method !== 'HEAD') return false
      response.writeHead(404).end()
      return true
    }
    try {
      assert.match(await storage.save('a.txt', 'second'), /^a_\w{7}\.txt$/)
    } finally {
      server.intercept = null
    }
    assert.equal(await (await storage.open('a.txt')).text(), 'first')
  })

  test('a service without conditions is looked at alone', async () => {
    const storage = await open({ prefix: 'unconditional' })
    let refused = 0
    server.intercept = (request, response) => {
      if (request.headers['if-none-match'] === undefined) return false
      refused++
      refuse(request, response, 501, 'NotImplemented')
      return true
    }
    try {
      assert.equal(await storage.save('a.txt', 'first'), 'a.txt')
      assert.match(await storage.save('a.txt', 'second'), /^a_\w{7}\.txt$/)
    } finally {
      server.intercept = null
    }
    assert.ok(refused >= 2)
    assert.equal(await (await storage.open('a.txt')).text(), 'first')
  })

  test('signed addresses to read and to send', async () => {
    const storage = await open({ prefix: 'signed' })
    const name = await storage.save('ü.txt', 'hello')
    const read = await storage.signedUrl(name, { expires: 60, download: 'report.txt' })
    const answer = await fetch(read)
    assert.equal(await answer.text(), 'hello')
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="report.txt"')
    assert.equal(new URL(read).searchParams.get('X-Amz-Expires'), '60')

    const upload = await storage.signedUpload('photo.png', { type: 'image/png', size: 4 })
    assert.equal(upload.name, 'photo.png')
    const signedHeaders = new URL(upload.url).searchParams.get('X-Amz-SignedHeaders')!.split(';')
    assert.deepEqual(signedHeaders, ['content-length', 'content-type', 'host', 'if-none-match'])
    const sent = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: 'png!' })
    assert.equal(sent.status, 200, await sent.text())
    assert.equal((await storage.stat('photo.png')).type, 'image/png')
    assert.equal(await (await storage.open('photo.png')).text(), 'png!')
    assert.notEqual((await storage.signedUpload('photo.png', { type: 'image/png', size: 4 })).name, 'photo.png')
    await assert.rejects(storage.signedUpload('x', { type: 'image/png\r\nx: y', size: 1 }), {
      code: 'NUAGES_FILES_BAD_OPTION',
    })
    await assert.rejects(storage.signedUpload('../x', { type: 'image/png', size: 1 }), {
      code: 'NUAGES_FILES_UNSAFE_NAME',
    })
  })

  test('another type or size than was signed is refused', async () => {
    const storage = await open({ prefix: 'limits' })
    const { url, headers } = await storage.signedUpload('a.png', { type: 'image/png', size: 4 })
    for (const [type, body] of [
      ['text/html', 'png!'],
      ['image/png', 'much more than four'],
    ] as const) {
      const response = await fetch(url, { method: 'PUT', headers: { ...headers, 'content-type': type }, body })
      assert.equal(response.status, 403, `${type} ${await response.text()}`)
    }
    assert.equal(await storage.exists('a.png'), false)
  })

  test('what is refused is told without keys', async () => {
    const wrong = await open({ credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'wrong-secret' } })
    await assert.rejects(wrong.save('a.txt', 'a'), (error: { code?: string; message: string }) => {
      assert.match(error.code ?? '', /^NUAGES_FILES_CANNOT_(READ|SAVE)$/)
      assert.match(error.message, /403/)
      assert.doesNotMatch(error.message, /wrong-secret|S3RVER/)
      return true
    })
    const away = await open({ endpoint: 'http://127.0.0.1:1', attempts: 1 })
    await assert.rejects(away.stat('a.txt'), { code: 'NUAGES_FILES_CANNOT_READ', message: /ECONNREFUSED/ })
    const none = await open({ bucket: 'not-there' })
    await assert.rejects(none.open('a.txt'), { code: 'NUAGES_FILES_CANNOT_READ', message: /NoSuchBucket/ })
  })

  test('more names than fit into one answer are listed', async () => {
    const storage = await open({ prefix: 'many' })
    const page = (names: readonly string[], next: string | null) => {
      const contents = names.map((name) => `<Contents><Key>many/${name}</Key><Size>3</Size><ETag>"e"</ETag></Contents>`)
      const more = next === null ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`
      return `<ListBucketResult><IsTruncated>${next !== null}</IsTruncated>${more}${contents.join('')}</ListBucketResult>`
    }
    server.intercept = (request, response) => {
      const { searchParams } = new URL(request.url!, server.endpoint)
      assert.equal(searchParams.get('prefix'), 'many/')
      const second = searchParams.get('continuation-token') === 'next page'
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(second ? page(['c.txt'], null) : page(['a.txt', 'folder/', 'b.txt', '.hidden'], 'next page'))
      return true
    }
    try {
      const names: string[] = []
      for await (const { name, size, etag } of storage.list()) names.push(`${name} ${size} ${etag}`)
      assert.deepEqual(names, ['a.txt 3 e', 'b.txt 3 e', 'c.txt 3 e'])
    } finally {
      server.intercept = null
    }
  })

  test('encryption and how long it is kept are asked for', async () => {
    const storage = await open({
      prefix: 'headers',
      encryption: 'aws:kms',
      kmsKey: 'key-1',
      cacheControl: 'max-age=60',
    })
    let headers: Record<string, unknown> = {}
    server.intercept = (request) => {
      if (request.method === 'PUT') headers = request.headers
      return false
    }
    try {
      await storage.save('a.bin', 'a', { type: 'image/png' })
    } finally {
      server.intercept = null
    }
    assert.equal(headers['x-amz-server-side-encryption'], 'aws:kms')
    assert.equal(headers['x-amz-server-side-encryption-aws-kms-key-id'], 'key-1')
    assert.equal(headers['cache-control'], 'max-age=60')
    assert.equal(headers['content-type'], 'image/png')
  })

  test('addresses', async () => {
    const bucket = 'photos'
    const at = async (more: Partial<S3StorageOptions>) =>
      (await open({ bucket, prefix: 'a b', ...more })).url('ü/1.jpg')
    assert.equal(await at({ endpoint: 'https://s3.example.org/' }), 'https://s3.example.org/photos/a%20b/%C3%BC/1.jpg')
    assert.equal(
      await at({ endpoint: 'https://s3.example.org', pathStyle: false }),
      'https://photos.s3.example.org/a%20b/%C3%BC/1.jpg',
    )
    assert.equal(await at({ publicUrl: 'https://cdn.example.org/' }), 'https://cdn.example.org/%C3%BC/1.jpg')
    const amazon = await openS3Storage({ bucket, region: 'eu-west-3', credentials: server.credentials })
    opened.push(amazon)
    assert.equal(amazon.url('1.jpg'), 'https://photos.s3.eu-west-3.amazonaws.com/1.jpg')
  })

  test('opened by its address', async () => {
    const endpoint = encodeURIComponent(server.endpoint)
    await using storage = await openStorage(`s3://S3RVER:S3RVER@${server.bucket}/by-url?endpoint=${endpoint}`)
    assert.equal(storage.kind, 'S3')
    assert.equal(await storage.save('a.txt', 'a'), 'a.txt')
    assert.equal(await (await (await open({ prefix: 'by-url/' })).open('a.txt')).text(), 'a')
  })
})

test('what an address says', () => {
  assert.deepEqual(
    s3Options('s3://key:se%2Fcret@my-bucket/some/folder?region=eu-west-3&pathStyle=true&encryption=AES256'),
    {
      bucket: 'my-bucket',
      prefix: 'some/folder',
      region: 'eu-west-3',
      pathStyle: true,
      encryption: 'AES256',
      credentials: { accessKeyId: 'key', secretAccessKey: 'se/cret' },
    },
  )
  for (const wrong of [
    's3:',
    's3:///folder',
    's3://bucket:80/',
    's3://bucket/?regoin=x',
    's3://bucket/?pathStyle=yes',
    's3://bucket/?endpoint=minio',
    's3://bucket/?encryption=rot13',
    's3://topsecret@bucket/',
    's3://key:topsecret@bucket/%',
  ])
    assert.throws(
      () => s3Options(wrong),
      (error: { code?: string; message: string }) =>
        error.code === 'NUAGES_FILES_BAD_URL' && !error.message.includes('topsecret'),
      wrong,
    )
})

test('wrong options are told before anything is asked', async () => {
  await assert.rejects(openS3Storage({ bucket: '../x' }), { code: 'NUAGES_FILES_BAD_OPTION' })
  await assert.rejects(openS3Storage({ bucket: 'files', partSize: 1000 }), { code: 'NUAGES_FILES_BAD_OPTION' })
})
