import { crc32, deflateSync } from 'node:zlib'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** Small pictures, whole and sound. */
export const picture = {
  /** A grey PNG of a size in pixels. */
  png(width: number, height: number, name = 'picture.png'): File {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    header[8] = 8
    const data = deflateSync(Buffer.alloc((width + 1) * height, 0))
    const signature = Buffer.from('89504e470d0a1a0a', 'hex')
    const bytes = Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
    return new File([bytes], name, { type: 'image/png' })
  },
}
