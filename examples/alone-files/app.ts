import { datedName, FileSystemStorage, MemoryStorage, SignedUrls, type Storage } from 'nuages/files'
import { createApp, html, json, path, redirect, serve } from 'nuages/http'
import { serveFiles } from 'nuages/media'

const secretKey = process.env['SECRET_KEY'] ?? 'only for this example'
const signed = new SignedUrls({ url: '/files/', secretKey })

/** A folder where one is named, else memory. */
const folder = process.env['FILES_DIR']
export const storage: Storage =
  folder === undefined
    ? new MemoryStorage({ maxBytes: 10_000_000, urls: signed })
    : new FileSystemStorage({ root: folder, urls: signed, fileMode: 0o640 })

const page = `<!doctype html><html lang="en"><title>Drop box</title><h1>Drop box</h1>
<form method="post" enctype="multipart/form-data"><label>File <input type="file" name="file"></label> <button>Keep</button></form>
<p><a href="/list/">What is kept</a></p></html>`

export const app = createApp({
  urls: [
    path('', {
      get: () => html(page),
      post: async (request) => {
        const upload = (await request.form()).files.get('file')
        if (upload === null || upload === undefined) return json({ error: 'no file was sent' }, { status: 400 })
        // Whatever it is called: the name is made safe, and free.
        const name = await storage.save(datedName('%Y/%m/', upload.name), upload, { maxSize: 1_000_000 })
        return redirect(await storage.signedUrl(name, { expires: 60 }), { status: 303 })
      },
    }),
    path('list/', async () => {
      const files: { name: string; size: number; url: string }[] = []
      for await (const { name, size } of storage.list()) files.push({ name, size, url: await storage.signedUrl(name) })
      return json(files)
    }),
    path('files/<path:name>', serveFiles(storage, { signed })),
  ],
})

if (import.meta.main) {
  const server = await serve(app, { port: Number(process.env['PORT'] ?? 8000) })
  process.stdout.write(`Serving on ${server.url} (Ctrl+C stops)\n`)
  process.once('SIGINT', () => void server.close())
}
